"""The sweeper: two at once, and one beside a worker that lives."""

import threading

from django.db import connection

from synthesis import tasks
from synthesis.dispatch import queue
from synthesis.dispatch.models import Lease
from tests.faults.proof import (
    assert_idle,
    assert_made,
    assert_sound,
    failures_of,
    settle,
    submit,
    wait_for,
)


def at_once(count: int, act) -> None:
    """Call `act` in threads that begin together; what one raises is raised here."""
    barrier, errors = threading.Barrier(count), []

    def one() -> None:
        try:
            barrier.wait()
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in errors:
        raise error


def test_two_sweepers_count_a_dead_worker_once(workers, oak, elm):
    jobs = [(tenant, submit(tenant)) for tenant in (oak, elm)]
    dead = workers.start(stand_at="in a step", nth=1, together=4)
    dead.wait_until_it_stands()
    dead.kill()
    held = Lease.objects.count()
    assert held == 4
    wait_for(lambda: len(queue.expired()) == held, "its leases ran out")
    at_once(4, tasks.sweep)
    assert_sound()
    assert sum(sum(failures_of(job).values()) for _tenant, job in jobs) == held
    workers.start()
    settle(*jobs)
    for tenant, job in jobs:
        assert_made(tenant, job)
    assert_idle()


def test_a_sweeper_takes_nothing_from_a_worker_that_lives(workers, oak):
    """A step longer than a lease: it is renewed meanwhile."""
    job = submit(oak, "This is one sentence and no more.")
    worker = workers.start(step_seconds=1.5)
    failures = []

    def sweep() -> None:
        tasks.sweep()
        failures.extend(queue.expired())

    settle((oak, job), sweep=sweep)
    assert worker.alive and not failures
    assert_made(oak, job)
    assert_idle()
