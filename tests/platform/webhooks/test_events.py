"""Events are sent when jobs and voices end."""

import json

import pytest

from accounts.actor import Actor
from synthesis.jobs.order import Order
from synthesis.jobs.outcomes import ending
from synthesis.jobs.submit import submit as submit_order
from synthesis.models import Job
from tenants.refusal import Refused
from tests.platform.outgoing.receiver import status
from tests.synthesis.jobs.test_lifecycle import make_next
from tests.voices.conftest import enrol, hummer, murmur, quick_tools, waiver
from voices.enrolment.instruments import UnusableClip
from voices.services import add_voice
from webhooks import courier, tasks
from webhooks import services as webhooks
from webhooks.models import Delivery

__all__ = ["hummer", "quick_tools", "waiver"]


@pytest.fixture
def listening(in_alices, settings):
    webhooks.add_endpoint(
        tenant=in_alices,
        url="https://example.org/",
        events=[event for event in settings.WEBHOOK_EVENTS if event != "activity.recorded"],
    )


def told() -> list[tuple[str, dict]]:
    rows = Delivery.objects.order_by("created_at")
    return [(row.event, json.loads(row.body)["data"]) for row in rows]


def submit(tenant, **kwargs) -> Job:
    return submit_order(
        tenant=tenant, order=Order(text="Hello. 你好。", voice="af_heart", **kwargs)
    )


def test_a_job_sends_one_event_when_it_completes(in_alices, listening):
    job = submit(in_alices)
    assert not told()
    for _ in range(job.segments_total):
        assert not told()
        make_next(in_alices, audio_ms=800)
    [(event, data)] = told()
    assert event == "job.completed"
    assert (data["id"], data["status"], data["error"]) == (job.id, "completed", None)
    assert data["audio_ms"] == 800 * job.segments_total
    assert "Hello" not in json.dumps(data), "a text is fetched, not sent"


def test_a_job_that_failed(in_alices, listening):
    job = submit(in_alices)
    ending.fail(tenant=in_alices, job_id=job.id, code="synthesis_failed")
    ending.fail(tenant=in_alices, job_id=job.id, code="synthesis_failed")
    [(event, data)] = told()
    assert event == "job.failed"
    assert (data["status"], data["error"]) == ("failed", {"code": "synthesis_failed"})


def test_a_cancelled_job_sends_no_event(in_alices, listening):
    ending.cancel(tenant=in_alices, job_id=submit(in_alices).id)
    assert not told()


def test_the_address_of_the_job_itself(in_alices):
    job = submit(in_alices, webhook="https://example.org/this-job")
    for _ in range(job.segments_total):
        make_next(in_alices)
    [delivery] = Delivery.objects.all()
    assert delivery.url == "https://example.org/this-job"


def test_a_job_with_a_private_address_is_refused(in_alices):
    with pytest.raises(Refused) as refused:
        submit(in_alices, webhook="https://10.0.0.1/")
    assert (refused.value.code, refused.value.param) == ("invalid_webhook_url", "webhook")
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("usable", "event", "shown"),
    [(True, "voice.ready", "ready"), (False, "voice.rejected", "failed")],
)
def test_voices(in_alices, listening, waiver, hummer, quick_tools, usable, event, shown):
    if not usable:
        hummer.fails_with = UnusableClip("nobody speaks")
    voice = add_voice(
        tenant=in_alices, name="Ms Lin", recording=murmur(5), consent=None, by=Actor()
    )
    enrol(quick_tools)
    [(said, data)] = told()
    assert (said, data["id"], data["status"]) == (event, voice.id, shown)
    assert (data["error"] is None) == usable


def test_the_courier_works_beside_its_worker(committed, allowed, receive):
    """In a thread of its own: a slow server holds up neither the worker nor the next tick."""

    server = receive(status(200))
    webhooks.enqueue(tenant=committed, event="job.completed", data={}, url=server.url)
    tasks.deliver_due()
    tasks.deliver_due()
    assert courier._at_work.acquire(timeout=10), "it has not ended"
    courier._at_work.release()
    assert len(server.got) == 1
    assert Delivery.objects.get(tenant=committed).state == "delivered"
