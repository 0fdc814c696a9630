"""Reads English sentences: names, heteronyms by context, misaki's dictionary, then espeak-ng.

Words in isolation are joined as misaki joined those that Kokoro was trained on; what stands next to
a word decides the forms of "the", "to" and other small words.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from misaki.espeak import EspeakFallback
from misaki.token import MToken

from synthesis.text.english_words import HETERONYMS, chosen_readings, name_reading
from synthesis.text.english_words.sentence import Sentence, is_verb
from synthesis.text.language import LATIN
from synthesis.text.span import Span

from .ipa import VOWELS, dialect_phonemes, phonemes_of_ipa
from .lexicon import is_stressed, lexicon

_LETTERS = rf"[{LATIN}\u0300-\u036f]"
_TOKEN = re.compile(
    rf"(?P<word>{_LETTERS}+(?:['’]{_LETTERS}+)*(?:(?<=s)['’](?!\w))?)|(?P<odd>[^\W_]+)|(?P<mark>.)",
    re.DOTALL,
)
_PAUSES = frozenset(",.!?:;…—()")
_MOST_CAPITALS = 5
"""Longer words of capitals are no acronyms, if a dictionary has them."""


@dataclass(slots=True)
class _Piece:
    """A word, or what stands between words, from `start` in the text."""

    text: str
    start: int
    is_word: bool
    phonemes: str = ""


class English:
    """One dialect's phonemes of English. `espeak` is held while espeak-ng reads: it has one state
    for the whole process."""

    def __init__(self, *, british: bool, espeak: threading.Lock) -> None:
        self._british = british
        self._lock = espeak
        self._espeak = EspeakFallback(british)
        self._guess = lru_cache(maxsize=20_000)(self._ask_espeak)

    def __call__(self, spans: Iterable[Span]) -> str:
        """The phonemes of neighbouring spans, whose texts are one sentence; readings are kept."""
        text, given = "", dict[int, tuple[int, str]]()
        for span in spans:
            if text and text[-1].isalnum() and span.text[:1].isalnum():
                text += " "
            if span.reading:
                reading = phonemes_of_ipa(span.reading, british=self._british)
                given[len(text)] = (len(text) + len(span.text), reading)
            text += span.text.replace("’", "'")
        pieces = self._pieces(text, given)
        self._read(pieces, text)
        words = [piece for piece in pieces if piece.is_word]
        if len(words) == 1:
            words[0].phonemes = _stressed(words[0].phonemes)
        return "".join(piece.phonemes for piece in pieces)

    def _pieces(self, text: str, given: dict[int, tuple[int, str]]) -> list[_Piece]:
        pieces: list[_Piece] = []
        starts = [*given, len(text)]
        at = 0
        while at < len(text):
            if at in given:
                end, reading = given[at]
                starts.pop(0)
                pieces.append(_Piece(text[at:end], at, True, reading))
            elif match := _TOKEN.match(text, at):
                end = min(match.end(), starts[0])
                pieces.append(_Piece(text[at:end], at, match.lastgroup != "mark"))
            at = end
        return pieces

    def _read(self, pieces: list[_Piece], text: str) -> None:
        """Fill in the phonemes from the end on: small words ask for what follows."""
        chosen = chosen_readings(text)
        sentence: Sentence | None = None
        before_vowel: bool | None = None
        for at in range(len(pieces) - 1, -1, -1):
            piece = pieces[at]
            if not piece.is_word:
                piece.phonemes = _mark(pieces, at)
                if piece.text in _PAUSES:
                    before_vowel = None
                continue
            if not piece.phonemes:
                if piece.start in chosen:
                    piece.phonemes = self._heteronym(piece.text, *chosen[piece.start])
                elif not name_reading(piece.text):
                    classes = lexicon(british=self._british).classes(piece.text)
                    if {"VERB", "NOUN", "ADJ"} & classes.keys():
                        sentence = sentence or Sentence(text)
                        piece.phonemes = _by_class(classes, sentence, piece.start)
                piece.phonemes = piece.phonemes or self._word(piece.text, before_vowel)
                piece.phonemes = _stressed_capital(piece.text, piece.phonemes)
            sound = piece.phonemes.lstrip("ˈˌ")[:1]
            before_vowel = sound in VOWELS if sound else before_vowel

    def _heteronym(self, written: str, word: str, which: int) -> str:
        ipa = HETERONYMS[word].readings[which][0]
        phonemes = dialect_phonemes(ipa, british=self._british)
        if written.lower().endswith("'s"):
            return lexicon(british=self._british).with_s(phonemes)
        return phonemes

    def _word(self, word: str, before_vowel: bool | None) -> str:
        small = word.lower()
        if word != "A" and (form := _SMALL_WORDS.get(small)):
            return form[before_vowel]
        if ipa := name_reading(word):
            return dialect_phonemes(ipa, british=self._british)
        book = lexicon(british=self._british)
        if len(word) > 1 and word.isupper():
            if len(word) > _MOST_CAPITALS and (found := book.word(small)):
                return _spoken(found)
            found = "" if book.spelled_out(word) else book.exact(word)
            return _spoken(found) if found else self._guess(word)
        if classes := book.classes(word):
            form_at_end = classes.get("None") if before_vowel is None else None
            return _spoken(form_at_end or classes["DEFAULT"])
        if len(word) == 1:
            return _spoken(book.exact(word.upper())) or self._guess(word)
        found = book.word(word)
        return _spoken(found) if found else self._guess(word)

    def _ask_espeak(self, word: str) -> str:
        with self._lock:
            phonemes, _ = self._espeak(MToken(text=word, tag="", whitespace=""))
        return (phonemes or "").replace("ɹɹ", "ɹ")


# Before a consonant, before a vowel, before a pause.
_SMALL_WORDS: dict[str, dict[bool | None, str]] = {
    "a": {False: "ɐ", True: "ɐ", None: "ɐ"},
    "an": {False: "ɐn", True: "ɐn", None: "ɐn"},
    "the": {False: "ðə", True: "ði", None: "ðə"},
    "to": {False: "tə", True: "tʊ", None: "tˈu"},
    "in": {False: "ɪn", True: "ɪn", None: "ˈɪn"},
    "i": {False: "ˌI", True: "ˌI", None: "ˌI"},
    "am": {False: "ɐm", True: "ɐm", None: "ˈæm"},
}


def _mark(pieces: list[_Piece], at: int) -> str:
    """What stands between words: hyphens join their parts, apostrophes and quotes are silent."""
    text = pieces[at].text
    if text != "-":
        return text if not text.isalnum() else ""
    inside = 0 < at < len(pieces) - 1 and pieces[at - 1].is_word and pieces[at + 1].is_word
    return "" if inside else " "


def _by_class(classes: dict[str, str], sentence: Sentence, start: int) -> str:
    """The reading of a word of the dictionary whose classes are read differently."""
    place = sentence.place(start)
    if place is None:
        return _spoken(classes["DEFAULT"])
    verb_is_default = "VERB" not in classes
    if is_verb(sentence, place, otherwise=verb_is_default):
        return _spoken(classes.get("VERB", classes["DEFAULT"]))
    return _spoken(classes.get("NOUN") or classes.get("ADJ") or classes["DEFAULT"])


def _stressed_capital(word: str, phonemes: str) -> str:
    """A small word with a capital letter is stressed a little, but for "the" and "a"."""
    if not word[:1].isupper() or is_stressed(phonemes) or word.lower() in _SMALL_WORDS:
        return phonemes
    return _with_stress("ˌ", phonemes)


def _stressed(phonemes: str) -> str:
    """A word that stands alone is stressed."""
    if "ˈ" in phonemes:
        return phonemes
    if "ˌ" in phonemes:
        return phonemes.replace("ˌ", "ˈ", 1)
    return _with_stress("ˈ", phonemes)


def _with_stress(mark: str, phonemes: str) -> str:
    at = next((at for at, char in enumerate(phonemes) if char in VOWELS), None)
    return phonemes if at is None else f"{phonemes[:at]}{mark}{phonemes[at:]}"


def _spoken(phonemes: str) -> str:
    """Version 1.0 of the model writes the flap and the glottal stop as T and t."""
    return phonemes.replace("ɾ", "T").replace("ʔ", "t")
