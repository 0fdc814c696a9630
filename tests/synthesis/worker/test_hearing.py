"""Takes are heard back where the plan says so, and drawn again where words are missing."""

from dataclasses import replace

import pytest

from billing.models import Plan
from billing.usage.models import DailyUsage
from synthesis import line_checks
from synthesis.dispatch.models import Lease, QueueEntry
from synthesis.engines import ENGINES
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit as submit_order
from synthesis.models import Job
from synthesis.monitoring import counters
from synthesis.worker.heard_words import REPEATED, SKIPPED, complaint
from synthesis.worker.hearing import HearingBack
from synthesis.worker.slot import redrawn
from synthesis.worker.worker import Worker
from tenants.context import in_tenant
from tenants.limits import limits_of
from tenants.refusal import Refused
from tests.faults.tone import HummingKokoro
from voices.consent.recogniser import Heard

TEXT = "One two three four five six seven apples."
SEED = 5


class Recalling:
    """Hears one answer after the other."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.languages: list[str | None] = []

    def hear(self, samples, sample_rate, *, language=None):
        assert len(samples) and sample_rate == 24_000
        self.languages.append(language)
        return Heard(self.answers.pop(0), language)


class Noting(HummingKokoro):
    """Notes the seeds of its takes."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[int] = []

    def start(self, request, conditioning):
        self.begun.append(request.seed)
        return super().start(request, conditioning)


@pytest.fixture(autouse=True)
def draws(monkeypatch):
    """An engine that draws its takes."""
    monkeypatch.setitem(ENGINES, "kokoro", replace(ENGINES["kokoro"], draws=True))


def run(tenant, *answers: str, heard_back: bool = True, interactive: bool = False):
    """Make a job; returns it, the engine and the recogniser."""
    Plan.objects.update(heard_back=heard_back)
    with in_tenant(tenant):
        job = submit_order(
            tenant=tenant,
            order=Order(text=TEXT, voice="af_heart", seed=SEED, interactive=interactive),
        )
    worker = Worker(engine := Noting(), name="test")
    worker.hearing = HearingBack(lambda: recogniser)
    recogniser = Recalling(*answers)
    worker.run_until_idle()
    with in_tenant(tenant):
        job.refresh_from_db()
        assert job.status == Job.Status.COMPLETED
        assert DailyUsage.objects.get().used_ms == job.audio_ms, "one take is counted"
    assert not Lease.objects.exists() and not QueueEntry.objects.exists()
    return job, engine, recogniser


def test_a_take_with_all_words_is_kept(alice) -> None:
    _job, engine, recogniser = run(alice.tenant, TEXT)
    assert engine.begun == [SEED]
    assert recogniser.languages == ["en"]


def test_a_take_without_some_words_is_drawn_again_and_not_counted(alice) -> None:
    counter = counters.REJECTED_TAKES.labels("kokoro", SKIPPED)
    before = counter._value.get()
    _job, engine, _recogniser = run(alice.tenant, "One two seven apples.", TEXT)
    assert engine.begun == [SEED, redrawn(SEED, 1)]
    assert counter._value.get() == before + 1


def test_the_last_take_is_kept_as_the_recogniser_may_be_wrong(alice) -> None:
    _job, engine, _recogniser = run(alice.tenant, *["Nothing like it"] * 3)
    assert engine.begun == [SEED, redrawn(SEED, 1), redrawn(SEED, 2)]


@pytest.mark.parametrize("how", [{"heard_back": False}, {"interactive": True}])
def test_lines_are_heard_only_where_that_is_wanted(alice, how: dict) -> None:
    _job, engine, recogniser = run(alice.tenant, **how)
    assert engine.begun == [SEED] and not recogniser.languages


def test_a_workspace_switches_it_off_and_on_within_its_plan(alice) -> None:
    limits = limits_of(alice.tenant)
    with in_tenant(alice.tenant):
        line_checks.switch(on=False, limits=replace(limits, heard_back=True))
    _job, engine, recogniser = run(alice.tenant)
    assert engine.begun == [SEED] and not recogniser.languages
    with in_tenant(alice.tenant):
        line_checks.switch(on=True, limits=limits_of(alice.tenant))
        DailyUsage.objects.all().delete()
    _job, _engine, recogniser = run(alice.tenant, TEXT)
    assert recogniser.languages == ["en"]
    Plan.objects.update(heard_back=False)
    with in_tenant(alice.tenant), pytest.raises(Refused) as refused:
        line_checks.switch(on=True, limits=limits_of(alice.tenant))
    assert refused.value.param == "check_lines"


def test_a_recogniser_that_is_missing_or_fails_holds_nothing_up(alice, monkeypatch) -> None:
    _job, engine, _recogniser = run(alice.tenant)  # it has no answer: it raises
    assert engine.begun == [SEED]
    monkeypatch.setattr(HearingBack, "_hear", lambda *given: ("", 0.0))
    with in_tenant(alice.tenant):
        DailyUsage.objects.all().delete()
    run(alice.tenant)


@pytest.mark.parametrize(
    ("said", "heard", "language", "found"),
    [
        ("今天的天气很好我们去公园", "今天的天气很好我们去公园", "zh", ""),
        ("今天的天气很好我们去公园", "今天的田七很号我们去公元", "zh", ""),
        ("今天的天气很好我们去公园", "今天的我们去公园", "zh", SKIPPED),
        ("今天的天气很好我们去公园", "今天的天气很好天气很好我们去公园", "zh", REPEATED),
        ("it is forty two degrees", "It's 42 degrees.", "en", ""),
        ("the cat sat on the mat", "The cat sat.", "en", SKIPPED),
        ("the cat sat on the mat", "the cat sat on the cat sat on the mat", "en", REPEATED),
        ("好", "", "zh", SKIPPED),
        ("……", "", "zh", ""),
    ],
)
def test_words_in_a_row_tell(said: str, heard: str, language: str, found: str) -> None:
    assert complaint(said, heard, language) == found
