"""The fair queue alone, without an engine: claims, leases, shares."""

import pytest
from django.db import transaction
from django.db.models.functions import Now

from synthesis.dispatch import queue
from synthesis.dispatch.models import Lease, QueueEntry, TenantShare
from tenants.limits import Limits
from tenants.models import Tenant

pytestmark = pytest.mark.django_db

ENGINE = "test-engine"


def limits(*, concurrency: int = 8, weight: float = 1.0) -> Limits:
    return Limits("test", 10**9, concurrency, weight, 24_000, 10_000, 10)


def enqueue(tenant: Tenant, job: str, segments: int = 1, *, estimate=1000, interactive=False, **kw):
    queue.enqueue(
        engine=ENGINE,
        tenant=tenant,
        limits=limits(**kw),
        job_id=job,
        interactive=interactive,
        estimates_ms=[estimate] * segments,
    )


def claim():
    return queue.claim(engine=ENGINE, worker="test")


def finish(claimed, audio_ms=None):
    with transaction.atomic():
        queue.finish(claimed, audio_ms=claimed.estimate_ms if audio_ms is None else audio_ms)


def share(tenant: Tenant) -> TenantShare:
    return TenantShare.objects.get(engine=ENGINE, tenant=tenant)


def test_an_empty_queue_gives_nothing():
    assert claim() is None


def test_segments_of_a_job_are_claimed_in_order(oak):
    enqueue(oak, "job_a", 3)
    assert [claim().segment_index for _ in range(3)] == [0, 1, 2]
    assert claim() is None


def test_two_tenants_take_turns(oak, elm):
    enqueue(oak, "job_a", 100)
    enqueue(elm, "job_b", 100)
    served = []
    for _ in range(20):
        claimed = claim()
        served.append(claimed.tenant)
        finish(claimed)
    assert served.count(oak) == served.count(elm) == 10


def test_service_follows_weight(oak, elm):
    enqueue(oak, "job_a", 200, weight=4)
    enqueue(elm, "job_b", 200, weight=1)
    served = []
    for _ in range(100):
        claimed = claim()
        served.append(claimed.tenant)
        finish(claimed)
    assert served.count(oak) == pytest.approx(80, abs=2)


def test_the_charge_is_corrected_to_the_true_length(oak, elm):
    """A tenant whose segments are twice as long as estimated gets half as many."""
    enqueue(oak, "job_a", 100)
    enqueue(elm, "job_b", 100)
    served = []
    for _ in range(60):
        claimed = claim()
        served.append(claimed.tenant)
        finish(claimed, audio_ms=2000 if claimed.tenant == oak else 1000)
    assert served.count(elm) == pytest.approx(40, abs=2)


def test_idle_tenants_gain_no_credit(oak, elm):
    enqueue(oak, "job_a", 100)
    for _ in range(50):
        finish(claim())
    enqueue(elm, "job_b", 100)
    served = []
    for _ in range(20):
        claimed = claim()
        served.append(claimed.tenant)
        finish(claimed)
    assert served.count(elm) == pytest.approx(10, abs=1)


def test_service_while_alone_costs_nothing(oak, elm):
    """Service while no other tenant was waiting does not count against a tenant later."""
    enqueue(oak, "job_a", 50)
    for _ in range(50):
        finish(claim())
    enqueue(elm, "job_b", 100)
    enqueue(oak, "job_c", 100)
    served = []
    for _ in range(20):
        claimed = claim()
        served.append(claimed.tenant)
        finish(claimed)
    assert served.count(oak) == pytest.approx(10, abs=1)


def test_a_tenant_never_exceeds_its_cap(oak, elm):
    enqueue(oak, "job_a", 10, concurrency=2)
    enqueue(elm, "job_b", 10, concurrency=3)
    claimed = [claim() for _ in range(5)]
    assert [c.tenant for c in claimed].count(oak) == 2
    assert claim() is None
    finish(next(c for c in claimed if c.tenant == oak))
    assert claim().tenant == oak


