"""A job whose sentences go on from each other: in order, one at a time, wherever they are made."""

from dataclasses import replace

import pytest

from billing.models import Plan
from synthesis.dispatch import outlook, queue
from synthesis.dispatch.models import QueueEntry
from synthesis.engines import ENGINES
from synthesis.engines.base import Chunk
from synthesis.jobs.order import Order
from synthesis.jobs.remake import remake_segment
from synthesis.jobs.submit import submit as submit_order
from synthesis.models import Job, Segment
from synthesis.worker.worker import Worker
from tenants.context import in_tenant
from tenants.refusal import Refused
from tests.faults.tone import HummingKokoro

TEXT = "\n\n".join(f"This is sentence number {n}, with some words." for n in ("one", "two", "six"))


class Continuing(HummingKokoro):
    """Keeps its seed of each sentence; notes what it was asked to go on from."""

    def __init__(self) -> None:
        super().__init__(together=4)
        self.before: dict[str, list[tuple[str, tuple[int, ...]]]] = {}
        self.most = 0

    def start(self, request, conditioning):
        decoding = super().start(request, conditioning)
        said = [(" ".join(s.text for s in each.spans), each.kept) for each in request.before]
        self.before[decoding.text] = said
        return decoding

    def step(self, decodings):
        self.most = max(self.most, len(decodings))
        return [
            Chunk(
                chunk.decoding,
                chunk.samples,
                final=chunk.final,
                kept=(chunk.decoding.request.seed,) if chunk.final else (),
            )
            for chunk in super().step(decodings)
        ]


@pytest.fixture(autouse=True)
def continues(monkeypatch, db):
    """An engine that goes on from sentences, and plans that let several be made at once."""
    Plan.objects.update(concurrency=4)
    monkeypatch.setitem(ENGINES, "kokoro", replace(ENGINES["kokoro"], continues=True))


def submit(tenant, *, continuity: bool = True, text: str = TEXT, **more) -> Job:
    with in_tenant(tenant):
        order = Order(text=text, voice="af_heart", seed=5, continuity=continuity, **more)
        return submit_order(tenant=tenant, order=order)


def spoken(tenant, job: Job) -> list[str]:
    with in_tenant(tenant):
        job.refresh_from_db()
        assert job.status == Job.Status.COMPLETED
        return list(Segment.objects.filter(job=job).values_list("text", flat=True))


@pytest.mark.parametrize("interactive", [False, True])
def test_each_sentence_goes_on_from_all_before_it(alice, interactive):
    job = submit(alice.tenant, interactive=interactive)
    engine = Continuing()
    Worker(engine, name="test").run_until_idle()
    assert len(spoken(alice.tenant, job)) == 3
    one, two, six = list(engine.before)
    assert engine.before == {one: [], two: [(one, (5,))], six: [(one, (5,)), (two, (6,))]}
    assert engine.most == 1, "one after the other"
    assert not QueueEntry.objects.exists()


def test_without_it_sentences_are_independent(alice):
    job = submit(alice.tenant, continuity=False)
    engine = Continuing()
    Worker(engine, name="test").run_until_idle()
    assert set(map(tuple, engine.before.values())) == {()} and engine.most > 1
    with in_tenant(alice.tenant):
        assert not Segment.objects.filter(job=job).exclude(kept=None).exists()


def test_another_worker_waits_and_goes_on_with_what_was_kept(alice, bob):
    job = submit(alice.tenant)
    first = queue.claim(engine="kokoro", worker="one")
    assert queue.claim(engine="kokoro", worker="two") is None
    assert queue.engines_with_work() == [], "no worker is woken for it"
    assert [state.unclaimed for state in outlook.states()] == [0.0]
    submit(bob.tenant, text="Bob's.")
    assert queue.claim(engine="kokoro", worker="two").tenant == bob.tenant
    queue.give_back(first, failed=False)
    engine = Continuing()
    Worker(engine, name="test").run_until_idle()
    assert len(spoken(alice.tenant, job)) == 3
    assert max(len(said) for said in engine.before.values()) == 2


def test_a_sentence_that_is_remade_goes_on_from_those_before_it(alice):
    job = submit(alice.tenant)
    Worker(Continuing(), name="test").run_until_idle()
    with in_tenant(alice.tenant):
        remake_segment(tenant=alice.tenant, job_id=job.id, index=1, text="Another second one.")
    engine = Continuing()
    Worker(engine, name="test").run_until_idle()
    [said] = engine.before.values()
    assert [kept for _text, kept in said] == [(5,)]


def test_an_engine_that_can_not_refuses(alice, monkeypatch):
    monkeypatch.setitem(ENGINES, "kokoro", replace(ENGINES["kokoro"], continues=False))
    with pytest.raises(Refused) as refused:
        submit(alice.tenant)
    assert refused.value.code == "continuity_not_of_model" and refused.value.param == "continuity"


def test_programs_ask_for_it(alice):
    asked = {"input": TEXT, "voice": "af_heart", "continuity": True}
    answer = alice.rest.post("/v1/jobs", asked, format="json")
    assert answer.status_code == 201 and answer.json()["continuity"] is True
    del asked["continuity"]
    assert alice.rest.post("/v1/jobs", asked, format="json").json()["continuity"] is False
