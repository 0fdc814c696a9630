"""All rules of Mandarin, in the order in which they choose."""

from __future__ import annotations

from collections.abc import Iterator

from ..found import Found
from . import (
    addresses,
    capitals,
    codes,
    conversions,
    counting,
    days,
    drawn,
    labels,
    marks,
    music,
    named_signs,
    prices,
    programs,
    ranges,
    relations,
    sciences,
    years,
)
from .rule import apply_rules

_EARLY = (
    *programs.RULES, *conversions.RULES, *sciences.RULES, *music.RULES, *named_signs.RULES,
    *labels.RULES, *drawn.RULES, *relations.RULES, *prices.RULES, *marks.RULES, *codes.RULES,
    *days.RULES, *years.RULES, *ranges.RULES, *counting.RULES, *prices.PLAIN_RULES,
)  # fmt: skip
_LATE = (*capitals.RULES, *relations.LATE_RULES, *marks.LATE_RULES)


def mandarin_addresses(text: str, language: str) -> Iterator[Found]:
    """Web and mail addresses and names of files."""
    return apply_rules(addresses.RULES, text, otherwise=language == "zh")


def mandarin(text: str, language: str) -> Iterator[Found]:
    """What Mandarin reads in its own way; chooses before the classes of both languages.

    `language` is that of a text without words.
    """
    return apply_rules(_EARLY, text, otherwise=language == "zh")


def mandarin_signs(text: str, language: str) -> Iterator[Found]:
    """Signs and letters that nothing else has taken."""
    return apply_rules(_LATE, text, otherwise=language == "zh")
