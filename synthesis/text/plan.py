"""Plans the segments in which a text will be spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil

from .estimate import estimate_ms, rough_ms
from .language import EN_STAND_INS, ZH_STAND_INS, is_speakable, main_language, runs
from .pronunciations import NONE, Pronunciations, replaced
from .semiotic.detect import readings_in
from .semiotic.emoji_names import emoji_in, emoji_name
from .semiotic.sign_names import ALONE, LONE
from .span import Span
from .split import clauses, sentences, words
from .spoken_form.normalise import clean, normalise
from .stand_ins import Marked
from .style import DEFAULT, NAMED, ReadingStyle

FIRST_MS = 6_000
"""The first segment is cut at a comma to stay under this, so that audio starts early.

Engines give the beginning of a sentence before its end, so only long ones are cut. Cut at 3.5 s, a
sentence of 4.3 s was two melodies and took Kokoro 1.36 s instead of 1.08; its first sound came
after 0.37 s instead of 0.47.
"""
SHORT_MS = 1_500
"""A segment shorter than this takes in the next sentence, even across a line break."""
GOOD_MS = 6_000
"""Two sentences share a segment when together they are no longer than this."""
LONGEST_MS = 10_000
"""A sentence longer than this is cut at commas, then at words."""
_LONGEST_WORD = 40
MAX_SEGMENT = 300
"""The most characters in a segment that a user rewrites."""
_CONTROLS = re.compile(
    rf"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff{ZH_STAND_INS}{EN_STAND_INS}]"
)
_ALONE = re.compile(
    "[" + re.escape(ALONE) + r"]|\A\s*(?P<lone>[" + re.escape("".join(LONE)) + r"])\s*\Z"
)
_SIGN = re.compile(r"\S")
_MOST_ALONE = 40
"""Longer rows of signs are drawn lines, not signs to be read."""


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """One segment: `text` as written, the main language of the whole text, the estimated length.

    `spans` is computed on access: wetext needs 0.8 ms to spell out a number, time that for a whole
    book the worker should spend, one segment at a time, rather than a web request.
    """

    text: str
    language: str
    estimate_ms: int
    ends_paragraph: bool
    pronunciations: Pronunciations = field(default=NONE, repr=False, compare=False)
    style: ReadingStyle = field(default=DEFAULT, repr=False, compare=False)

    @property
    def spans(self) -> tuple[Span, ...]:
        return spans(
            self.text,
            language=self.language,
            pronunciations=self.pronunciations,
            style=self.style,
        )


def plan(
    text: str, pronunciations: Pronunciations = NONE, style: ReadingStyle = DEFAULT
) -> list[SegmentPlan]:
    """Split `text` into segments of one or two sentences, a few seconds of audio each.

    Pure and deterministic. The segments joined equal the text except for white space and control
    characters. Empty when neither Mandarin nor English can read anything in the text.

    Never cuts a word of `pronunciations` in two, and estimates its length from its reading.
    """
    text = without_controls(text)
    language = main_language(text)
    plans: list[SegmentPlan] = []
    for start, part, ends_line in _segment(text, pronunciations, style):
        written = part.strip()
        start += len(part) - len(part.lstrip())
        own = pronunciations.of_part(start, written)
        length = estimate_ms(_as_spoken(written, own, style))
        plans.append(SegmentPlan(written, language, length, ends_line, own, style))
    return plans


def one_segment(
    text: str,
    pronunciations: Pronunciations = NONE,
    style: ReadingStyle = DEFAULT,
    language: str = "en",
) -> SegmentPlan | None:
    """Plan a text as one segment of any number of sentences; None if too long or without words.

    `language` is that of a text without words, such as "y = 2x + 1".
    """
    part = _Part.of(without_controls(text))
    text = part.text.strip()
    spoken = _as_spoken(text, pronunciations, style)
    if not has_words(text, style) or len(text) > MAX_SEGMENT or rough_ms(spoken) > 2 * LONGEST_MS:
        return None
    length, language = estimate_ms(spoken), main_language(text, language)
    return SegmentPlan(text, language, length, part.ends_line, pronunciations, style)


@dataclass(frozen=True, slots=True)
class PlacedPlan:
    """A segment of a line, and where its text begins in the line's."""

    start: int
    segment: SegmentPlan


def plan_line(
    text: str,
    pronunciations: Pronunciations = NONE,
    style: ReadingStyle = DEFAULT,
    language: str = "en",
) -> list[PlacedPlan]:
    """Plan one line on its own: whole up to LONGEST_MS, a longer one cut as `plan` cuts.

    The plan depends on nothing but the line, which has no control characters, and on the
    `language` of what stands around it, in which a line such as "y = 2x + 1" is read. The segments
    joined equal the text, except for white space at their ends. Empty for a line without words.
    """
    parts: list[_Part] = []
    shaped = _Part.of(_shape(text, pronunciations, style))
    pieces = [shaped.text] if shaped.ms <= LONGEST_MS else sentences(shaped.text)
    for piece in (fitted for each in pieces for fitted in _fit(_Part.of(each), LONGEST_MS)):
        if parts and (not (parts[-1].speakable and piece.speakable) or _fit_together(parts, piece)):
            parts[-1] += piece
        else:
            parts.append(piece)
    plans: list[PlacedPlan] = []
    language, at = main_language(text, language), 0
    for part in parts:
        written = text[at : at + len(part.text)]
        start = at + len(written) - len(written.lstrip())
        at += len(part.text)
        if part.speakable:
            length = estimate_ms(_as_spoken(written.strip(), pronunciations, style))
            segment = SegmentPlan(written.strip(), language, length, False, pronunciations, style)
            plans.append(PlacedPlan(start, segment))
    return plans


