"""Replaces words that have a given reading with characters that normalisation leaves alone."""

from __future__ import annotations

import re

from voices.dictionary.entry import IPA, PINYIN

from .language import EN_STAND_INS, SPELLED_A, ZH_STAND_INS
from .pronunciations import Match
from .span import Span

_ANY = re.compile(f"[{ZH_STAND_INS}{EN_STAND_INS}]")
_FIRST = {PINYIN: 0xF0000, IPA: 0x100000}
_MOST = 0xFFF0  # the last few are taken, see SPELLED_A
_NAME_OF_A = "eɪ"
_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
_HISSING, _VOICELESS = "szʃʒʧʤ", "ptkfθ"


class Marked:
    """A text with stand-ins for matches that have a reading, and respellings already filled in."""

    def __init__(self, text: str, matches: list[Match]) -> None:
        self._readings: dict[str, tuple[str, str]] = {
            stand_in: (letter, _NAME_OF_A) for letter, stand_in in SPELLED_A.items()
        }
        stand_ins: dict[tuple[str, str, str], str] = {}
        parts, end = [], 0
        for match in matches:
            written, entry = text[match.start : match.end], match.entry
            parts.append(_ANY.sub("", text[end : match.start]))
            end = match.end
            first = _FIRST.get(entry.kind)
            if first is None or len(stand_ins) > _MOST:
                parts.append(entry.value)
                continue
            key = (written, entry.kind, entry.value)
            if key not in stand_ins:
                stand_ins[key] = chr(first + len(stand_ins))
                self._readings[stand_ins[key]] = (written, entry.value)
            parts.append(stand_ins[key])
        self.text = "".join([*parts, _ANY.sub("", text[end:])])

    def spans(self, language: str, text: str) -> list[Span]:
        """Split a run of one language into spans, with one span for each stand-in."""
        spans: list[Span] = []
        end = 0
        for match in _ANY.finditer(text):
            _add(spans, Span(language, text[end : match.start()].strip()))
            written, reading = self._readings[match.group()]
            end = match.end()
            if language == "en" and (possessive := _POSSESSIVE.match(text, end)):
                written, reading = (
                    written + possessive.group(),
                    reading + _possessive_ending(reading),
                )
                end = possessive.end()
            spans.append(Span(language, written, reading))
        _add(spans, Span(language, text[end:].strip()))
        return spans


def _add(spans: list[Span], span: Span) -> None:
    if span.text:
        spans.append(span)


def _possessive_ending(reading: str) -> str:
    """The sound of 's after a word (Quirk et al. 1985, 5.113)."""
    last = reading[-1]
    if last in _HISSING:
        return "ɪz"
    return "s" if last in _VOICELESS else "z"
