"""Words with a given reading go through normalisation as one character that nothing touches."""

from __future__ import annotations

import re

from voices.dictionary.entry import IPA, PINYIN

from .language import EN_STAND_INS, ZH_STAND_INS
from .pronunciations import Match
from .span import Span

_ANY = re.compile(f"[{ZH_STAND_INS}{EN_STAND_INS}]")
_FIRST = {PINYIN: 0xF0000, IPA: 0x100000}
_MOST = 0xFFFD
_OWNER = re.compile(r"['’]s\b", re.IGNORECASE)
_HISSING, _VOICELESS = "szʃʒʧʤ", "ptkfθ"


class Marked:
    """A text with stand-ins for the matches that have a reading; respellings are in their place."""

    def __init__(self, text: str, matches: list[Match]) -> None:
        self._held: dict[str, tuple[str, str]] = {}
        known: dict[tuple[str, str, str], str] = {}
        parts, end = [], 0
        for match in matches:
            written, entry = text[match.start : match.end], match.entry
            parts.append(_ANY.sub("", text[end : match.start]))
            end = match.end
            first = _FIRST.get(entry.kind)
            if first is None or len(known) > _MOST:
                parts.append(entry.value)
                continue
            key = (written, entry.kind, entry.value)
            if key not in known:
                known[key] = chr(first + len(known))
                self._held[known[key]] = (written, entry.value)
            parts.append(known[key])
        self.text = "".join([*parts, _ANY.sub("", text[end:])])

    def spans(self, language: str, text: str) -> list[Span]:
        """A run of one language with its stand-ins as spans of their own, and what is between."""
        found: list[Span] = []
        end = 0
        for match in _ANY.finditer(text):
            _add(found, Span(language, text[end : match.start()].strip()))
            written, reading = self._held[match.group()]
            end = match.end()
            if language == "en" and (owner := _OWNER.match(text, end)):
                written, reading = written + owner.group(), reading + _ending(reading)
                end = owner.end()
            found.append(Span(language, written, reading))
        _add(found, Span(language, text[end:].strip()))
        return found


def _add(found: list[Span], span: Span) -> None:
    if span.text:
        found.append(span)


def _ending(reading: str) -> str:
    """The sound of 's behind a word (Quirk et al. 1985, 5.113)."""
    last = reading[-1]
    if last in _HISSING:
        return "ɪz"
    return "s" if last in _VOICELESS else "z"
