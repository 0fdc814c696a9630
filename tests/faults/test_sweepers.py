"""The sweeper: two at once, and one beside a worker that lives."""

import time

import pytest
from django.conf import settings
from django.db import InterfaceError

from synthesis import tasks
from synthesis.dispatch import queue
from synthesis.dispatch.models import Lease
from synthesis.worker.leases import LeaseKeeper
from tests.faults.in_thread import InThread
from tests.faults.proof import (
    assert_idle,
    assert_made,
    assert_sound,
    failures_of,
    settle,
    submit,
    wait_for,
)


def test_two_sweepers_count_a_dead_worker_once(workers, oak, elm):
    jobs = [(tenant, submit(tenant)) for tenant in (oak, elm)]
    dead = workers.start(stand_at="in a step", nth=1, together=4)
    dead.wait_until_it_stands()
    dead.kill()
    held = Lease.objects.count()
    assert held == 4
    wait_for(lambda: len(queue.expired()) == held, "its leases ran out")
    for sweeper in [InThread(tasks.sweep) for _ in range(4)]:
        sweeper.result()
    assert_sound()
    assert sum(sum(failures_of(job).values()) for _tenant, job in jobs) == held
    workers.start()
    settle(*jobs)
    for tenant, job in jobs:
        assert_made(tenant, job)
    assert_idle()


def test_the_sweeper_takes_nothing_from_a_live_worker(workers, oak):
    """A segment that takes longer than a lease: it is renewed meanwhile."""
    job = submit(oak, "This is one sentence and no more.")
    worker = workers.start(step_seconds=0.8)
    failures = []

    def sweep() -> None:
        tasks.sweep()
        failures.extend(queue.expired())

    settle((oak, job), sweep=sweep)
    assert worker.alive and not failures
    assert_made(oak, job)
    assert_idle()


def test_a_claim_that_cannot_be_returned_does_not_block_others(workers, oak, elm, monkeypatch):
    jobs = [(tenant, submit(tenant, "One sentence is enough here.")) for tenant in (oak, elm)]
    dead = workers.start(stand_at="in a step", nth=1, together=2)
    dead.wait_until_it_stands()
    dead.kill()
    wait_for(lambda: len(queue.expired()) == 2, "its leases ran out")
    give_back = tasks.give_back
    refused = queue.expired()[0]

    def fragile(claim, **how) -> None:
        if claim.token == refused.token:
            raise RuntimeError("as asked")
        give_back(claim, **how)

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "give_back", fragile)
        tasks.sweep()
    assert [claim.token for claim in queue.expired()] == [refused.token]
    workers.start()
    settle(*jobs)
    for tenant, job in jobs:
        assert_made(tenant, job)


@pytest.mark.parametrize("error", [InterfaceError("connection already closed")])
def test_leases_are_renewed_after_any_error_of_the_database(oak, monkeypatch, error):
    renewals = []

    def renew(tokens) -> None:
        renewals.append(time.monotonic())
        if len(renewals) == 1:
            raise error

    monkeypatch.setattr(queue, "renew", renew)
    keeper = LeaseKeeper()
    job = submit(oak)
    claim = queue.claim(engine=job.engine, worker="by hand")
    keeper.hold(claim)
    wait_for(lambda: len(renewals) > 1, "it tried again", 5 * settings.LEASE_SECONDS)
    keeper.release(claim)
