"""A text becomes a plan: the segments it will be spoken in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil

from ..engines.base import Span
from .estimate import estimate_ms, rough_ms
from .language import is_speakable, main_language, runs
from .normalise import clean, normalise
from .split import clauses, sentences, words

FIRST_MS = 3_500
"""The first segment is cut at a comma to stay under this, so that sound starts early."""
SHORT_MS = 1_500
"""A segment shorter than this takes in the next sentence, whatever comes between them."""
GOOD_MS = 6_000
"""Two sentences share a segment when they are not longer than this together."""
LONGEST_MS = 10_000
"""A sentence longer than this is cut at commas, then at words."""
_LONGEST_WORD = 40
MAX_SEGMENT = 300
"""Characters of a segment that a person writes anew."""


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """One segment: `text` as it was written, the text's main language, the estimated audio length.

    `spans` are worked out when asked for: a number takes wetext 0.8 ms to spell out, which for a
    whole book is for the worker to spend, a segment at a time, and not for a web request.
    """

    text: str
    language: str
    estimate_ms: int
    ends_paragraph: bool

    @property
    def spans(self) -> tuple[Span, ...]:
        return spans(self.text, language=self.language)


def plan(text: str) -> list[SegmentPlan]:
    """Split `text` into segments of one or two sentences, a few seconds of audio each.

    Pure and deterministic. The segments' texts joined are the text but for white space and control
    characters. Empty when there is nothing in it that Mandarin or English can read.
    """
    text = _without_controls(text)
    language = main_language(text)
    return [
        SegmentPlan(part.text.strip(), language, estimate_ms(part.text), part.ends_line)
        for part in _segment(text)
    ]


def one_segment(text: str) -> SegmentPlan | None:
    """A text as one segment, however many sentences; None where it is too long or has no words."""
    part = _Part.of(_without_controls(text))
    text = part.text.strip()
    if not part.speakable or len(text) > MAX_SEGMENT or part.ms > 2 * LONGEST_MS:
        return None
    return SegmentPlan(text, main_language(text), estimate_ms(text), part.ends_line)


def spans(text: str, *, language: str = "en") -> tuple[Span, ...]:
    """What is spoken of a piece of text, run by run; `language` is for digits without letters."""
    found: list[Span] = []
    for run_language, run in runs(clean(text), language):
        spoken = normalise(run, run_language)
        # spelling out "100MB" in Mandarin leaves the MB to be said in English
        pieces = runs(spoken, run_language) if run_language == "zh" else [("en", spoken)]
        for piece_language, piece in pieces:
            if not piece.strip():
                continue
            if found and (found[-1].language == piece_language or not is_speakable(piece)):
                last = found.pop()
                found.append(Span(last.language, f"{last.text} {piece}".strip()))
            else:
                found.append(Span(piece_language, piece.strip()))
    return tuple(span for span in found if is_speakable(span.text))


def _without_controls(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]", "", text).replace(
        "\r\n", "\n"
    )


def _segment(text: str) -> list[_Part]:
    """Cut the text into segments as they were written, each of them speakable."""
    parts: list[_Part] = []
    so_far = 0.0
    for sentence in map(_Part.of, sentences(text)):
        parts.extend(_fit(sentence, FIRST_MS if so_far < SHORT_MS else LONGEST_MS))
        so_far += sentence.ms
    return [part for part in _pack(parts) if part.speakable]


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the text as written, with its rough length."""

    text: str
    ms: float
    speakable: bool
    sentences: int = 1

    @classmethod
    def of(cls, text: str) -> _Part:
        return cls(text, rough_ms(text), is_speakable(text))

    def __add__(self, other: _Part) -> _Part:
        return _Part(
            self.text + other.text,
            self.ms + other.ms,
            self.speakable or other.speakable,
            self.sentences + other.sentences,
        )

    @property
    def ends_line(self) -> bool:
        return "\n" in self.text[len(self.text.rstrip()) :]


def _fit(sentence: _Part, longest: float) -> list[_Part]:
    """The sentence in even parts of at most `longest` ms, as far as its commas and words allow."""
    if sentence.ms <= longest:
        return [sentence]
    pieces: list[_Part] = []
    for clause in map(_Part.of, clauses(sentence.text)):
        if clause.ms <= LONGEST_MS:
            pieces.append(clause)
        else:
            pieces.extend(map(_Part.of, words(clause.text, _LONGEST_WORD)))
    if longest < LONGEST_MS:
        head, after = _take(pieces, 0, longest)
        if after == len(pieces):
            return [head]
        return [head, *_fit(_Part.of("".join(p.text for p in pieces[after:])), LONGEST_MS)]
    share = sentence.ms / ceil(sentence.ms / longest)
    parts, at = [], 0
    while at < len(pieces):
        part, at = _take(pieces, at, share)
        parts.append(part)
    return parts


def _take(pieces: list[_Part], at: int, longest: float) -> tuple[_Part, int]:
    """Join pieces from `at` on to a part that isn't short, near `longest`; and where it ends."""
    first, ms = at, 0.0
    while at < len(pieces) and (ms < SHORT_MS or ms + pieces[at].ms <= longest):
        ms += pieces[at].ms
        at += 1
    return _Part.of("".join(piece.text for piece in pieces[first:at])), at


def _pack(parts: list[_Part]) -> list[_Part]:
    """Join fragments with a neighbour, and short sentences in pairs (the first stays alone)."""
    packed: list[_Part] = []
    for part in parts:
        if packed and _belong_together(packed[-1], part, first=len(packed) == 1):
            packed[-1] += part
        else:
            packed.append(part)
    if len(packed) > 1:
        before, last = packed[-2:]
        if not last.speakable or (last.ms < SHORT_MS and before.ms + last.ms <= LONGEST_MS):
            packed[-2:] = [before + last]
    return packed


def _belong_together(before: _Part, part: _Part, *, first: bool) -> bool:
    if not before.speakable or not part.speakable:
        return True
    together = before.ms + part.ms
    if before.ms < SHORT_MS:
        return together <= LONGEST_MS
    return together <= GOOD_MS and before.sentences < 2 and not before.ends_line and not first
