"""Streams that break off and go on, and several listeners of one job."""

import base64
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx
import pytest

from tests.live.conftest import wait

TEXT = " ".join(f"Sentence {word} is in this text." for word in ("one", "two", "three", "four"))


@pytest.fixture(scope="module")
def api(humming) -> httpx.Client:
    headers = {"Authorization": f"Bearer {humming.workspace('streams')}"}
    with httpx.Client(base_url=humming.url, headers=headers, timeout=120) as client:
        yield client


def submit(api: httpx.Client) -> str:
    return api.post("/v1/jobs", json={"input": TEXT, "voice": "af_heart"}).json()["id"]


def whole(api: httpx.Client, job: str, **query) -> bytes:
    answer = api.get(f"/v1/jobs/{job}/audio", params=query)
    assert answer.status_code == 200, answer.text
    return answer.content


def begin(api: httpx.Client, job: str, audio_format: str) -> bytes:
    """The first bytes of a stream that the client then breaks off."""
    begun = b""
    with api.stream("GET", f"/v1/jobs/{job}/audio", params={"format": audio_format}) as response:
        for block in response.iter_bytes(1000):
            begun += block
            if len(begun) >= 5000:
                break
    return begun


def test_a_stream_in_any_format_resumes_at_a_byte(api):
    job = submit(api)
    formats = ("pcm", "wav", "mp3", "opus", "flac", "aac")
    with ThreadPoolExecutor(len(formats)) as clients:
        begun = list(clients.map(lambda name: begin(api, job, name), formats))
    for audio_format, start in zip(formats, begun, strict=True):
        rest = whole(api, job, format=audio_format, from_byte=len(start))
        again = whole(api, job, format=audio_format, from_byte=0)
        assert start + rest == again, audio_format


def test_a_stream_resumes_at_a_segment(api):
    job = submit(api)
    everything = whole(api, job, format="pcm")
    job_answer = api.get(f"/v1/jobs/{job}").json()
    last = job_answer["progress"]["segments_total"] - 1
    assert last > 0
    tail = whole(api, job, format="pcm", from_segment=last)
    assert everything.endswith(tail) and 0 < len(tail) < len(everything)
    beyond = api.get(f"/v1/jobs/{job}/audio", params={"from_segment": last + 1})
    assert (beyond.status_code, beyond.json()["error"]["param"]) == (400, "from_segment")


def test_two_listeners_hear_the_same(api):
    job = submit(api)
    heard = []
    threads = [
        threading.Thread(target=lambda: heard.append(whole(api, job, format="pcm")))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard[0] == heard[1] != b""


def test_a_finished_file_answers_ranges(api):
    job = submit(api)
    whole(api, job, format="pcm")
    # All of it may be heard a moment before the job is completed.
    wait(api, f"/v1/jobs/{job}", "completed")
    address = f"/v1/jobs/{job}/audio"
    file = api.get(address, params={"format": "wav"})
    assert (file.status_code, file.headers["accept-ranges"]) == (200, "bytes")
    part = api.get(address, params={"format": "wav"}, headers={"Range": "bytes=100-199"})
    assert part.status_code == 206 and part.content == file.content[100:200]
    assert part.headers["content-range"] == f"bytes 100-199/{len(file.content)}"
    outside = api.get(address, params={"format": "wav"}, headers={"Range": "bytes=99999999-"})
    assert outside.status_code == 416


def test_speech_is_streamed_as_events(api):
    body = {"model": "kokoro", "voice": "af_heart", "input": TEXT, "response_format": "pcm"}
    audio, done = b"", None
    with api.stream("POST", "/v1/audio/speech", json={**body, "stream_format": "sse"}) as response:
        assert response.headers["content-type"] == "text/event-stream"
        job = response.headers["x-lectern-job"]
        for line in response.iter_lines():
            if line:
                event = json.loads(line.removeprefix("data: "))
                if event["type"] == "speech.audio.delta":
                    audio += base64.b64decode(event["audio"])
                else:
                    done = event
    assert done["type"] == "speech.audio.done"
    assert done["usage"]["output_tokens"] == pytest.approx(len(audio) / 48, abs=1)
    assert audio == whole(api, job, format="pcm")


def test_a_cancelled_job_ends_its_streams(api):
    job = api.post("/v1/jobs", json={"input": TEXT * 20, "voice": "af_heart"}).json()["id"]
    address = f"/v1/jobs/{job}/audio"
    with api.stream("GET", address, params={"format": "pcm"}) as response:
        blocks = response.iter_bytes()
        next(blocks)
        api.delete(f"/v1/jobs/{job}")
        with pytest.raises(httpx.RemoteProtocolError):
            for _ in blocks:
                pass