def _fit_together(parts: list[_Part], piece: _Part) -> bool:
    return parts[-1].ms + piece.ms <= LONGEST_MS


def spans(
    text: str,
    *,
    language: str = "en",
    pronunciations: Pronunciations = NONE,
    style: ReadingStyle = DEFAULT,
) -> tuple[Span, ...]:
    """Spell out a piece of text, one span per run; `language` reads digits without letters.

    A word of `pronunciations` with pinyin or IPA gets a span of its own with its `reading`. The
    text around it keeps its spans, even where only punctuation is left.
    """
    matches, _ = readings_in(text, language, pronunciations, style)
    marked = Marked(text, matches)
    return spell_out(marked, runs(clean(marked.text), language), style)


def spell_out(
    marked: Marked, written: list[tuple[str, str]], style: ReadingStyle = DEFAULT
) -> tuple[Span, ...]:
    """Spell out the (language, run) pairs of a cleaned text."""
    joined: list[tuple[str, str]] = []
    for run_language, run in written:
        spoken = normalise(run, run_language, style)
        # Spelling out "100MB" in Mandarin leaves "MB" to be read in English.
        pieces = runs(spoken, run_language) if run_language == "zh" else [("en", spoken)]
        for piece_language, piece in pieces:
            if not piece.strip():
                continue
            if joined and (joined[-1][0] == piece_language or not is_speakable(piece)):
                last_language, last = joined.pop()
                joined.append((last_language, f"{last} {piece}".strip()))
            else:
                joined.append((piece_language, piece.strip()))
    return tuple(
        span
        for run_language, run in joined
        if is_speakable(run)
        for span in marked.spans(run_language, run)
    )


def without_controls(text: str) -> str:
    """The text without characters that nobody sees, and with line feeds for line ends."""
    return _CONTROLS.sub("", text).replace("\r\n", "\n")


def has_words(text: str, style: ReadingStyle = DEFAULT) -> bool:
    """True where something of the text can be said: letters, digits, signs that stand alone, or
    emoji that are named."""
    return (
        is_speakable(text)
        or _is_said_alone(text, style)
        or (style.emoji == NAMED and any(True for _ in emoji_in(text)))
    )


def _is_said_alone(text: str, style: ReadingStyle) -> bool:
    """Whether a text without letters and digits is a sign or a few that both languages say."""
    return (
        len(text) <= _MOST_ALONE
        and bool(_ALONE.search(text))
        and not is_speakable(text)
        and all(spans(text, language=each, style=style) for each in ("en", "zh"))
    )


def _shape(text: str, pronunciations: Pronunciations, style: ReadingStyle) -> str:
    """The text as long as before, with letters for what only a dictionary or a name makes
    speakable."""
    shaped = pronunciations.shape(text)
    if _is_said_alone(text, style):
        shaped = _ALONE.sub(lambda found: _SIGN.sub("a", found[0]), shaped)
    if style.emoji == NAMED:
        return replaced(shaped, ((a, b, "a" * (b - a)) for a, b, _ in emoji_in(shaped)))
    return shaped


def _as_spoken(text: str, pronunciations: Pronunciations, style: ReadingStyle) -> str:
    """The text with what is said of it, as far as that decides its length."""
    spoken = pronunciations.as_spoken(text)
    if _is_said_alone(text, style):
        return " ".join(span.text for span in spans(text, style=style))
    if style.emoji == NAMED:
        language = main_language(spoken)
        names = ((a, b, f" {emoji_name(c, language)} ") for a, b, c in emoji_in(spoken))
        return replaced(spoken, names)
    return spoken


def _segment(
    text: str, pronunciations: Pronunciations, style: ReadingStyle
) -> Iterator[tuple[int, str, bool]]:
    """Yield where each speakable segment begins, its raw text, and whether it ends a line."""
    parts: list[_Part] = []
    total_ms = 0.0
    for sentence in map(_Part.of, sentences(_shape(text, pronunciations, style))):
        parts.extend(_fit(sentence, FIRST_MS if total_ms < SHORT_MS else LONGEST_MS))
        total_ms += sentence.ms
    at = 0
    for part in _pack(parts):
        if part.speakable:
            yield at, text[at : at + len(part.text)], part.ends_line
        at += len(part.text)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the text as written, with its estimated length."""

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
    """Split a sentence into even parts of at most `longest` ms where commas and words allow."""
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
    """Join pieces from `at` on into a part of up to `longest` ms, at least SHORT_MS.
    Returns the part and the index of the next piece.
    """
    first, ms = at, 0.0
    while at < len(pieces) and (ms < SHORT_MS or ms + pieces[at].ms <= longest):
        ms += pieces[at].ms
        at += 1
    return _Part.of("".join(piece.text for piece in pieces[first:at])), at


def _pack(parts: list[_Part]) -> list[_Part]:
    """Join fragments to a neighbour, and short sentences in pairs (the first stays alone)."""
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
