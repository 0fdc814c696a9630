"""A segment is made again by a worker whose engine makes other samples: no listener gets a splice.

Engines are not equal to the bit on all processors. Each worker here stands for another machine.
"""

import asyncio
import hashlib
import threading

import httpx2 as httpx
import pytest

from accounts import tokens
from synthesis import storage
from synthesis.streaming.stream import BrokenOff, MadeDifferently, follow
from tests.faults import tone
from tests.faults.proof import (
    assert_idle,
    audio_without_faults,
    fresh,
    kept_audio,
    settle,
    submit,
    wait_for,
)
from tests.faults.worker import serve

TEXT = "One short sentence is all there is."
OTHER = {"detuned": 500.0}
LATER = {"drifts": True}


class Listener(threading.Thread):
    """Hears a job from its beginning to its end, or to where it breaks off."""

    def __init__(self, tenant, job) -> None:
        super().__init__(daemon=True)
        self.heard = b""
        self.broken: BrokenOff | None = None
        self._audio = storage.job_audio(tenant, job)
        self.start()

    def run(self) -> None:
        asyncio.run(self._listen())

    async def _listen(self) -> None:
        try:
            async for pcm in follow(self._audio):
                self.heard += pcm
        except BrokenOff as broken:
            self.broken = broken


def first_take(job) -> bytes:
    return b"".join(audio_without_faults(job.input, job.seed))


def second_take(tenant, job) -> bytes:
    """What is kept, in the end."""
    return b"".join(pcm for _index, pcm in sorted(kept_audio(tenant, job).items()))


@pytest.mark.parametrize("voice", [OTHER, LATER], ids=["other", "later"])
@pytest.mark.parametrize("steps", [1, 3])
def test_a_listener_with_a_part_of_one_take_gets_nothing_of_another(workers, oak, voice, steps):
    job = submit(oak, TEXT)
    worker = workers.start(stand_at="in a step", nth=steps + 1)
    listener = Listener(oak, job)
    least = 2 * (steps * tone.STEP_SAMPLES - tone.HELD_BACK)
    wait_for(lambda: len(listener.heard) >= least, "the first steps")
    worker.wait_until_it_stands()
    worker.kill()
    workers.start(step_seconds=0.05, **voice)
    late = Listener(oak, job)
    settle((oak, job))
    listener.join(60)
    late.join(60)
    first, second = first_take(job), second_take(oak, job)
    assert first != second
    if voice == LATER and steps == 1:
        # It had no more than what both takes begin with.
        assert (listener.heard, listener.broken) == (second, None)
    else:
        assert listener.heard and first.startswith(listener.heard)
        assert isinstance(listener.broken, MadeDifferently)
    if late.broken is None:
        assert late.heard == second
    else:
        assert first.startswith(late.heard)
    assert_idle()


def test_a_frozen_worker_that_goes_on_is_not_mixed_with_the_one_that_took_over(workers, oak):
    job = submit(oak, TEXT)
    frozen = workers.start(stand_at="in a step", nth=3, settings={"LEASE_SECONDS": 1e9})
    listener = Listener(oak, job)
    frozen.wait_until_it_stands()
    wait_for(lambda: listener.heard, "the first steps")
    _let_leases_run_out()
    workers.start(stand_at="in a step", nth=3, **OTHER).wait_until_it_stands()
    frozen.go_on()
    workers.workers[-1].go_on()
    settle((oak, job))
    listener.join(60)
    first, second = first_take(job), second_take(oak, job)
    assert first.startswith(listener.heard) or listener.heard == second
    assert listener.broken or listener.heard in (first, second)
    assert_idle()


def _let_leases_run_out() -> None:
    from django.db.models.functions import Now

    from synthesis import tasks
    from synthesis.dispatch.models import Lease

    Lease.objects.update(leased_until=Now())
    tasks.sweep()


@pytest.fixture
def api(workers, oak):
    port = workers.start(serve).heard()
    _record, token = tokens.issue(tenant=oak, name="takes")
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=90) as client:
        yield client


def test_who_resumes_at_a_byte_learns_that_it_has_another_take(api, workers, oak):
    job = submit(oak, TEXT)
    worker = workers.start(stand_at="in a step", nth=3)
    address = f"/v1/jobs/{job.id}/audio?format=pcm"
    heard = b""
    with api.stream("GET", address) as response:
        for part in response.iter_raw():
            heard += part
            if len(heard) >= 2 * (2 * tone.STEP_SAMPLES - tone.HELD_BACK):
                break
    worker.wait_until_it_stands()
    worker.kill()
    workers.start(**OTHER)
    settle((oak, job))
    assert fresh(oak, job).segments_done == 1
    whole = second_take(oak, job)
    assert api.get(f"{address}&from_byte=10&sha256={hex_of(whole[:10])}").content == whole[10:]
    with pytest.raises(httpx.RemoteProtocolError):
        api.get(f"{address}&from_byte={len(heard)}&sha256={hex_of(heard)}")
    assert api.get(f"{address}&from_segment=0").content == whole
    answer = api.get(f"{address}&from_byte=1&sha256=no")
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "sha256")


def hex_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
