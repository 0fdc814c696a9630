"""Turns text into the tokens that ZipVoice was trained on, after its tokenizer for Emilia.

Mandarin is initials (`zh0`) and finals with their tone (`ang1`), with the tone sandhi of speech;
English is espeak-ng's phonemes, a token for each character; marks are ASCII. Syllables are those of
Kokoro's reader, which knows more of context than the reference's, and words with a reading of the
dictionary are said as it tells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter

from pypinyin.contrib.tone_convert import to_finals_tone3, to_initials

from synthesis.text.ipa import cleaned_ipa
from synthesis.text.span import Span

from ..kokoro.mandarin import Mandarin
from ..kokoro.phonemes import sentences
from .espeak import Espeak
from .token_table import TokenTable

MARKS = frozenset(",.!?;:")
_ASCII = str.maketrans(
    {
        "，": ",",
        "、": ",",
        "。": ".",
        "！": "!",
        "？": "?",
        "；": ";",
        "：": ":",
        "—": ",",
        "…": ",",
    }
)
_ESPEAK_IPA = str.maketrans({"ʤ": "dʒ", "ʧ": "tʃ", "ɝ": "ɜː"})
"""What dictionaries write otherwise than espeak-ng, and the table lacks."""
_HAN_RUN = re.compile(r"([㐀-䶿一-鿿〇]+)")


class Phonemiser:
    """Thread-safe."""

    def __init__(self, table: TokenTable) -> None:
        self._table = table
        self._mandarin = Mandarin()
        self._espeak = Espeak()

    def __call__(self, spans: Iterable[Span]) -> list[str]:
        """The names of the spans' tokens, closed by a mark; empty where there is nothing to say.

        Raises ValueError for a language that is neither zh nor en.
        """
        names: list[str] = []
        for language, together in groupby(spans, key=attrgetter("language")):
            if language == "zh":
                names += self._say_mandarin(together)
            elif language == "en":
                names += self._say_english(together)
            else:
                raise ValueError(f"ZipVoice speaks zh and en, not {language!r}")
        names = list(_tidied(name for name in names if name in self._table))
        if all(name in MARKS or name.isspace() for name in names):
            return []
        return names if names[-1] in MARKS else [*names, "."]

    def _say_mandarin(self, spans: Iterable[Span]) -> Iterator[str]:
        for text, given, syllables in sentences(spans):
            at = 0
            for number, part in enumerate(_HAN_RUN.split(text)):
                if number % 2:
                    yield from self._syllables(part, at, given)
                else:
                    yield from part.translate(_ASCII)
                at += len(part)
            for syllable in syllables:
                yield from self._syllable(syllable)

    def _syllables(self, run: str, start: int, given: Mapping[int, str]) -> Iterator[str]:
        here = {at: given[start + at] for at in range(len(run)) if start + at in given}
        for syllable in self._mandarin.syllables(run, here):
            yield from self._syllable(syllable)

    def _syllable(self, syllable: str) -> Iterator[str]:
        if initial := to_initials(syllable, strict=False):
            yield f"{initial}0"
        if final := to_finals_tone3(syllable, strict=False, neutral_tone_with_five=True):
            yield self._table.final(final)

    def _say_english(self, spans: Iterable[Span]) -> Iterator[str]:
        is_first = True
        for has_reading, together in groupby(spans, key=lambda span: bool(span.reading)):
            group = list(together)
            # Spans have no spaces at their ends.
            if not is_first and group[0].text[:1].isalnum():
                yield " "
            is_first = False
            if has_reading:
                ipa = " ".join(cleaned_ipa(span.reading) for span in group)
                yield from unicodedata.normalize("NFD", ipa.translate(_ESPEAK_IPA))
            else:
                yield from self._espeak(_joined(group))


def _joined(spans: Iterable[Span]) -> str:
    text = ""
    for span in spans:
        text += f" {span.text}" if text and span.text[:1].isalnum() else span.text
    return text


def _tidied(names: Iterable[str]) -> Iterator[str]:
    """Without spaces at the ends, before marks and after other spaces, and of several marks in a
    row only the last."""
    held = ""
    space = False
    begun = False
    for name in names:
        if name.isspace():
            space = True
        elif name in MARKS:
            held, space = name, False
        else:
            if held and begun:
                yield held
            if begun and space:
                yield " "
            yield name
            held, space, begun = "", False, True
    if held and begun:
        yield held
