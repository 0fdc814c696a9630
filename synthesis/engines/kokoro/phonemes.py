"""Turns text into the phonemes that Kokoro v1.0 was trained on."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from synthesis.text.span import Span

from .english import English
from .mandarin import Mandarin, is_han, say_syllables

# Punctuation outside Kokoro's vocabulary → similar marks in it.
_MARKS = str.maketrans(
    {
        "，": ",", "、": ",", "。": ".", "．": ".", "！": "!", "？": "?", "：": ":", "；": ";",
        "（": "(", "）": ")", "【": "(", "】": ")", "[": "(", "]": ")", "{": "(", "}": ")",
        "《": "“", "》": "”", "〈": "“", "〉": "”", "「": "“", "」": "”", "『": "“", "』": "”",
        "«": "“", "»": "”", "–": "—", "―": "—", "～": " ", "~": " ", "·": " ", "・": " ",
    }
)  # fmt: skip
_NO_ROOM_BEFORE = re.compile(r"\s+([,.!?:;…)”])")
_ROOM_AFTER = re.compile(r"([,.!?:;…)”]+)(?=[^\s,.!?:;…)”])")
_REPEATED = re.compile(r"([,.!?:;…—])[\s,.:;…—]*(?=[,.!?:;…—])")


class Phonemiser:
    """Turns Mandarin and English spans into one string of phonemes. Thread-safe."""

    def __init__(self, vocabulary: frozenset[str]) -> None:
        self._vocabulary = vocabulary
        self._mandarin = Mandarin()
        espeak = threading.Lock()  # espeak-ng has one global state per process
        self._english = {
            british: English(british=british, espeak=espeak) for british in (False, True)
        }
        # It warns of words that espeak joins. Set last, as backends set the level.
        logging.getLogger("phonemizer").setLevel(logging.ERROR)

    def __call__(self, spans: Iterable[Span], *, british: bool = False) -> str:
        """The phonemes of the spans in order; empty when nothing in them can be spoken."""
        parts = []
        for language, together in groupby(spans, key=attrgetter("language")):
            if language == "zh":
                parts.append(self._say_mandarin(together))
            elif language == "en":
                parts.append(self._english[british](map(_without_odd_marks, together)))
            else:
                raise ValueError(f"Kokoro speaks zh and en, not {language!r}")
        return self._tidy(" ".join(parts))

    def pinyin(self, spans: Iterable[Span]) -> list[str]:
        """The syllables of all Mandarin in the spans as spoken, with tone numbers."""
        pinyin: list[str] = []
        for language, together in groupby(spans, key=attrgetter("language")):
            for text, given, syllables in sentences(together) if language == "zh" else ():
                pinyin += [*self._mandarin.syllables(text, given), *syllables]
        return pinyin

    def _say_mandarin(self, spans: Iterable[Span]) -> str:
        parts: list[str] = []
        for text, given, syllables in sentences(spans):
            parts += [self._mandarin(text, given), say_syllables(syllables)]
        return " ".join(part for part in parts if part)

    def _tidy(self, phonemes: str) -> str:
        known = "".join(
            c if c in self._vocabulary else " " if c.isspace() else "" for c in phonemes
        )
        known = _REPEATED.sub("", _NO_ROOM_BEFORE.sub(r"\1", known))
        known = " ".join(_ROOM_AFTER.sub(r"\1 ", known).split())
        return known if any(c.isalpha() for c in known) else ""


def _without_odd_marks(span: Span) -> Span:
    return replace(span, text=span.text.translate(_MARKS))


def sentences(spans: Iterable[Span]) -> Iterator[tuple[str, dict[int, str], list[str]]]:
    """Join a run of Mandarin into sentences, so that words without a reading are read in context.

    Yields text, the given syllables of its characters, and the syllables of the span after it that
    is not Han with one syllable per character (empty at the end).
    """
    text, given = "", dict[int, str]()
    for span in spans:
        syllables = span.reading.split()
        if syllables and not (len(syllables) == len(span.text) and is_han(span.text)):
            yield text, given, syllables
            text, given = "", {}
            continue
        given |= {len(text) + at: syllable for at, syllable in enumerate(syllables)}
        text += span.text.translate(_MARKS)
    yield text, given, []
