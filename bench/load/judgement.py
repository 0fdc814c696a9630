"""Judges a load test: what Lectern must hold with everybody at its door."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bench.load.answers import NO_ANSWER, Answer, milliseconds
from bench.load.probe import Normal, Recovery
from bench.load.scenario import Scenario
from bench.load.server import Sample, median_rss
from bench.table import Figure, at_least, at_most, percentile

PAGES_P95_MS = 400
RSS_GROWTH_PERCENT = 10
NORMAL_SECONDS = 10
EXPECTED = {200, 201, 204, 302}


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a run measured. `samples` are those during the load, `before` those before it.

    `lags` are the generator's own delays in seconds, `cpu` its seconds of processor time.
    """

    scenario: Scenario
    answers: list[Answer]
    lags: list[float]
    cpu: float
    before: list[Sample]
    samples: list[Sample]
    normal: Normal
    recovery: Recovery
    web_processes: int
    """How many there have been: more than there should be if one crashed."""
    web_processes_wanted: int


def figures(outcome: Outcome, connections: int) -> Iterator[Figure]:
    """All bounds; `connections` is how many the whole Lectern may have open to the database."""
    yield from _of_answers(outcome.answers, outcome.scenario.seconds)
    yield from _of_server(outcome, connections)
    yield from _of_recovery(outcome.normal, outcome.recovery)
    yield from _of_the_test_itself(outcome)


def _of_answers(answers: list[Answer], seconds: float) -> Iterator[Figure]:
    tenants = [answer for answer in answers if answer.of_tenant]
    pages = [answer for answer in answers if answer.of_page]
    yield Figure("tenants' requests a second", len(tenants) / seconds, "", None)
    yield at_most("tenants' requests answered with 5xx", _count(tenants, 500, 599), 0)
    yield at_most("tenants' requests without an answer", _count(tenants, NO_ANSWER), 0)
    yield at_most("tenants' requests refused with 429, all within limits", _count(tenants, 429), 0)
    others = [each for each in tenants if each.status in range(100, 500)]
    odd = [each for each in others if each.status not in EXPECTED | {429}]
    yield at_most("tenants' requests answered with another status than they should", len(odd), 0)
    hostile = [each for each in answers if each.kind.startswith("hostile")]
    yield at_most("hostile requests answered with 500", _count(hostile, 500), 0)
    yield at_most("pages, p95, ms", milliseconds(pages, 0.95), PAGES_P95_MS)


def _of_server(outcome: Outcome, connections: int) -> Iterator[Figure]:
    samples, before = outcome.samples, outcome.before
    most = max(each.connections for each in samples)
    yield at_most("database connections at most", most, connections)
    yield Figure("megabytes of web before the load", median_rss(before) / 1e6, "", None)
    yield Figure("megabytes of web in the middle", median_rss(_middle(samples)) / 1e6, "", None)
    yield Figure("megabytes of web at the end", median_rss(_end(samples)) / 1e6, "", None)
    growth = 100 * (median_rss(_end(samples)) / median_rss(_middle(samples)) - 1)
    yield at_most("memory of web from the middle to the end, %", growth, RSS_GROWTH_PERCENT)
    yield Figure("open files of web before", max(each.files for each in before), "", None)
    yield Figure("open files of web at most", max(each.files for each in samples), "", None)
    yield Figure("threads of web at most", max(each.threads for each in samples), "", None)
    cores = (samples[-1].cpu - samples[0].cpu) / (samples[-1].at - samples[0].at)
    yield Figure("processors used by web", cores, "", None)
    ended = outcome.web_processes - outcome.web_processes_wanted
    yield at_most("web processes that ended", ended, 0)


def _of_recovery(normal: Normal, recovery: Recovery) -> Iterator[Figure]:
    yield Figure("one visitor's pages before the load, p95, ms", normal.p95, "", None)
    yield Figure("database connections before the load", normal.connections, "", None)
    name = "seconds after the load until {} as before it"
    yield at_most(name.format("pages are as fast"), recovery.pages, NORMAL_SECONDS)
    yield at_most(name.format("connections are as few"), recovery.connections, NORMAL_SECONDS)


def _of_the_test_itself(outcome: Outcome) -> Iterator[Figure]:
    """Without these, the others mean little."""
    waiting = min(each.segments_open for each in outcome.samples)
    yield at_least("segments waiting at least: engines are busy all the time", waiting, 1)
    lag = 1000 * percentile(outcome.lags, 0.95)
    yield Figure("the generator's own delay, p95, ms", lag, "", None)
    yield Figure(
        "processors used by the generator", outcome.cpu / outcome.scenario.seconds, "", None
    )


def _middle(samples: list[Sample]) -> list[Sample]:
    """The quarter of the time before the middle, when all clients have long been there."""
    return samples[len(samples) // 4 : len(samples) // 2 + 1]


def _end(samples: list[Sample]) -> list[Sample]:
    return samples[-max(1, len(samples) // 4) :]


def _count(answers: Iterable[Answer], lowest: int, highest: int | None = None) -> int:
    highest = lowest if highest is None else highest
    return sum(lowest <= answer.status <= highest for answer in answers)
