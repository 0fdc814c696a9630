"""REST from a recording to the downloaded lesson, against the running stack."""

import json
import time

import httpx2 as httpx
import pytest

from runtime.version import VERSION
from tests.live.conftest import wait
from voices.decode import decode

LESSON = " ".join(f"This is sentence number {n}. 这是第{n}句中文。" for n in range(1, 6))


@pytest.fixture(scope="module")
def api(stack) -> httpx.Client:
    headers = {"Authorization": f"Bearer {stack.workspace('rest')}"}
    with httpx.Client(base_url=stack.url, headers=headers, timeout=120) as client:
        yield client


@pytest.fixture(scope="module")
def humming_api(humming) -> httpx.Client:
    headers = {"Authorization": f"Bearer {humming.workspace('rest')}"}
    with httpx.Client(base_url=humming.url, headers=headers, timeout=120) as client:
        yield client


def sealed(stack) -> set:
    """The recordings that are kept, of all workspaces; no samples and no speech."""
    return {
        path
        for path in (stack.data / "tenants").rglob("*.sealed")
        if "jobs" not in path.parts and path.suffixes[-2:] != [".wav", ".sealed"]
    }


def test_a_recording_becomes_a_voice_that_reads_a_lesson(api, recordings, stack):
    before = sealed(stack)
    stack.console.run("waive_consent", "rest", "--reason", "Contract 1")
    clip = (recordings / "libri_1320.mp3").read_bytes()
    created = api.post(
        "/v1/audio/voices", data={"name": "Reader"}, files={"audio_sample": ("clip.mp3", clip)}
    )
    assert created.status_code == 201, created.text
    voice = wait(api, f"/v1/audio/voices/{created.json()['id']}", "ready")
    [take] = api.get(f"/v1/audio/voices/{voice['id']}/takes").json()["data"]
    assert take["screening"]["accepted"] and len(take["transcript"].split()) > 5
    assert sealed(stack) <= before, "the recording is still there"
    listed = api.get("/v1/audio/voices").json()["data"]
    assert {"Reader", "af_heart"} <= {entry["name"] for entry in listed}

    job = api.post("/v1/jobs", json={"input": LESSON, "voice": voice["id"]}).json()
    assert job["status"] == "queued"
    done = wait(api, f"/v1/jobs/{job['id']}", "completed")
    assert done["progress"]["segments_done"] == done["progress"]["segments_total"] >= 5
    usage = api.get("/v1/usage").json()
    assert (usage["used_ms"], usage["reserved_ms"]) == (done["progress"]["audio_ms"], 0)

    seconds = done["progress"]["audio_ms"] / 1000
    for name in ("wav", "flac", "mp3", "opus"):
        audio = api.get(f"/v1/jobs/{job['id']}/audio", params={"format": name})
        assert audio.status_code == 200
        assert int(audio.headers["content-length"]) == len(audio.content)
        path = stack.data / f"lesson.{name}"
        path.write_bytes(audio.content)
        assert seconds_of(path) == pytest.approx(seconds, abs=0.3)


CONFIRMS = """
from tenants.context import in_tenant
from tenants.models import Tenant
from voices.models import Consent
with in_tenant(Tenant.objects.get(slug="rest")):
    Consent.objects.filter(id="{consent}").update(confirmation="given", release_digest="")
"""
"""As if the speaker had confirmed, which tests/voices/test_confirmation.py tries."""


def test_one_reading_of_the_statement_becomes_a_voice(api, stack):
    before = sealed(stack)
    consent = api.post("/v1/audio/voice_consents", json={"name": "Emily", "language": "en"}).json()
    stack.console.run("shell", "-c", CONFIRMS.format(consent=consent["id"]))
    body = {"model": "kokoro", "voice": "am_michael", "input": consent["statement"]}
    read = api.post("/v1/audio/speech", json={**body, "response_format": "wav"})
    given = {"name": "Emily's", "consent": consent["id"]}
    created = api.post(
        "/v1/audio/voices", data=given, files={"audio_sample": ("read.wav", read.content)}
    )
    assert created.status_code == 201, created.text
    voice = wait(api, f"/v1/audio/voices/{created.json()['id']}", "ready")
    verified = api.get(f"/v1/audio/voice_consents/{consent['id']}").json()
    assert verified["status"] == "verified"
    assert len(sealed(stack) - before) == 1

    job = api.post("/v1/jobs", json={"input": LESSON * 3, "voice": voice["id"]}).json()
    address = f"/v1/jobs/{job['id']}"
    while api.get(address).json()["progress"]["segments_done"] == 0:
        time.sleep(0.2)
    revoked = api.post(f"/v1/audio/voice_consents/{consent['id']}/revoke").json()
    assert revoked["status"] == "revoked"
    ended = api.get(address).json()
    assert (ended["status"], ended["error"]["code"]) == ("failed", "voice_revoked")
    assert ended["progress"]["segments_done"] < ended["progress"]["segments_total"]
    assert sealed(stack) <= before
    assert not list((stack.data / "tenants").glob(f"*/voices/{voice['id']}"))
    assert not list((stack.data / "tenants").glob(f"*/jobs/{job['id']}"))


