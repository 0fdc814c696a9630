"""Ticks say that there may be work; none of them matters. The workers here are Celery's."""

from unittest import mock

from runtime import ticks
from synthesis.dispatch.wake import wake_workers
from tests.faults import tone
from tests.faults.proof import assert_idle, assert_made, fresh, settle, submit, wait_for


def test_the_sweeper_sends_a_lost_tick_again(workers, oak):
    worker = workers.start(celery=True)
    first = submit(oak)
    wait_for(lambda: not fresh(oak, first).is_open, "a tick alone is enough")
    with mock.patch.object(ticks, "send") as lost:
        second = submit(oak, seed=8)
        assert lost.called
    settle((oak, second))
    assert worker.alive
    assert_made(oak, first)
    assert_made(oak, second)
    assert_idle()


def test_a_hundred_ticks_make_nothing_twice(workers, oak, elm):
    for _ in range(2):
        workers.start(celery=True)
    jobs = [(tenant, submit(tenant)) for tenant in (oak, elm)]
    for _ in range(100):
        wake_workers(tone.NAME)
    settle(*jobs)
    for tenant, job in jobs:
        assert_made(tenant, job)
    assert_idle()
