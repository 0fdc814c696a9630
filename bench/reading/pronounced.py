"""How single words of an item must sound: `lead=lɛd|led; 重#2=zhong4`.

English IPA is compared without stress and length, in the alphabet of Kokoro's phonemes; Mandarin
by syllables with tones, where a third tone may be spoken as a second before another third.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pypinyin.contrib.tone_convert import to_tone3

from bench.reading.accepted import BadGrammar

_PAIR = re.compile(r"\s*(?P<word>[^=;#]+?)(?:#(?P<which>\d+))?\s*=\s*(?P<readings>[^=;]+?)\s*")
_PINYIN = re.compile(r"[1-5āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ\u2e80-\uffff]")
_NOT_HEARD = re.compile(r"[\sˈˌːˑ.,;:!?…—“”()‿\u0361-]")
# In this order: longer before shorter. Kokoro writes diphthongs as capitals.
_ALIKE = (
    ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("eɪ", "A"), ("aɪ", "I"), ("əʊ", "O"), ("oʊ", "O"), ("Q", "O"),
    ("aʊ", "W"), ("ɔɪ", "Y"), ("ɝ", "əɹ"), ("ɚ", "əɹ"), ("ɜɹ", "əɹ"), ("ɜ", "əɹ"), ("ɾ", "t"),
    ("T", "t"), ("ᵻ", "ɪ"), ("ᵊ", "ə"), ("ɐ", "ə"), ("ʌ", "ə"), ("ɡ", "g"), ("r", "ɹ"),
    ("ɒ", "ɑ"), ("ɔ", "ɑ"), ("a", "æ"), ("e", "ɛ"), ("i", "ɪ"),
)  # fmt: skip


def sounds(ipa: str) -> str:
    """English phonemes without stress, length, pauses, and what differs between accents."""
    ipa = _NOT_HEARD.sub("", ipa)
    for written, alike in _ALIKE:
        ipa = ipa.replace(written, alike)
    return ipa.replace("əɹɹ", "əɹ")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word of the text, where it begins there, and its right readings as they were written."""

    word: str
    start: int
    readings: tuple[str, ...]
    mandarin: bool

    def accepts(self, said: str) -> bool:
        """True if `said` is one of the readings: phonemes, or syllables with spaces between."""
        if self.mandarin:
            return any(_same(self.word, reading.split(), said.split()) for reading in self.readings)
        return any(sounds(reading) == sounds(said) for reading in self.readings)


@dataclass(frozen=True, slots=True)
class Pronounced:
    """The words of an item whose readings are compared; the rest of its text is not."""

    words: tuple[Wanted, ...]

    @classmethod
    def parse(cls, text: str, written: str) -> Pronounced:
        """Read `word=READING|READING; word#2=READING`; BadGrammar if a word isn't in the text."""
        words = []
        for pair in text.split(";"):
            match = _PAIR.fullmatch(pair)
            if not match:
                raise BadGrammar(f"not word=READING: {pair!r}")
            word, which = match["word"], int(match["which"] or 1)
            places = [each.start() for each in re.finditer(_alone(word), written, re.IGNORECASE)]
            if len(places) < which:
                raise BadGrammar(f"{word!r} is not {which} times in {written!r}")
            readings = tuple(map(str.strip, match["readings"].split("|")))
            # IPA has neither digits nor these vowels with tones.
            mandarin = bool(_PINYIN.search(word + match["readings"]))
            if mandarin:
                readings = tuple(_numbered(each, word) for each in readings)
            words.append(Wanted(word, places[which - 1], readings, mandarin))
        return cls(tuple(words))

    def missed(self, said: Mapping[int, str]) -> list[Wanted]:
        """The words that were read wrong; `said` has the reading of the word at each start."""
        return [word for word in self.words if not word.accepts(said.get(word.start, ""))]


def _alone(word: str) -> str:
    """A pattern that finds the word, and Latin ones not inside of others (Han may adjoin them)."""
    escaped = re.escape(word)
    inside = r"[^\W_\u2e80-\uffff]"
    return f"(?<!{inside}){escaped}(?!{inside})" if word[0] <= "\u2e80" else escaped


def _numbered(pinyin: str, word: str) -> str:
    syllables = [
        to_tone3(each, neutral_tone_with_five=True, v_to_u=False) for each in pinyin.split()
    ]
    if not all(re.fullmatch(r"[a-zê]+[1-5]", each) for each in syllables):
        raise BadGrammar(f"not pinyin with tones and a space after each syllable: {pinyin!r}")
    if word[0] > "\u2e80" and len(syllables) != len(word):
        raise BadGrammar(f"{word!r} has not as many syllables as {pinyin!r}")
    return " ".join(syllables)


def _same(word: str, wanted: list[str], said: list[str]) -> bool:
    characters = word if len(word) == len(wanted) else " " * len(wanted)
    return len(wanted) == len(said) and all(
        each == heard
        or (each[-1] == "3" and heard == f"{each[:-1]}2")
        or (each in ("yi1", "bu4") and char in "一不" and heard[:-1] == each[:-1])
        for char, each, heard in zip(characters, wanted, said, strict=True)
    )
