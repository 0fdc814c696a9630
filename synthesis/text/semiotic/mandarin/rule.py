"""A rule of Mandarin: what it looks for, and what is said there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ..by_han import is_by_han
from ..found import Found, span_without_room


class Rule(NamedTuple):
    """Places that `pattern` matches are said by `say`, unless that says nothing.

    Where the pattern has a group `said`, only that part of the match is replaced.
    """

    kind: str
    pattern: re.Pattern[str]
    say: Callable[[re.Match[str]], str]


def apply_rules(rules: Iterable[Rule], text: str, *, otherwise: bool) -> Iterator[Found]:
    """What rules find where a text is read in Mandarin; earlier rules choose first.

    `otherwise` says whether that is so where no words are near.
    """
    taken = bytearray(len(text))
    for rule in rules:
        group = "said" if "said" in rule.pattern.groupindex else 0
        for match in rule.pattern.finditer(text):
            start, end = span_without_room(match, group)
            if (
                start == end
                or any(taken[start:end])
                or not is_by_han(text, start, end, otherwise=otherwise)
            ):
                continue
            if said := rule.say(match):
                taken[start:end] = b"\1" * (end - start)
                yield Found(start, end, rule.kind, said, said)
