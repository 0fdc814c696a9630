"""Valkey is frozen: its kernel takes connections, and it says nothing. People are answered."""

import asyncio
import time

import pytest

from synthesis.streaming import wakes
from tests.faults.proof import assert_made, settle
from tests.faults.test_listeners import ASKED, newest, whole
from tests.faults.test_sigterm import client
from tests.faults.worker import serve

ANSWERED = 15.0


@pytest.mark.parametrize("path", ["/healthz", "/", "/v1/jobs"])
def test_pages_and_rest_are_answered_in_time(ground, workers, oak, settings, path):
    # Those of the tests: pages' files were not collected.
    port = workers.start(serve, settings={"STORAGES": settings.STORAGES}).heard()
    with client(port, oak) as api:
        assert api.get(path, follow_redirects=True).status_code == 200
        with ground.frozen("valkey"):
            began = time.monotonic()
            assert api.get(path, follow_redirects=True).status_code == 200
            assert time.monotonic() - began < ANSWERED


def test_a_stream_is_made_and_heard_from_files(ground, workers, oak):
    port = workers.start(serve).heard()
    workers.start(step_seconds=0.02)
    with client(port, oak) as api, ground.frozen("valkey"):
        began = time.monotonic()
        heard = api.post("/v1/audio/speech", json=ASKED).content
        assert time.monotonic() - began < 4 * ANSWERED
    job = newest(oak)
    assert heard == whole(job)
    settle((oak, job))
    assert_made(oak, job)


def test_the_subscription_gives_up_a_connection_that_says_nothing(ground, caplog):
    async def listen() -> None:
        async with wakes.ear_on("job_nobody"):
            async with asyncio.timeout(3 * wakes.VALKEY_SECONDS):
                while "Valkey does not tell" not in caplog.text:
                    await asyncio.sleep(0.05)

    with ground.frozen("valkey"):
        asyncio.run(listen())
