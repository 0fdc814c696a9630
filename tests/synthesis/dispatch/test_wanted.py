"""A worker that has no time for new listeners takes what is wanted: the fairest of it."""

import pytest

from synthesis.dispatch import queue
from synthesis.dispatch.models import EngineClock, QueueEntry
from synthesis.dispatch.queue import Wanted
from tests.synthesis.dispatch.test_queue import ENGINE, enqueue, finish, share

pytestmark = pytest.mark.django_db


def claim(wanted: Wanted):
    return queue.claim(engine=ENGINE, worker="test", wanted=wanted)


def test_background_work_goes_by_while_listeners_wait(oak, elm):
    enqueue(oak, "heard", interactive=True)
    enqueue(oak, "book", 2)
    enqueue(elm, "other_book", 2)
    taken = [claim(Wanted.BACKGROUND).job_id for _time in range(4)]
    assert sorted(taken) == ["book", "book", "other_book", "other_book"]
    assert taken[0] != taken[1], "the tenants take turns as ever"
    assert claim(Wanted.BACKGROUND) is None
    assert claim(Wanted.ANY).job_id == "heard"


def test_who_listens_already_goes_on_once_nothing_of_the_job_is_in_work(oak, elm):
    enqueue(oak, "heard", 3, interactive=True)
    enqueue(elm, "new", interactive=True)
    assert claim(Wanted.GOING_ON) is None, "nobody listens yet"
    first = claim(Wanted.ANY)
    assert first.job_id == "heard"
    assert claim(Wanted.GOING_ON) is None, "its listener has the first sentence"
    finish(first)
    second = claim(Wanted.GOING_ON)
    assert (second.job_id, second.segment_index) == ("heard", 1)
    assert claim(Wanted.GOING_ON) is None
    queue.drop("heard")
    assert claim(Wanted.GOING_ON) is None


def test_a_listener_of_a_segment_that_was_given_back_goes_on(oak):
    enqueue(oak, "heard", interactive=True)
    first = claim(Wanted.ANY)
    queue.give_back(first, failed=True)
    assert claim(Wanted.GOING_ON).failures == 1


def test_background_work_never_counts_as_listened_to(oak):
    enqueue(oak, "book", 3)
    finish(claim(Wanted.ANY))
    assert QueueEntry.objects.get().begun
    assert claim(Wanted.GOING_ON) is None


def test_the_clock_stays_with_who_is_next_when_another_is_served_before(oak, elm):
    """Else a tenant that comes now would begin behind those who were passed over."""
    enqueue(oak, "heard", 4, estimate=1000, interactive=True)
    enqueue(elm, "book", 4, estimate=1000)
    for _time in range(4):
        claim(Wanted.BACKGROUND)
    assert share(elm).virtual_time == 4000
    assert EngineClock.objects.get(engine=ENGINE).virtual_time == share(oak).virtual_time == 0


def test_a_cap_holds_for_listeners_too(oak):
    enqueue(oak, "heard", 2, interactive=True, concurrency=1)
    first = claim(Wanted.ANY)
    assert claim(Wanted.GOING_ON) is None and claim(Wanted.ANY) is None
    finish(first)
    assert claim(Wanted.GOING_ON) is not None
