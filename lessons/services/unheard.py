"""What of a lesson nobody will hear, in a few words, for whoever brings a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from lessons.document import PAUSE, Document, Line
from lessons.services.readings import unheard_of
from lessons.sounding import sounding_of
from synthesis.text.skipped import KINDS
from tenants.models import Tenant

LINES_LOOKED_AT = 500
"""A line takes about a millisecond where something of it may not be heard."""
_EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class Unheard:
    """How often something of one of skipped.KINDS is not heard, and the commonest of it."""

    kind: str
    count: int
    examples: Sequence[str]


def unheard_in(*, tenant: Tenant, document: Document) -> list[Unheard]:
    """What is not heard of the first LINES_LOOKED_AT lines, by kind. In the tenant's schema."""
    sounding = sounding_of(tenant, document)
    found: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for line in islice(filter(_has_text, document.lines), LINES_LOOKED_AT):
        for each in unheard_of(line, sounding):
            found[each.kind][each.text] += 1
    return [
        Unheard(kind, counted.total(), [text for text, _ in counted.most_common(_EXAMPLES)])
        for kind, counted in found.items()
        if counted
    ]


def _has_text(line: Line) -> bool:
    return line.kind != PAUSE
