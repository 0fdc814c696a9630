"""A worker that is asked to end finishes what it holds, and nobody hears two takes spliced.

Every worker here makes other samples of the same segment, as machines of other kinds do.
"""

import signal
import time

import pytest

from synthesis import storage
from synthesis.dispatch.models import Lease
from synthesis.engines.base import SegmentRequest
from synthesis.monitoring import counters
from synthesis.streaming.stream import MadeDifferently
from synthesis.text import plan
from tests.faults import tone
from tests.faults.proof import (
    TEXT,
    assert_idle,
    failures_of,
    fresh,
    kept_audio,
    settle,
    submit,
    wait_for,
)
from tests.faults.test_two_takes import Listener

TUNINGS = (0.0, 500.0, 900.0)


def takes(job) -> list[dict[float, bytes]]:
    """For each segment of a job, what each worker makes of it."""
    return [
        {hertz: _spoken(segment.spans, job.seed + index, hertz) for hertz in TUNINGS}
        for index, segment in enumerate(plan(job.input))
    ]


def _spoken(spans, seed: int, hertz: float) -> bytes:
    engine = tone.ToneEngine(detuned=hertz)
    decoding = engine.start(SegmentRequest(spans, seed=seed), engine.base_conditioning(tone.VOICE))
    pcm = b""
    while not decoding.done:
        pcm += b"".join(storage.to_pcm(chunk.samples) for chunk in engine.step([decoding]))
    return pcm


def made_by(tenant, job) -> list[float]:
    """Which worker made each finished segment: all of it, or the test fails."""
    kept = kept_audio(tenant, job)
    found = []
    for index, of_each in enumerate(takes(job)):
        whose = [hertz for hertz, pcm in of_each.items() if pcm == kept.get(index)]
        found += whose if index in kept else []
        assert len(whose) == (index in kept), f"segment {index} is of no single take"
    return found


def assert_never_spliced(tenant, job, listener: Listener) -> None:
    """What was heard is whole segments as they are kept, and at the end a part of one take."""
    kept = [pcm for _index, pcm in sorted(kept_audio(tenant, job).items())]
    heard = listener.heard
    for index, pcm in enumerate(kept):
        if heard.startswith(pcm):
            heard = heard.removeprefix(pcm)
            continue
        assert any(whole.startswith(heard) for whole in takes(job)[index].values())
        assert isinstance(listener.broken, MadeDifferently)
        return
    assert not heard and listener.broken is None


def test_sigterm_lets_a_worker_finish_all_that_it_holds(workers, oak, elm, ash):
    """Three streams at once: what is held is made once, by the worker that began it."""
    jobs = [(tenant, submit(tenant, interactive=True)) for tenant in (oak, elm, ash)]
    first = workers.start(
        celery=True,
        step_seconds=0.1,
        together=3,
        environment={tone.DETUNED: "0"},
        settings={"DRAIN_SECONDS": 20},
    )
    listeners = [Listener(tenant, job) for tenant, job in jobs]
    wait_for(
        lambda: Lease.objects.count() == 3 and all(each.heard for each in listeners), "streams"
    )
    held = set(Lease.objects.values_list("entry__job_id", "segment_index"))
    started = time.monotonic()
    first.signal(signal.SIGTERM)
    assert first.wait(20), "it does not end"
    assert time.monotonic() - started < 15
    assert not Lease.objects.exists()
    done = {(job.id, index) for tenant, job in jobs for index in kept_audio(tenant, job)}
    assert held <= done, "what it held is finished"
    assert [failures_of(job) for _tenant, job in jobs] == [{}] * 3
    before = [made_by(tenant, job) for tenant, job in jobs]
    assert all(whose and set(whose) == {0.0} for whose in before)
    workers.start(step_seconds=0.01, together=3, detuned=500.0)
    settle(*jobs)
    for (tenant, job), whose, listener in zip(jobs, before, listeners, strict=True):
        after = made_by(tenant, job)
        assert after == whose + [500.0] * (len(after) - len(whose)), "nothing was made again"
        listener.join(60)
        assert listener.broken is None
        assert_never_spliced(tenant, job, listener)
    assert_idle()


def test_beyond_the_limit_the_rest_is_given_back(workers, oak):
    job = submit(oak, interactive=True)
    worker = workers.start(celery=True, step_seconds=1.0, settings={"DRAIN_SECONDS": 1})
    listener = Listener(oak, job)
    wait_for(lambda: listener.heard, "the first step")
    started = time.monotonic()
    worker.signal(signal.SIGTERM)
    assert worker.wait(20), "it does not end"
    assert time.monotonic() - started < 6
    assert not Lease.objects.exists() and failures_of(job) == {}
    assert fresh(oak, job).segments_done == 0
    workers.start(step_seconds=0.01, detuned=500.0)
    settle((oak, job))
    listener.join(60)
    assert_never_spliced(oak, job, listener)
    assert_idle()


@pytest.mark.parametrize("steps", [2, 9, 14])
def test_a_kill_in_the_middle_of_streams_splices_nothing(workers, oak, elm, steps):
    jobs = [(tenant, submit(tenant, interactive=True)) for tenant in (oak, elm)]
    first = workers.start(stand_at="in a step", nth=steps, together=2)
    listeners = [Listener(tenant, job) for tenant, job in jobs]
    first.wait_until_it_stands()
    first.kill()
    second = workers.start(stand_at="in a step", nth=steps, together=2, detuned=500.0)
    from synthesis import tasks

    def stands() -> bool:
        tasks.sweep()
        return second._talk.poll(0)

    wait_for(stands, "the second worker is in the middle of streams")
    second.kill()
    workers.start(step_seconds=0.01, together=2, detuned=900.0)
    settle(*jobs)
    for (tenant, job), listener in zip(jobs, listeners, strict=True):
        made_by(tenant, job)
        listener.join(60)
        assert_never_spliced(tenant, job, listener)
    assert_idle()


def test_a_stream_that_runs_dry_is_counted(workers, oak):
    """Each step gives 0.1 s of sound and takes 0.4 s."""
    dry = counters.UNDERRUNS.labels(tone.NAME)
    before = dry._value.get()
    job = submit(oak, TEXT.partition(". ")[0] + ".", interactive=True)
    workers.start(step_seconds=0.4)
    listener = Listener(oak, job)
    settle((oak, job))
    listener.join(60)
    assert listener.broken is None
    assert dry._value.get() - before >= 2
