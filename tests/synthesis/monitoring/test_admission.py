"""Interactive work is refused where it would wait too long for its turn; batch work never is."""

import pytest

from lessons.access import Role, Viewer
from lessons.material import from_text
from lessons.services import documents
from synthesis.dispatch import outlook, queue
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.monitoring import admission
from tenants.context import in_tenant
from tests.synthesis.dispatch.test_queue import limits

pytestmark = pytest.mark.django_db
ENGINE = "kokoro"


@pytest.fixture(autouse=True)
def nothing_is_remembered(monkeypatch):
    admission.forget()
    monkeypatch.setattr(admission, "total_speed", lambda engine: 1.0)
    yield
    admission.forget()


def enqueue(tenant, job: str, segments: int, *, interactive: bool = False, **of_plan) -> None:
    queue.enqueue(
        engine=ENGINE,
        tenant=tenant,
        limits=limits(**of_plan),
        job_id=job,
        interactive=interactive,
        estimates_ms=[1000] * segments,
    )


def test_a_newcomer_is_told_the_same_as_a_job_in_the_queue(alice, bob):
    enqueue(alice.tenant, "job_a", 40, weight=2)
    enqueue(bob.tenant, "job_b", 10, interactive=True)
    told = outlook.line(ENGINE).ahead_of_new(bob.tenant.id, 1)
    enqueue(bob.tenant, "job_c", 1, interactive=True)
    assert told == outlook.ahead_of("job_c")
    assert told.segments > 10


def test_batch_work_of_ones_own_is_not_waited_for(alice):
    enqueue(alice.tenant, "job_a", 500)
    assert outlook.line(ENGINE).ahead_of_new(alice.tenant.id, 1) == outlook.Ahead(0, 0)


def speak(person):
    body = {"model": ENGINE, "voice": "af_heart", "input": "Good morning."}
    return person.rest.post("/v1/audio/speech", body, format="json")


def test_speech_that_would_wait_too_long_is_refused_and_a_job_is_queued(alice, settings):
    enqueue(alice.tenant, "job_a", 90, interactive=True)
    refused = speak(alice)
    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "busy"
    assert refused["Retry-After"] == "30"
    assert refused["x-lectern-segments-ahead"] == "90"
    assert "90" in refused.json()["error"]["message"]
    body = {"model": ENGINE, "voice": "af_heart", "input": "Good morning."}
    assert alice.rest.post("/v1/jobs", body, format="json").status_code == 201
    settings.INTERACTIVE_WAIT_SECONDS = 91
    assert speak(alice).status_code == 200


def test_nothing_is_refused_while_no_speed_is_known(alice, monkeypatch):
    monkeypatch.setattr(admission, "total_speed", lambda engine: 0.0)
    enqueue(alice.tenant, "job_a", 900, interactive=True)
    assert speak(alice).status_code == 200


def test_many_refusals_cost_one_look(alice, django_assert_num_queries):
    enqueue(alice.tenant, "job_a", 90, interactive=True)
    with django_assert_num_queries(2):
        for _ in range(20):
            admission._look(ENGINE)


def test_the_editor_and_a_remake_are_told_the_same(alice):
    with in_tenant(alice.tenant):
        viewer = Viewer(alice.tenant, Role.MEMBER, user=alice.user.id)
        lesson = documents.create(viewer=viewer, material=from_text("Good morning.")).lesson
        key = lesson.document(alice.tenant).lines[0].key
        job = submit(tenant=alice.tenant, order=Order(text="Good morning.", voice="af_heart"))
    enqueue(alice.tenant, "job_a", 90, interactive=True)
    made = alice.browser.post(
        alice.page(f"lessons/{lesson.id}/make"), {"from": key}, content_type="application/json"
    )
    remade = alice.rest.post(f"/v1/jobs/{job.id}/segments/0", {"input": "Hello."}, format="json")
    for answer in (made, remade):
        assert (answer.status_code, answer["Retry-After"]) == (429, "30")
        assert answer.json()["error"]["code"] == "busy"
