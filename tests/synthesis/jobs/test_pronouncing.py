"""A job is read by the dictionary of its day, whatever becomes of the dictionary."""

from __future__ import annotations

import pytest

from accounts.actor import Actor
from synthesis import pronouncing
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit as submit_order
from synthesis.text.span import Span
from synthesis.worker.worker import Worker
from tenants.context import in_tenant
from voices.dictionary import services as dictionary
from voices.dictionary.entry import Entry
from voices.dictionary.models import Pronunciation


class Listening:
    """The real engine; keeps the spans that it was asked to speak."""

    def __init__(self, engine):
        self._engine = engine
        self.heard: list[tuple[Span, ...]] = []

    def __getattr__(self, name):
        return getattr(self._engine, name)

    def start(self, request, conditioning):
        self.heard.append(request.spans)
        return self._engine.start(request, conditioning)


@pytest.fixture
def engine(kokoro):
    return Listening(kokoro)


def save(tenant, value: str) -> int:
    with in_tenant(tenant):
        row = Pronunciation.objects.current().filter(word="重庆").first()
        return dictionary.put(
            entry=Entry("重庆", "pinyin", value),
            check=pronouncing.check,
            by=Actor(),
            instead_of=row.id if row else "",
        )


def submit(tenant, **kwargs):
    with in_tenant(tenant):
        return submit_order(tenant=tenant, order=Order(text="重庆。", voice="zf_xiaobei", **kwargs))


def readings(engine) -> list[str]:
    return [spans[0].reading for spans in engine.heard]


def test_an_edit_does_not_change_waiting_jobs(engine, alice, bob):
    none = submit(alice.tenant)
    first = save(alice.tenant, "zhong4 qing4")
    old = submit(alice.tenant)
    second = save(alice.tenant, "chong2 qing4")
    new = submit(alice.tenant)
    others = submit(bob.tenant)
    assert [job.dictionary_version for job in (none, old, new, others)] == [0, first, second, 0]
    Worker(engine, name="test").run_until_idle()
    assert sorted(readings(engine)) == ["", "", "chong2 qing4", "zhong4 qing4"]


def test_a_job_may_have_its_own_entries(engine, alice):
    save(alice.tenant, "zhong4 qing4")
    submit(alice.tenant, pronunciations=[Entry("重庆", "pinyin", "chong2 qing4")])
    Worker(engine, name="test").run_until_idle()
    assert readings(engine) == ["chong2 qing4"]


def test_a_dictionary_version_is_cached(alice, django_assert_num_queries):
    number = save(alice.tenant, "chong2 qing4")
    with in_tenant(alice.tenant):
        book = pronouncing.dictionary_of(alice.tenant, number)
        with django_assert_num_queries(0):
            assert pronouncing.dictionary_of(alice.tenant, number) is book


def test_the_estimate_is_for_the_replaced_text(alice):
    with in_tenant(alice.tenant):
        long = Entry("WHO", "respelling", "World Health Organization of the United Nations")
        plain = submit_order(tenant=alice.tenant, order=Order(text="WHO", voice="af_heart"))
        said = submit_order(
            tenant=alice.tenant, order=Order(text="WHO", voice="af_heart", pronunciations=[long])
        )
        assert said.segments.get().estimate_ms > 2 * plain.segments.get().estimate_ms