def seconds_of(path) -> float:
    import av

    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        return sum(frame.samples for frame in container.decode(stream)) / stream.rate


def test_a_disconnecting_client_cancels_its_job_and_pays_for_finished_audio(humming_api):
    before = humming_api.get("/v1/usage").json()["used_ms"]
    body = {"model": "kokoro", "voice": "af_heart", "input": LESSON * 3, "response_format": "pcm"}
    with humming_api.stream("POST", "/v1/audio/speech", json=body) as response:
        job = response.headers["x-lectern-job"]
        next(response.iter_bytes())
    left = wait_for_end(humming_api, job)
    assert left["status"] == "cancelled"
    assert left["progress"]["segments_done"] < left["progress"]["segments_total"]
    usage = humming_api.get("/v1/usage").json()
    assert usage["used_ms"] - before == left["progress"]["audio_ms"]
    assert usage["reserved_ms"] == 0


def wait_for_end(api: httpx.Client, job: str) -> dict:
    for _ in range(100):
        retrieved = api.get(f"/v1/jobs/{job}").json()
        if retrieved["status"] not in ("queued", "running"):
            return retrieved
        time.sleep(0.2)
    raise AssertionError(retrieved)


def test_the_audio_of_a_running_job_is_a_stream(humming_api):
    half = LESSON[: len(LESSON) // 2]
    job = humming_api.post("/v1/jobs", json={"input": half, "voice": "am_adam"}).json()
    audio = humming_api.get(f"/v1/jobs/{job['id']}/audio", params={"format": "flac"})
    assert "content-length" not in audio.headers
    done = wait(humming_api, f"/v1/jobs/{job['id']}", "completed")
    assert decode(audio.content, limits=None).source_seconds == pytest.approx(
        done["progress"]["audio_ms"] / 1000, abs=0.5
    )


def test_the_command_line_speaks(stack, api):
    # A folder of the user that the command becomes if root starts it.
    out = stack.data / "tmp" / "out.wav"
    printed = stack.manage("speak", "rest", "bf_emma", "Hello from the shell.", "-o", str(out))
    assert "1 segments" in printed
    assert 0.8 < decode(out.read_bytes()).source_seconds < 4


def test_health_endpoints_answer(stack):
    assert httpx.get(f"{stack.url}/healthz").json() == {"status": "ok", "version": VERSION}
    ready = httpx.get(f"{stack.url}/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")


def test_an_endless_request_body_is_cut_off(stack, api):
    def endless():
        for _ in range(100):
            yield b"x" * 1_000_000

    response = api.post("/v1/audio/voices", content=endless())
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "request_too_large"


def test_a_jobs_events_report_its_progress_and_its_end(humming):
    token = humming.workspace("events")
    headers = {"Authorization": f"Bearer {token}"}
    text = "A first sentence. And a second one that is longer than the first one. And a third one."
    with httpx.Client(base_url=humming.url, headers=headers, timeout=120) as client:
        job = client.post("/v1/jobs", json={"input": text, "voice": "af_heart"}).json()
        with client.stream("GET", f"/v1/jobs/{job['id']}/events") as answer:
            lines = [line for line in answer.iter_lines() if line.startswith("data:")]
        events = [json.loads(line.removeprefix("data:")) for line in lines]
        assert [event["type"] for event in events][-1] == "job.completed"
        done = [event["segments_done"] for event in events]
        assert (
            done == sorted(done) and done[0] == 0 and done[-1] == job["progress"]["segments_total"]
        )
        # What the event says is true in the database, too.
        assert client.get(f"/v1/jobs/{job['id']}").json()["status"] == "completed"
