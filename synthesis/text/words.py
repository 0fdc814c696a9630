"""Finds the written words of a text, which a reader follows while they are spoken."""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from .language import HAN, LATIN, UNIT, runs
from .letters import plain
from .plan import spell_out
from .pronunciations import NONE, Match, Pronunciations
from .semiotic.detect import readings_in
from .span import Span
from .spoken_form.english import ABBREVIATION, INITIALS
from .spoken_form.normalise import clean
from .stand_ins import Marked
from .style import DEFAULT, ReadingStyle

if TYPE_CHECKING:
    from jieba import Tokenizer

_LETTER = rf"[{LATIN}\u0300-\u036f0-9]"
_WRITTEN = re.compile(
    rf"(?P<han>[{HAN}]+)"
    r"|(?:https?|ftp)://[^\s，。；！？、）)”\"'<>]*[^\s，。；！？、）)”\"'<>.,:;!]"
    r"|(?<![A-Z0-9_.+-])[A-Z0-9_.+-]{1,64}@[A-Z0-9_-]+(?:\.[A-Z0-9_-]+)+"
    rf"|(?:(?<![\w.])[-−+±])?[~#]?[$€£¥￥]?\d(?:[\d.,:：．/+×~～–-]*\d)?"
    rf"(?:\s?{UNIT}|['’]s\b|{_LETTER}+)?"
    r"(?:\s(?:million|billion|trillion)\b)?(?:\s?[ap]\.?m\b\.?)?"
    rf"|[{LATIN}]{_LETTER}*(?:['’.&_-]{_LETTER}+)*"
    r"|[&@%=+×÷°$€£¥￥≈≥≤℃℉‰]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """The characters from `start` to `end` of a text as written, counted in code points.

    A word is what a reader takes as one: a Mandarin word as jieba cuts it, a number with its unit
    ("25 m"), a web address, an entry of the dictionary. `spans` is what is spoken of it if it
    stands alone: "nineteen ninety four" for 1994.
    """

    start: int
    end: int
    spans: tuple[Span, ...]


def words(
    text: str,
    *,
    language: str = "en",
    pronunciations: Pronunciations = NONE,
    style: ReadingStyle = DEFAULT,
) -> tuple[Word, ...]:
    """The words of a text that are spoken, in order; `language` reads digits without letters.

    The first call with Mandarin loads jieba's dictionary.
    """
    matches, languages = readings_in(text, language, pronunciations, style)
    starts = [match.start for match in matches]
    found = []
    for start, end in _joined(_written(plain(text)), matches):
        inside = [
            replace(match, start=match.start - start, end=match.end - start)
            for match in matches[bisect_left(starts, start) : bisect_left(starts, end)]
        ]
        marked = Marked(text[start:end], inside)
        run = clean(marked.text)
        if inside or len(set(languages[start:end])) > 1:
            spans = spell_out(marked, runs(run, languages[start]), style)
        else:  # in the language of the run around it: "24GB" after Mandarin is Mandarin
            spans = spell_out(marked, [(languages[start], run)], style)
        if spans:
            found.append(Word(start, end, spans))
    return tuple(found)


def _written(text: str) -> Iterator[tuple[int, int]]:
    """Where each word starts and ends, without looking at the dictionary."""
    at = 0
    while match := _WRITTEN.search(text, at):
        start, at = match.span()
        if match["han"]:
            for word in _jieba().cut(match.group()):
                yield start, start + len(word)
                start += len(word)
            continue
        for full_stop in (INITIALS, ABBREVIATION):  # "Dr." is one word, with its full stop
            if (short := full_stop.match(text, start)) and short.end(1) >= at - 1:
                at = max(at, short.end(1) + (full_stop is ABBREVIATION))
        yield start, at


def _joined(written: Iterator[tuple[int, int]], matches: list[Match]) -> Iterator[tuple[int, int]]:
    """Join the words that a match of the dictionary covers, and take in those that are only it."""
    places = sorted([*written, *((match.start, match.end) for match in matches)])
    if not places:
        return
    start, end = places[0]
    for next_start, next_end in places[1:]:
        if next_start < end:
            end = max(end, next_end)
        else:
            yield start, end
            start, end = next_start, next_end
    yield start, end


@cache
def _jieba() -> Tokenizer:
    import jieba  # imported late: its dictionary takes 0.8 s and 100 MB

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return jieba.dt
