"""An engine that paces: new listeners wait where they would make others hear gaps."""

import pytest

from billing.models import Plan
from synthesis.dispatch import queue
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit as submit_order
from synthesis.models import Job
from synthesis.monitoring.forecast import wait_of
from synthesis.worker import worker as worker_module
from synthesis.worker.worker import CLAIMS_A_STEP, Worker
from tenants.context import in_tenant
from tests.faults.tone import HummingKokoro

SENTENCES = "This is the first of the sentences. " * 3


class Pacing(HummingKokoro):
    """Has time for so many listeners; notes what was in work at each step."""

    paces = True

    def __init__(self, listeners: int, together: int) -> None:
        super().__init__(together=together)
        self.listeners = listeners
        self.steps: list[list[tuple[bool, str]]] = []

    def may_listen(self, decodings) -> bool:
        return sum(not each.request.whole for each in decodings) < self.listeners

    def step(self, decodings):
        self.steps.append([(not each.request.whole, each.text) for each in decodings])
        return super().step(decodings)

    @property
    def most_listeners(self) -> int:
        return max(sum(listens for listens, _text in step) for step in self.steps)


@pytest.fixture(autouse=True)
def asks_at_once(monkeypatch):
    monkeypatch.setattr(worker_module, "ASK_SECONDS", 0.0)


def submit(tenant, text: str, *, interactive: bool) -> Job:
    with in_tenant(tenant):
        return submit_order(
            tenant=tenant, order=Order(text=text, voice="af_heart", interactive=interactive)
        )


def test_a_new_listener_waits_while_background_work_fills_the_gaps(alice, bob):
    first = submit(alice.tenant, "First listener here.", interactive=True)
    second = submit(bob.tenant, "Second listener here.", interactive=True)
    book = submit(bob.tenant, "A book of one sentence.", interactive=False)
    engine = Pacing(listeners=1, together=3)
    worker = Worker(engine, name="test")
    waits = []
    step = engine.step

    def noted(decodings):
        with in_tenant(bob.tenant):
            waits.append(wait_of(Job.objects.get(id=second.id)))
        return step(decodings)

    engine.step = noted
    assert worker.run_until_idle() == 3
    assert engine.most_listeners == 1
    assert {text for _listens, text in engine.steps[0]} == {
        "First listener here.",
        "A book of one sentence.",
    }
    assert waits[0].segments_ahead >= 1, "its place is told while it waits"
    assert waits[-1] is None
    for person, job in ((alice, first), (bob, second), (bob, book)):
        with in_tenant(person.tenant):
            job.refresh_from_db()
            assert job.status == Job.Status.COMPLETED


def test_who_listens_goes_before_new_listeners_and_books(alice, bob):
    """The fairest of them: Bob, who has got nothing yet. Alice would hear silence."""
    heard = submit(alice.tenant, SENTENCES * 6, interactive=True)
    assert heard.segments_total > 2
    submit(bob.tenant, "A new listener.", interactive=True)
    submit(bob.tenant, "A book of one sentence. " * 30, interactive=False)
    engine = Pacing(listeners=1, together=1)
    Worker(engine, name="test").run_until_idle()
    order = list(dict.fromkeys(text for step in engine.steps for _listens, text in step))
    listened = [text.startswith("This is") for text in order]
    first = listened.index(True)
    assert all(listened[first : first + 1]) and engine.most_listeners == 1
    begun = [index for index, is_heard in enumerate(listened) if is_heard]
    assert begun == list(range(begun[0], begun[0] + len(begun))), "nobody came between"


def test_an_engine_that_does_not_pace_asks_once(alice, monkeypatch):
    asked = []
    claim = queue.claim
    monkeypatch.setattr(
        queue, "claim", lambda **given: asked.append(given["wanted"]) or claim(**given)
    )
    submit(alice.tenant, "A sentence.", interactive=True)
    assert Worker(HummingKokoro(), name="test").run_until_idle() == 1
    assert set(asked) == {queue.Wanted.ANY}


def test_a_burst_is_claimed_a_few_at_a_time(alice, bob):
    """What one worker leaves, another one takes."""
    Plan.objects.update(concurrency=CLAIMS_A_STEP)
    for number in range(2 * CLAIMS_A_STEP):
        submit(alice.tenant if number % 2 else bob.tenant, f"Number {number}.", interactive=True)
    engine = HummingKokoro(together=2 * CLAIMS_A_STEP)
    sizes = []
    step = engine.step
    engine.step = lambda decodings: sizes.append(len(decodings)) or step(decodings)
    Worker(engine, name="test").run_until_idle()
    assert sizes[0] == CLAIMS_A_STEP and sizes[1] == 2 * CLAIMS_A_STEP
