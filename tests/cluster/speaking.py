"""The whole product on two hosts that share no disk: a voice, a stream, a lesson and its file."""

import time
from collections.abc import Callable

import httpx2 as httpx

import config
from synthesis import storage
from tests.cluster.cluster import ONE, SPEAKING, TWO, Cluster
from tests.cluster.scenes import must

CLIP = config.ROOT / "tests" / "recordings" / "libri_1320.mp3"
PATIENCE = 300.0
LESSON = "The water cycle\n\nWater rises from the sea. It falls again as rain on the hills."


def speak(cluster: Cluster, token: str) -> list[str]:
    """Record at one host, be enrolled at the other, listen at the first. Returns what was seen."""
    webs = [cluster.web(host, settings=SPEAKING) for host in (ONE, TWO)]
    others = [
        cluster.role(TWO, "worker", "kokoro", settings=SPEAKING),
        cluster.role(TWO, "enrolment", settings=SPEAKING),
        cluster.role(ONE, "general", settings=SPEAKING),
        cluster.role(ONE, "beat", settings=SPEAKING),
    ]
    for role in (*webs, *others):
        role.start()
    for web in webs:
        web.wait_until_ready()
    headers = {"Authorization": f"Bearer {token}"}
    clients = [httpx.Client(base_url=web.url, headers=headers, timeout=120) for web in webs]
    try:
        return [_voice(*clients), _stream(*clients), _lesson(*clients)]
    finally:
        for client in clients:
            client.close()
        cluster.stop_roles()


def _voice(one: httpx.Client, two: httpx.Client) -> str:
    began = time.monotonic()
    made = one.post(
        "/v1/audio/voices",
        data={"name": "Reader"},
        files={"audio_sample": ("clip.mp3", CLIP.read_bytes())},
    )
    must(made.status_code == 201, made.text)
    voice = made.json()["id"]
    _wait(lambda: _state(two, f"/v1/audio/voices/{voice}"), "ready")
    return (
        f"a voice, recorded at one host and made at the other, in {time.monotonic() - began:.0f} s"
    )


def _stream(one: httpx.Client, two: httpx.Client) -> str:
    voice = [
        each for each in one.get("/v1/audio/voices").json()["data"] if each["name"] == "Reader"
    ]
    order = {"model": "kokoro", "voice": voice[0]["id"], "response_format": "pcm"}
    order["input"] = "A stream from one host. The worker is at another one."
    began, first, size = time.monotonic(), 0.0, 0
    with one.stream("POST", "/v1/audio/speech", json=order) as answer:
        must(answer.status_code == 200, f"refused: {answer.status_code}")
        for part in answer.iter_raw():
            first = first or time.monotonic() - began
            size += len(part)
        job = answer.headers["x-lectern-job"]
    again = two.get(f"/v1/jobs/{job}/audio?format=pcm").content
    must(len(again) == size, f"{size} bytes were heard, the other host has {len(again)}")
    seconds = size / storage.BYTES_PER_SAMPLE / 24_000
    return f"{seconds:.1f} s of speech, the first after {first:.2f} s; the other host has the same"


def _lesson(one: httpx.Client, two: httpx.Client) -> str:
    made = one.post("/v1/lessons", json={"input": LESSON, "settings": {"voice": "af_heart"}})
    must(made.status_code == 201, made.text)
    lesson = made.json()["id"]
    one.post(f"/v1/lessons/{lesson}/make")

    def whole() -> str:
        got = two.get(f"/v1/lessons/{lesson}/audio?format=mp3")
        whole.size = len(got.content)  # type: ignore[attr-defined]
        return str(got.status_code)

    _wait(whole, "200")
    return f"a lesson of two lines, heard at the other host: {whole.size} bytes of MP3"  # type: ignore[attr-defined]


def _state(client: httpx.Client, path: str) -> str:
    return str(client.get(path).json().get("status"))


def _wait(state: Callable[[], str], wanted: str) -> None:
    until = time.monotonic() + PATIENCE
    while (now := state()) != wanted:
        must(now not in ("rejected", "failed", "503"), f"it is {now}")
        must(time.monotonic() < until, f"never {wanted}: it is {now}")
        time.sleep(1)
