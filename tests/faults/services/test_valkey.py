"""Valkey loses its data, dies or hangs: work and listeners go on with Postgres and the files."""

import asyncio
import threading
import time

import pytest

from synthesis import storage
from synthesis.streaming.publisher import Publisher
from synthesis.streaming.stream import follow
from tests.faults import tone
from tests.faults.in_thread import InThread
from tests.faults.proof import (
    assert_idle,
    assert_made,
    audio_without_faults,
    settle,
    submit,
    wait_for,
)


class Listener(threading.Thread):
    """Somebody who listens to a job from its beginning."""

    def __init__(self, tenant, job) -> None:
        super().__init__(daemon=True)
        self.heard = b""
        self._audio = storage.job_audio(tenant, job)
        self.start()

    def run(self) -> None:
        asyncio.run(self._listen())

    async def _listen(self) -> None:
        async for pcm in follow(self._audio):
            self.heard += pcm


def flush(ground) -> None:
    ground.valkey.flushall()


def restart(ground) -> None:
    ground.restart("valkey")


def stay_away(ground) -> None:
    ground.take_away("valkey")


@pytest.mark.parametrize("fault", [flush, restart, stay_away])
def test_a_listener_gets_all_audio_while_valkey_fails(ground, workers, oak, fault):
    job = submit(oak)
    worker = workers.start(stand_at="in a step", nth=8, celery=True, step_seconds=0.05)
    listener = Listener(oak, job)
    worker.wait_until_it_stands()
    wait_for(lambda: listener.heard, "the first bytes")
    assert len(listener.heard) < len(b"".join(audio_without_faults(job.input)))
    fault(ground)
    late = Listener(oak, job)
    worker.go_on()
    settle((oak, job))
    for each in (listener, late):
        each.join(60)
        assert each.heard == b"".join(audio_without_faults(job.input))
    if fault is stay_away:
        ground.bring_back("valkey")
    # The same worker hears ticks again.
    again = submit(oak, seed=9)
    settle((oak, again))
    assert worker.alive
    for each in (job, again):
        assert_made(oak, each)
    assert_idle()


def test_a_hanging_valkey_delays_work_only_briefly(ground, workers, oak):
    worker = workers.start()
    with ground.frozen("valkey"):
        # The tick is given up; without a limit this would never return.
        job = InThread(submit, oak).result()
        settle((oak, job), sweep=lambda: None)
    assert worker.alive
    assert_made(oak, job)
    assert_idle()


def test_chunks_are_not_sent_to_a_hanging_valkey(ground, oak):
    job = submit(oak)
    audio = storage.job_audio(oak, job)
    publisher = Publisher()
    with ground.frozen("valkey"):
        publisher.changed(audio)
        started = time.monotonic()
        for _ in range(10):
            publisher.changed(audio)
        assert time.monotonic() - started < 10  # ten time-outs of two seconds
    assert job.engine == tone.NAME
