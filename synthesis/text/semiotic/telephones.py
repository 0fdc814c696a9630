"""Telephone numbers with a country's prefix or an area's in brackets, digit by digit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .found import TELEPHONE, Found
from .numerals import digits

_TELEPHONE = re.compile(
    r"(?<![A-Za-z0-9+])(?:\+\d{1,3}(?:[ .-]?\(?\d{1,5}\)?){2,6}"
    r"|\(\d{2,5}\)[ -]?\d{3,4}[ -]?\d{3,4})(?![A-Za-z0-9-])"
)
_FEWEST_DIGITS = 8


def telephones(text: str) -> Iterator[Found]:
    """Telephone numbers; in Mandarin 1 is 幺."""
    for match in _TELEPHONE.finditer(text):
        written = match.group().rstrip()
        groups = re.findall(r"\d+", written)
        if sum(map(len, groups)) < _FEWEST_DIGITS:
            continue
        plus = written.startswith("+")
        english = "plus " * plus + ", ".join(digits(group, "en") for group in groups)
        mandarin = "加" * plus + "，".join(
            digits(group, "zh").replace("一", "幺") for group in groups
        )
        yield Found(match.start(), match.start() + len(written), TELEPHONE, english, mandarin)
