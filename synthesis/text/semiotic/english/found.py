"""Makes what an English class found: it is nothing special in Mandarin."""

from __future__ import annotations

import re

from ..found import Found, span_without_room

_AT_END = re.compile(r"\s*\Z")
SILENT = " "
"""Said for what is seen and not heard: the mark of a footnote, a tag."""


def english(match: re.Match[str], kind: str, said: str, group: str | int = 0) -> Found:
    """The characters of a group of a match, without room around, with what English says."""
    return Found(*span_without_room(match, group), kind, said, "")


def full_stop(match: re.Match[str], *, taken: bool | None = None) -> str:
    """ "." where the match took the full stop that ends the text, so that it is still one.

    Whether it took a full stop is seen from its last character, if `taken` doesn't say it.
    """
    if taken is None:
        taken = match.group().endswith(".")
    return "." if taken and _AT_END.match(match.string, match.end()) else ""
