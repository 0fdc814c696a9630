"""The forecast of the queue that users and operators see."""

import re

import pytest

from accounts.models import User
from synthesis.dispatch import outlook, queue
from synthesis.dispatch.models import EngineClock, QueueEntry
from tests.synthesis.dispatch.test_queue import ENGINE, claim, enqueue, finish

pytestmark = pytest.mark.django_db


def test_a_job_in_an_empty_queue_is_first(oak):
    enqueue(oak, "job_a", 3)
    assert outlook.ahead_of("job_a") == outlook.Ahead(0, 0)
    assert outlook.ahead_of("job_nothing") is None


def test_own_earlier_jobs_come_first(oak):
    enqueue(oak, "job_a", 3)
    enqueue(oak, "job_b", 1)
    assert outlook.ahead_of("job_b") == outlook.Ahead(3, 3000)


def test_a_heavy_neighbour_is_served_only_up_to_ones_turn(oak, elm):
    enqueue(oak, "job_a", 1000)
    enqueue(elm, "job_b", 2)
    enqueue(elm, "job_c", 1)
    assert outlook.ahead_of("job_b").segments == 0
    assert outlook.ahead_of("job_c").segments == pytest.approx(4, abs=1)


def test_the_forecast_matches_the_actual_order(oak, elm):
    enqueue(oak, "job_a", 40, weight=2)
    enqueue(elm, "job_b", 10)
    enqueue(elm, "job_c", 1)
    forecast = outlook.ahead_of("job_c").segments
    served = 0
    while (claimed := claim()).job_id != "job_c":
        finish(claimed)
        served += 1
    assert forecast == pytest.approx(served, abs=2)


def test_running_segments_count_by_half(oak, elm):
    enqueue(oak, "job_a", 1)
    claim()
    enqueue(elm, "job_b", 1)
    assert outlook.ahead_of("job_b") == outlook.Ahead(1, 500)


def test_the_state_of_the_queue_is_reported(oak, elm):
    enqueue(oak, "job_a", 5)
    enqueue(elm, "job_b", 2)
    finish(claim())
    [state] = outlook.states()
    assert (state.engine, state.queued, state.running) == (ENGINE, 6, 0)
    assert state.spread == 1000
    rows = outlook.shares(ENGINE)
    assert [row.share.tenant for row in rows] == [elm, oak]
    assert [row.lead for row in rows] == [0, 1000]


def test_unclaimed_work_is_reported(oak, client):
    enqueue(oak, "job_a", 1)
    EngineClock.objects.update(claimed_at=None)
    QueueEntry.objects.update(created_at="2020-01-01T00:00:00Z")
    [state] = outlook.states()
    assert state.unclaimed == state.oldest_wait > 1e6
    text = client.get("/metrics").content.decode()
    assert 'lectern_queue_unclaimed_seconds{engine="test-engine"}' in text
    queue.drop("job_a")
    [state] = outlook.states()
    assert (state.unclaimed, state.oldest_wait) == (0, 0)


def test_metrics_are_for_this_machine_or_a_token(client, settings, db):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 403
    settings.METRICS_TOKEN = "s3cret"
    assert client.get("/metrics").status_code == 403
    headers = {"Authorization": "Bearer s3cret"}
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9", headers=headers).status_code == 200


def test_the_operators_page_shows_the_queue(alice, oak, elm):
    enqueue(oak, "job_a", 5)
    enqueue(elm, "job_b", 2)
    claim()
    assert alice.browser.get("/operator/queue/").status_code == 403
    User.objects.filter(id=alice.user.id).update(is_staff=True, is_superuser=True)
    page = alice.browser.get("/operator/queue/").content.decode()
    assert "alice-school" in page and "bob-school" in page


def test_every_list_of_the_operator_opens(alice):
    User.objects.filter(id=alice.user.id).update(is_staff=True, is_superuser=True)
    index = alice.browser.get("/operator/records/").content.decode()
    lists = set(re.findall(r'href="(/operator/[a-z]+/[a-z]+/)"', index))
    assert {"/operator/billing/plan/", "/operator/tenants/tenant/"} <= lists
    for address in lists:
        assert alice.browser.get(address).status_code == 200, address
