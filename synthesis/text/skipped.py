"""Finds what of a text nobody will hear, so that it can be shown instead of being lost silently."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from .language import HAN, LATIN, main_language
from .plan import spans
from .pronunciations import NONE, Pronunciations
from .semiotic.detect import readings_in
from .semiotic.emoji_names import emoji_in
from .semiotic.layout import note_numbers
from .spoken_form.normalise import unsaid_of_addresses
from .style import DEFAULT, ReadingStyle
from .words import Word, words

LETTERS, EMOJI, SIGNS, ADDRESS = "letters", "emoji", "signs", "address"
KINDS = (LETTERS, EMOJI, SIGNS, ADDRESS)
_MARKS = frozenset("~/<>_*#|^\\`&@%＆＠％＃＊＿／＜＞｜～＾＼")
"""Punctuation that is said or dropped as signs are: no pause stands for it."""
_RUN_OF_SIGNS = re.compile(r"([^\w\s])\1*|_+")
_PLAIN = re.compile(rf"[{HAN}{LATIN}0-9]")
_AROUND = 12
_LONGEST_LOOKED_INTO = 120
"""In a longer word or formula all signs count as heard: each is looked for by saying it without."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """The characters from `start` to `end` of a text are neither said nor a pause.

    `kind` is one of KINDS: LETTERS are of a script that neither language has, an ADDRESS is the
    part of a link that is left out.
    """

    start: int
    end: int
    text: str
    kind: str


def skipped(
    text: str,
    *,
    language: str = "en",
    pronunciations: Pronunciations = NONE,
    style: ReadingStyle = DEFAULT,
) -> tuple[Skipped, ...]:
    """What is skipped of a text, in order: letters of other scripts, emoji, signs, parts of links.

    White space and punctuation are pauses or nothing at all, and not listed; neither are accents,
    as their letter is heard.
    """
    if not any(map(_is_suspicious, text)) and not note_numbers(text):
        return ()
    given = [
        (match.start, match.end)
        for match in pronunciations.matches(text, main_language(text, language))
    ]
    heard: set[int] = set(_places(given))
    for word in words(text, language=language, pronunciations=pronunciations, style=style):
        silent = set(_silent_signs(text, word, heard, style))
        heard.update(at for at in range(word.start, word.end) if at not in silent)
    readings, _ = readings_in(text, language, pronunciations, style)
    heard.update(
        _places((each.start, each.end) for each in readings if _is_pause(each.entry.value))
    )
    left_out = set(_places(unsaid_of_addresses(text))) - set(_places(given))
    places = [
        at
        for at, char in enumerate(text)
        if (at not in heard or at in left_out) and _should_be_heard(char)
    ]
    emoji = set(_places((start, end) for start, end, _ in emoji_in(text)))
    return tuple(_joined(text, places, left_out, emoji))


def _joined(text: str, places: list[int], left_out: set[int], emoji: set[int]) -> Iterator[Skipped]:
    """Neighbours of one kind as one; an emoji with what joins its parts."""
    start, end, kind = 0, 0, ""
    for at in places:
        now = ADDRESS if at in left_out else EMOJI if at in emoji else _kind(text[at])
        is_joined = left_out.issuperset(range(end, at)) or _is_joint(text[end:at])
        if now == kind and is_joined:
            end = at + 1
            continue
        if kind:
            yield Skipped(start, end, text[start:end], kind)
        start, end, kind = at, at + 1, now
    if kind:
        yield Skipped(start, end, text[start:end], kind)


def _is_joint(between: str) -> bool:
    return all(unicodedata.category(char) in ("Cf", "Mn", "Me", "Mc") for char in between)


def _silent_signs(text: str, word: Word, heard: set[int], style: ReadingStyle) -> Iterator[int]:
    """The places of a word's signs without which the same is said."""
    written = text[word.start : word.end]
    if len(written) > _LONGEST_LOOKED_INTO or word.start in heard:
        return
    before = text[max(0, word.start - _AROUND) : word.start]
    after = text[word.end : word.end + _AROUND]
    language = word.spans[0].language
    said = None
    for run in _RUN_OF_SIGNS.finditer(written):
        if not _is_sign(run.group()[0]):
            continue
        said = said or _said(f"{before}{written}{after}", language, style)
        without = f"{written[: run.start()]}{' ' * len(run.group())}{written[run.end() :]}"
        if _said(f"{before}{without}{after}", language, style) == said:
            yield from range(word.start + run.start(), word.start + run.end())


@lru_cache(maxsize=4_000)
def _said(written: str, language: str, style: ReadingStyle) -> tuple[tuple[str, str], ...]:
    said = spans(written, language=language, style=style)
    return tuple((each.language, each.text) for each in said)


def _places(spans_of_text: Iterable[tuple[int, int]]) -> Iterator[int]:
    for start, end in spans_of_text:
        yield from range(start, end)


def _is_pause(said: str) -> bool:
    """Whether nothing but a pause is said; what is said as white space is left out."""
    return bool(said.strip()) and not any(char.isalnum() for char in said)


def _is_sign(char: str) -> bool:
    return char in _MARKS or unicodedata.category(char)[0] == "S"


def _should_be_heard(char: str) -> bool:
    return _is_sign(char) or unicodedata.category(char)[0] in "LN"


@cache
def _is_suspicious(char: str) -> bool:
    """Whether a text with such a character may have something that nobody hears."""
    return _should_be_heard(char) and not _PLAIN.match(char)


def _kind(char: str) -> str:
    if not _is_sign(char):
        return LETTERS
    return EMOJI if unicodedata.category(char) == "So" and ord(char) >= 0x2600 else SIGNS
