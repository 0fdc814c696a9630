"""What Lectern says: the spans of each segment of a text's plan, as an engine gets them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.reading.alignment import characters_said, parts_said
from bench.reading.pronounced import Wanted, sounds
from bench.reading.reader import phonemiser
from synthesis.engines.kokoro.mandarin import is_han
from synthesis.text import plan, spans
from synthesis.text.span import Span
from synthesis.text.words import words as words_of


class Lectern:
    """The product's own reading, with Kokoro's pronunciation."""

    name = "Lectern"
    languages = frozenset({"en", "zh"})

    def spoken(self, text: str, language: str) -> str:
        return " ".join(span.text for segment in _segments(text, language) for span in segment)

    def sound(self, text: str, language: str) -> str:
        return " ".join(phonemiser()(segment) for segment in _segments(text, language))

    def readings(self, text: str, language: str, words: Sequence[Wanted]) -> dict[int, str]:
        found: dict[int, str] = {}
        if any(word.mandarin for word in words):
            found |= _mandarin(text, language, [word for word in words if word.mandarin])
        if not all(word.mandarin for word in words):
            found |= _english(text, language, [word for word in words if not word.mandarin])
        return found


def _segments(text: str, language: str) -> Iterator[tuple[Span, ...]]:
    """The list's language reads what has no letters: `3 > 2` is Mandarin in a Mandarin list."""
    for segment in plan(text):
        yield spans(segment.text, language=language)


def _placed(text: str, language: str) -> list[tuple[int, int, tuple[Span, ...]]]:
    """Where each word is in `text`, with what is spoken of it alone."""
    placed, at = [], 0
    for segment in plan(text):
        start = text.find(segment.text, at)
        if start >= 0:
            at = start + len(segment.text)
            placed += [
                (start + word.start, start + word.end, word.spans)
                for word in words_of(segment.text, language=language)
            ]
    return placed


def _english(text: str, language: str, wanted: Sequence[Wanted]) -> dict[int, str]:
    placed = _placed(text, language)
    alone = [sounds(phonemiser()(each)) for _, _, each in placed]
    whole = sounds("".join(phonemiser()(segment) for segment in _segments(text, language)))
    said = parts_said(alone, whole)
    return {
        word.start: "".join(
            part
            for part, (start, end, _) in zip(said, placed, strict=True)
            if start < word.start + len(word.word) and word.start < end
        )
        for word in wanted
    }


def _mandarin(text: str, language: str, wanted: Sequence[Wanted]) -> dict[int, str]:
    carriers: list[str] = []
    syllables: list[str] = []
    for segment in _segments(text, language):
        syllables += phonemiser().pinyin(segment)
        for span in segment:
            if span.language == "zh":
                given = span.reading.split()
                of_han = not given or (len(given) == len(span.text) and is_han(span.text))
                carriers += [c for c in span.text if is_han(c)] if of_han else [""] * len(given)
    by_place = characters_said(text, carriers, syllables)
    found = {}
    for word in wanted:
        places = range(word.start, word.start + len(word.word))
        if is_han(word.word):
            found[word.start] = " ".join(by_place.get(place, "?") for place in places)
        else:  # pinyin, which is written in Latin letters
            found[word.start] = " ".join(
                syllable
                for start, end, each in _placed(text, language)
                if start < places.stop and word.start < end
                for syllable in phonemiser().pinyin(each)
            )
    return found
