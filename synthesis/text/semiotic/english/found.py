"""Makes what an English class found: it is nothing special in Mandarin."""

from __future__ import annotations

import re

from ..found import Found

SILENT = " "
"""Said for what is seen and not heard: the mark of a footnote, a tag."""


def english(match: re.Match[str], kind: str, said: str, group: str | int = 0) -> Found:
    """The characters of a group of a match, without room around, with what English says."""
    written = match[group]
    start = match.start(group) + len(written) - len(written.lstrip())
    end = match.end(group) - len(written) + len(written.rstrip())
    return Found(start, max(start, end), kind, said, "")
