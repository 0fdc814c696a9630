"""A failed job is taken up where it failed, by its owner or by the operator."""

import pytest

from synthesis.engines.base import EngineError
from synthesis.jobs.order import Order
from synthesis.jobs.resume import retry
from synthesis.jobs.submit import submit
from synthesis.models import Job
from synthesis.monitoring import recount
from synthesis.worker.worker import Worker
from tenants.context import in_tenant
from tenants.refusal import Refused
from tests.faults.tone import HummingKokoro
from tests.synthesis.worker.test_worker import Wrapped


@pytest.fixture(autouse=True)
def shared_snapshot(monkeypatch, db):
    monkeypatch.setattr(recount, "ISOLATE", "SELECT 1")


@pytest.fixture
def failed(alice) -> Job:
    """A job whose engine broke at the second segment; the first is made."""
    calls = []
    engine = HummingKokoro()

    def start(request, conditioning):
        calls.append(request)
        if len(calls) > 1:
            raise EngineError("as asked")
        return engine.start(request, conditioning)

    text = "The first sentence is a short one, but not too short. " + (
        "This one is a good deal longer than the first of them, so that it stays alone. "
    )
    with in_tenant(alice.tenant):
        job = submit(tenant=alice.tenant, order=Order(text=text, voice="af_heart"))
    broken = Worker(Wrapped(engine, start=start), name="test")
    broken.run_until_idle()
    with in_tenant(alice.tenant):
        job.refresh_from_db()
        assert (job.status, job.error_code, job.segments_done) == ("failed", "synthesis_failed", 1)
    return job


def test_a_retry_keeps_finished_segments_and_makes_the_rest(failed, alice):
    with in_tenant(alice.tenant):
        assert retry(tenant=alice.tenant, job_id=failed.id)
    assert list(recount.differences()) == []
    assert Worker(HummingKokoro(), name="test").run_until_idle() == failed.segments_total - 1
    with in_tenant(alice.tenant):
        failed.refresh_from_db()
        assert failed.status == "completed" and failed.error_code == ""
    assert list(recount.differences()) == []


def test_only_a_failed_job_can_be_retried(alice, in_alices):
    job = submit(tenant=alice.tenant, order=Order(text="Hello there.", voice="af_heart"))
    with pytest.raises(Refused) as refusal:
        retry(tenant=alice.tenant, job_id=job.id)
    assert refusal.value.code == "job_not_failed"


def test_the_operator_can_retry_a_failed_job(failed, alice):
    page = "/operator/failed-jobs/"
    assert alice.browser.get(page).status_code == 403
    alice.user.is_staff = alice.user.is_superuser = True
    alice.user.save()
    html = alice.browser.get(page).content.decode()
    assert failed.id in html and alice.tenant.slug in html
    alice.browser.post(page, {"tenant": alice.tenant.slug, "job": failed.id})
    with in_tenant(alice.tenant):
        failed.refresh_from_db()
        assert failed.status == "queued"
    assert "kokoro" in alice.browser.get("/operator/machines/").content.decode()
