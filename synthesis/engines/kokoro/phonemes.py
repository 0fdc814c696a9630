"""Text to the phonemes that Kokoro v1.0 was trained on."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable

from misaki.espeak import EspeakFallback
from misaki.token import MToken

from ..base import Span
from .mandarin import Mandarin

# Marks that Kokoro's vocabulary has, for those it has not.
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
    """Mandarin and English spans to one string of phonemes. Safe to call from several threads."""

    def __init__(self, vocabulary: frozenset[str]) -> None:
        self._vocabulary = vocabulary
        self._mandarin = Mandarin()
        self._english = {british: EspeakFallback(british) for british in (False, True)}
        # It warns of every word that espeak joins to the next. Only now: a backend sets the level.
        logging.getLogger("phonemizer").setLevel(logging.ERROR)
        self._espeak = threading.Lock()  # espeak-ng keeps one global state a process

    def __call__(self, spans: Iterable[Span], *, british: bool = False) -> str:
        """The phonemes of the spans in their order; empty when nothing in them can be spoken."""
        parts = []
        for span in spans:
            text = span.text.translate(_MARKS)
            if span.language == "zh":
                parts.append(self._mandarin(text))
            elif span.language == "en":
                parts.append(self._say_english(text, british))
            else:
                raise ValueError(f"Kokoro speaks zh and en, not {span.language!r}")
        return self._tidy(" ".join(parts))

    def _say_english(self, text: str, british: bool) -> str:
        text = " ".join(text.replace("’", "'").split())
        if not any(c.isalnum() for c in text):
            return text
        with self._espeak:
            phonemes, _ = self._english[british](MToken(text=text, tag="", whitespace=""))
        # "over a": espeak writes the linking r that misaki's ɚ -> əɹ has added already
        return (phonemes or "").replace("ɹɹ", "ɹ")

    def _tidy(self, phonemes: str) -> str:
        known = "".join(
            c if c in self._vocabulary else " " if c.isspace() else "" for c in phonemes
        )
        known = _REPEATED.sub("", _NO_ROOM_BEFORE.sub(r"\1", known))
        known = " ".join(_ROOM_AFTER.sub(r"\1 ", known).split())
        return known if any(c.isalpha() for c in known) else ""
