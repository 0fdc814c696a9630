"""How requests were answered: one record for each, and the figures of each kind."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from bench.table import percentile

NO_ANSWER = 0
# Whose requests are no tenant's: they may be refused in any way but a crash.
STRANGERS = ("half-open", "hostile")


class Answer(NamedTuple):
    """`at` is seconds since the test began, `status` NO_ANSWER if the connection broke.

    `seconds` is the time to the whole answer, or of streams to their first byte. `note` says why
    there was no answer, or how a stream ended.
    """

    kind: str
    at: float
    seconds: float
    status: int
    note: str = ""

    @property
    def of_tenant(self) -> bool:
        return not self.kind.startswith(STRANGERS)

    @property
    def of_page(self) -> bool:
        return self.kind.startswith("page ")


@dataclass(frozen=True, slots=True)
class Kind:
    """All answers of one kind. Percentiles are milliseconds, of the requests that were answered."""

    name: str
    requests: int
    a_second: float
    p50: float
    p95: float
    p99: float
    statuses: dict[str, int]


def kinds(answers: Iterable[Answer], seconds: float) -> list[Kind]:
    """The figures of each kind, by name, of answers collected in `seconds`."""
    sorted_in: dict[str, list[Answer]] = {}
    for answer in answers:
        sorted_in.setdefault(answer.kind, []).append(answer)
    return [kind(name, sorted_in[name], seconds) for name in sorted(sorted_in)]


def kind(name: str, answers: list[Answer], seconds: float) -> Kind:
    statuses = Counter(_label(answer) for answer in answers)
    p50, p95, p99 = (milliseconds(answers, share) for share in (0.5, 0.95, 0.99))
    return Kind(
        name, len(answers), len(answers) / seconds, p50, p95, p99, dict(sorted(statuses.items()))
    )


def milliseconds(answers: Iterable[Answer], share: float) -> float:
    """The time within which this share of the answered requests were answered; 0 without any."""
    answered = [answer.seconds for answer in answers if answer.status != NO_ANSWER]
    return 1000 * percentile(answered, share) if answered else 0.0


def _label(answer: Answer) -> str:
    status = str(answer.status) if answer.status else "none"
    return f"{status} {answer.note}".strip()