def test_a_capped_tenant_gains_no_credit(oak, elm):
    """After a long time at its cap, a tenant without the cap gets its share and no more."""
    enqueue(oak, "job_a", 200, concurrency=1, weight=4)
    enqueue(elm, "job_b", 400, concurrency=8)
    held = claim()
    if held.tenant != oak:
        finish(held)
        held = claim()
    assert held.tenant == oak
    for _ in range(100):
        finish(claim())
    finish(held)
    served = []
    for _ in range(20):
        claimed = claim()
        served.append(claimed.tenant)
        finish(claimed)
    assert served.count(oak) == pytest.approx(16, abs=2)


def test_interactive_goes_before_batch_within_a_tenant(oak, elm):
    enqueue(oak, "job_batch", 5)
    enqueue(oak, "job_now", 1, interactive=True)
    enqueue(elm, "job_other", 5)
    order = []
    for _ in range(4):
        claimed = claim()
        order.append(claimed.job_id)
        finish(claimed)
    assert order.index("job_now") < order.index("job_batch")
    # …but not before another tenant's turn.
    assert order[:2].count("job_other") == 1


def test_a_returned_segment_is_claimed_next(oak):
    enqueue(oak, "job_a", 3)
    first, second = claim(), claim()
    queue.give_back(first, failed=False)
    assert claim().segment_index == first.segment_index
    finish(second)
    assert share(oak).running == 1


def test_a_return_refunds_the_charge(oak):
    enqueue(oak, "job_a", 1)
    before = share(oak).virtual_time
    queue.give_back(claim(), failed=False)
    assert share(oak).virtual_time == before
    assert (share(oak).queued, share(oak).running) == (1, 0)


def test_failures_are_counted_per_segment(oak):
    enqueue(oak, "job_a", 2)
    assert queue.give_back(claim(), failed=True) == 1
    assert queue.give_back(claim(), failed=True) == 2
    first = claim()
    second = claim()
    assert second.segment_index != first.segment_index
    assert queue.give_back(second, failed=True) == 1


def test_an_expired_lease_cannot_change_anything(oak):
    """A worker that was paused past its lease finds that another worker has its segment."""
    enqueue(oak, "job_a", 1)
    late = claim()
    queue.give_back(late, failed=True)
    now = claim()
    with pytest.raises(queue.LeaseLost), transaction.atomic():
        queue.finish(late, audio_ms=1)
    with pytest.raises(queue.LeaseLost), transaction.atomic():
        queue.give_back(late, failed=True)
    finish(now)
    assert not QueueEntry.objects.exists()
    assert (share(oak).queued, share(oak).running) == (0, 0)


def test_leases_expire_and_are_renewed_by_the_database_clock(oak):
    enqueue(oak, "job_a", 2)
    kept, lost = claim(), claim()
    Lease.objects.filter(token=lost.token).update(leased_until=Now())
    assert [c.segment_index for c in queue.expired()] == [lost.segment_index]
    assert queue.renew([kept.token, lost.token]) == {kept.token}


def test_a_dropped_job_leaves_nothing(oak):
    enqueue(oak, "job_a", 5)
    claimed = claim()
    queue.drop("job_a")
    assert (share(oak).queued, share(oak).running) == (0, 0)
    assert not Lease.objects.exists()
    with pytest.raises(queue.LeaseLost), transaction.atomic():
        queue.finish(claimed, audio_ms=1)
    queue.drop("job_a")


def test_the_queue_entry_is_deleted_with_its_last_segment(oak):
    enqueue(oak, "job_a", 2)
    one, two = claim(), claim()
    finish(one)
    assert QueueEntry.objects.filter(job_id="job_a").exists()
    finish(two)
    assert not QueueEntry.objects.filter(job_id="job_a").exists()


def test_a_wrong_count_does_not_block_other_tenants(oak, elm):
    """The tenant is next in turn by its wrong count, but has no segments."""
    enqueue(oak, "job_a", 1)
    QueueEntry.objects.filter(job_id="job_a").delete()
    enqueue(elm, "job_b", 1)
    TenantShare.objects.filter(tenant=elm).update(virtual_time=10.0)
    assert claim().tenant == elm
    assert claim() is None
