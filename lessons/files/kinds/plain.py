"""Plain text: a paragraph is a line, or lines that were wrapped at a margin."""

from __future__ import annotations

import re
from itertools import groupby

from lessons.files.collecting import Collector

_NARROWEST, _WIDEST = 45, 100
_MEANS_A_LINE = re.compile(r"\s*(?:[-*•–—]\s|\d{1,3}[.)、]\s?|\w{1,20}\s?[:：])")


def read(text: str, found: Collector) -> None:
    """Read a text; where its lines are wrapped, they are joined."""
    for written, lines in groupby(text.split("\n"), lambda line: bool(line.strip())):
        if not written:
            continue
        paragraph = list(lines)
        if _is_wrapped(paragraph):
            paragraph = [" ".join(line.strip() for line in paragraph)]
        for line in paragraph:
            found.paragraph(line)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines without an empty one between are one paragraph, wrapped at a margin."""
    if len(lines) < 2 or any(_MEANS_A_LINE.match(line) for line in lines[1:]):
        return False
    lengths = sorted(len(line.strip()) for line in lines[:-1])
    if not lengths[len(lengths) // 2] >= _NARROWEST or lengths[-1] > _WIDEST:
        return False
    ends = sum(line.rstrip().endswith((".", "!", "?", "。", "”", '"')) for line in lines[:-1])
    return ends * 2 <= len(lines) - 1
