"""The official `openai` client when answers get lost: it tries again, and one job is made."""

import time

import httpx2 as httpx
import openai
import pytest

SPEECH = {"model": "tts-1", "voice": "af_heart", "input": "Say this once, and only once."}


class Losing(httpx.BaseTransport):
    """Sends the first POST, and loses its answer."""

    def __init__(self) -> None:
        self._real = httpx.HTTPTransport()
        self.lost = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._real.handle_request(request)
        if request.method == "POST" and not self.lost:
            self.lost += 1
            response.close()
            raise httpx.ReadError("the connection broke")
        return response


@pytest.fixture
def losing(humming, request) -> tuple[openai.OpenAI, Losing]:
    transport = Losing()
    token = humming.workspace(request.node.name.replace("_", "-")[:40].strip("-"))
    client = openai.OpenAI(
        api_key=token,
        base_url=f"{humming.url}/v1",
        max_retries=2,
        http_client=httpx.Client(transport=transport),
    )
    return client, transport


def jobs(client: openai.OpenAI) -> list[str]:
    """What became of the jobs. The last audio arrives a moment before its job is completed."""
    end = time.monotonic() + 30
    while True:
        listed = client.get("/jobs", cast_to=httpx.Response).json()["data"]
        statuses = sorted(job["status"] for job in listed)
        if not {"queued", "running"} & set(statuses):
            return statuses
        assert time.monotonic() < end, statuses
        time.sleep(0.1)


def test_a_retry_with_a_key_makes_one_job(losing):
    client, transport = losing
    spoken = client.audio.speech.create(**SPEECH, extra_headers={"Idempotency-Key": "once"})
    assert transport.lost == 1 and len(spoken.content) > 1000
    assert jobs(client) == ["completed"]


def test_a_retry_without_a_key_completes_one_job(losing):
    client, transport = losing
    spoken = client.audio.speech.create(**SPEECH)
    assert transport.lost == 1 and len(spoken.content) > 1000
    assert jobs(client) in (["completed"], ["cancelled", "completed"])
