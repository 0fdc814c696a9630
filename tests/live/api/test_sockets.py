"""Speech over websockets, against the running stack."""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx2 as httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

SENTENCES = ["The first sentence is short. ", "Then a longer one follows. ", "最后一句是中文的。"]


class Client:
    """Opens sockets of one workspace."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self.api = httpx.Client(base_url=url, headers={"xi-api-key": token}, timeout=60)

    @contextmanager
    def socket(
        self, kind: str = "stream-input", query: str = "", token: str | None = None, **more
    ) -> Iterator[ClientConnection]:
        token = self.token if token is None else token
        address = f"{self.url.replace('http', 'ws')}/v1/text-to-speech/af_heart/{kind}"
        headers = {"xi-api-key": token} if token else {}
        with connect(
            f"{address}?output_format=pcm_24000{query}", additional_headers=headers, **more
        ) as socket:
            yield socket

    def jobs(self) -> list[dict]:
        return self.api.get("/v1/jobs?limit=100").json()["data"]


@pytest.fixture(scope="module")
def client(humming) -> Client:
    return Client(humming.url, humming.workspace("sockets"))


def say(socket: ClientConnection, text: str, **more) -> None:
    socket.send(json.dumps({"text": text, **more}))


def heard(socket: ClientConnection, until=lambda message: False, seconds: float = 60) -> list[dict]:
    """All messages until one that is looked for, or the end."""
    found: list[dict] = []
    end = time.monotonic() + seconds
    try:
        while not found or not until(found[-1]):
            found.append(json.loads(socket.recv(timeout=end - time.monotonic())))
    except ConnectionClosed:
        pass
    return found


def audio_of(found: list[dict]) -> bytes:
    return b"".join(base64.b64decode(each["audio"]) for each in found if each.get("audio"))


def spoken_in(found: list[dict]) -> str:
    return "".join("".join(each["alignment"]["chars"]) for each in found if each.get("alignment"))


def test_text_in_letters_becomes_audio_with_times(client):
    with client.socket() as socket:
        say(socket, " ", voice_settings={"stability": 0.4, "speed": 1.1})
        text = "".join(SENTENCES)
        for at in range(0, len(text), 4):
            say(socket, text[at : at + 4], try_trigger_generation=True)
        say(socket, "")
        found = heard(socket)
        assert socket.close_code == 1000
    assert found[-1]["isFinal"] is True
    assert spoken_in(found).replace(" ", "") == text.replace(" ", "")
    milliseconds = sum(
        max(a + b for a, b in zip(x["charStartTimesMs"], x["charDurationsMs"], strict=True))
        for x in (each["alignment"] for each in found if each.get("alignment"))
    )
    assert len(audio_of(found)) / 48 == pytest.approx(milliseconds, abs=30)


def test_a_token_may_come_in_the_first_message(client):
    with client.socket(token="") as socket:
        say(socket, " ", xi_api_key=client.token)
        say(socket, "Hello there.")
        say(socket, "")
        assert audio_of(heard(socket))


@pytest.mark.parametrize(
    ("kind", "sent", "token", "code"),
    [
        ("stream-input", {"text": " "}, "nonsense", "invalid_api_key"),
        ("stream-input", {"text": " "}, "", "invalid_api_key"),
        ("stream-input", {"text": 7}, None, "bad_message"),
        ("stream-input", [1], None, "bad_message"),
        ("multi-stream-input", {"text": "a", "context_id": 3}, None, "bad_message"),
        (
            "stream-input",
            {"text": "Hi. ", "voice_settings": {"stability": 7}},
            None,
            "invalid_value",
        ),
    ],
)
def test_what_is_wrong_is_said_before_the_end(client, kind, sent, token, code):
    with client.socket(kind, token=token) as socket:
        with suppress(ConnectionClosed):
            socket.send(json.dumps(sent))
        if isinstance(sent, dict) and sent["text"] == "Hi. ":
            say(socket, "")
        found = heard(socket)
        assert found[-1]["error"] == code and found[-1]["message"]
        assert socket.close_code == 1008


def test_contexts_are_apart(client):
    """Closing one that was not flushed drops what is not made; the other goes on to its end."""
    long = "This sentence is one of many that nobody will hear. " * 20
    with client.socket("multi-stream-input") as socket:
        say(socket, " ", context_id="a")
        say(socket, " ", context_id="b")
        say(socket, long, context_id="a")
        say(socket, "The other one is heard.", context_id="b", flush=True)
        found = heard(socket, lambda each: each.get("contextId") == "a" and each["audio"])
        socket.send(json.dumps({"context_id": "a", "close_context": True}))
        socket.send(json.dumps({"context_id": "b", "close_context": True}))
        ends: set[str] = set()
        while ends != {"a", "b"}:
            found += heard(socket, lambda each: each.get("isFinal"))
            ends.add(found[-1]["contextId"])
        assert spoken_in([each for each in found if each["contextId"] == "b"])
        say(socket, "A new one of the same name.", context_id="a", flush=True)
        again = heard(socket, lambda each: each.get("alignment"))
        assert spoken_in(again) == "A new one of the same name."
        socket.send(json.dumps({"close_socket": True}))
        heard(socket)
        assert socket.close_code == 1000


def test_a_name_can_be_used_again_at_once(client):
    """What was flushed of the old context is still spoken; the new one is not part of it."""
    with client.socket("multi-stream-input") as socket:
        say(socket, "The old one.", context_id="a", flush=True)
        socket.send(json.dumps({"context_id": "a", "close_context": True}))
        say(socket, "The new one.", context_id="a", flush=True)
        socket.send(json.dumps({"context_id": "a", "close_context": True}))
        found: list[dict] = []
        while sum(bool(each.get("isFinal")) for each in found) < 2:
            found += heard(socket, lambda each: each.get("isFinal"))
        texts = {"".join(each["alignment"]["chars"]) for each in found if each.get("alignment")}
        assert texts == {"The old one.", "The new one."}


def test_a_client_that_goes_pays_for_what_was_made_alone(client):
    long = "This sentence is one of many that nobody will hear. " * 40
    with client.socket() as socket:
        say(socket, long, flush=True)
        heard(socket, lambda each: each.get("audio"))
    end = time.monotonic() + 20
    while (job := client.jobs()[0])["status"] not in ("cancelled", "completed"):
        assert time.monotonic() < end, job
        time.sleep(0.05)
    assert job["status"] == "cancelled"
    assert job["progress"]["segments_done"] < job["progress"]["segments_total"]


def test_nothing_for_a_while_ends_a_socket(client):
    with client.socket(query="&inactivity_timeout=1") as socket:
        say(socket, " ")
        found = heard(socket, seconds=10)
        assert found[-1]["error"] == "input_timeout_exceeded" and socket.close_code == 1008


def test_a_context_that_hears_nothing_ends_alone(client):
    with client.socket("multi-stream-input", query="&inactivity_timeout=2") as socket:
        say(socket, "Half a sentence", context_id="a")
        end = time.monotonic() + 10
        found = []
        while not found and time.monotonic() < end:
            say(socket, "", context_id="b")
            try:
                found.append(json.loads(socket.recv(timeout=0.3)))
            except TimeoutError:
                continue
        assert found[0]["contextId"] == "a" and found[0]["isFinal"]


def test_other_pages_and_hosts_and_addresses_get_no_socket(client):
    with pytest.raises(InvalidStatus) as refused, client.socket(origin="https://evil.example"):
        pass
    assert refused.value.response.status_code == 403
    with pytest.raises(InvalidStatus) as refused, client.socket("stream-output"):
        pass
    assert refused.value.response.status_code == 404
    answer = client.api.get("/v1/text-to-speech/af_heart/stream-input")
    assert answer.status_code == 426 and answer.json()["error"]["code"] == "websocket_only"


def test_giant_and_binary_frames_end_their_socket_alone(client):
    with client.socket() as other:
        say(other, " ")
        with client.socket() as socket:
            say(socket, "a" * 70_000)
            heard(socket)
            assert socket.close_code == 1009
        with client.socket() as socket:
            socket.send(b"\0\1")
            assert heard(socket)[-1]["error"] == "bad_message"
        with client.socket() as socket:
            socket.socket.sendall(b"\xff\xff\xff\xff\xff\xff")
            heard(socket)
            assert socket.close_code in (1002, 1006)
        say(other, "Still here.", flush=True)
        assert audio_of(heard(other, lambda each: each.get("audio")))


def test_tokens_are_in_no_log(client, humming):
    address = f"{humming.url.replace('http', 'ws')}/v1/text-to-speech/af_heart/stream-input"
    with connect(f"{address}?authorization={client.token}") as socket:
        say(socket, "Hello.")
        say(socket, "")
        assert audio_of(heard(socket))
    logs = [path.read_text(errors="replace") for path in humming.data.rglob("*.log")]
    assert logs and not any(client.token in log for log in logs)
