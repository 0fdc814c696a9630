"""Other readers that pronounce the same words: espeak-ng, pypinyin.

g2pM, a small network for Mandarin, read 48 % of the words right. g2pW was not compared: its package
has no weights, and their only source is a storage service, not a package registry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench.reading.alignment import parts_said
from bench.reading.pronounced import Wanted, sounds


class Espeak:
    """espeak-ng alone, with the alphabet of Kokoro's phonemes."""

    name = "espeak-ng"

    def __init__(self) -> None:
        from misaki.espeak import EspeakFallback

        self._espeak = EspeakFallback(british=False)

    def _say(self, text: str) -> str:
        from misaki.token import MToken

        phonemes, _ = self._espeak(MToken(text=text, tag="", whitespace=""))
        return sounds(phonemes or "")

    def readings(self, text: str, language: str, words: Sequence[Wanted]) -> dict[int, str]:
        found = {}
        for word in words:
            end = word.start + len(word.word)
            parts = [text[: word.start], word.word, text[end:]]
            said = parts_said([self._say(part) for part in parts], self._say(text))
            found[word.start] = said[1]
        return found


class Pypinyin:
    """pypinyin alone, with its dictionary of phrases and its own sandhi."""

    name = "pypinyin"

    def readings(self, text: str, language: str, words: Sequence[Wanted]) -> dict[int, str]:
        from pypinyin import Style, lazy_pinyin

        said = lazy_pinyin(
            text,
            style=Style.TONE3,
            neutral_tone_with_five=True,
            tone_sandhi=True,
            v_to_u=False,
            errors=lambda unread: list(unread),  # type: ignore[arg-type,return-value]
        )
        return {
            word.start: " ".join(said[word.start : word.start + len(word.word)]) for word in words
        }


OTHERS: dict[str, Callable[[], list[Espeak] | list[Pypinyin]]] = {
    "en": lambda: [Espeak()],
    "zh": lambda: [Pypinyin()],
}
