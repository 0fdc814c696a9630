"""A pronunciation dictionary, ready to be looked up in a text as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from voices.dictionary.entry import IPA, PINYIN, Entry

from .language import HAN, LATIN, main_language
from .letters import plain, small

_WORD_CHAR = re.compile(rf"[{LATIN}0-9\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Match:
    """`entry` holds for the characters from `start` to `end` of the text."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class _Candidate:
    cased: str
    entry: Entry


class Pronunciations:
    """The entries of a dictionary. Nothing of it changes once it is made.

    The earliest match wins, then the longest, then an entry that asks for the case, then one that
    is limited to the language, then the one that was given first. Full width and traditional
    forms count as their plain ones. 100,000 characters with 5,000 entries take 0.06 s on one core,
    0.5 s where the entries are chosen to be slow.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._candidates: dict[str, list[_Candidate]] = {}
        lengths: dict[str, set[int]] = {}
        for entry in sorted(self.entries, key=lambda e: (not e.match_case, not e.language)):
            cased = plain(entry.word)
            key = small(cased)
            if not key:
                continue
            self._candidates.setdefault(key, []).append(_Candidate(cased, entry))
            lengths.setdefault(key[:2], set()).add(len(key))
        # By the first two letters, the lengths of the words that begin so, longest first.
        self._lengths = {head: sorted(found, reverse=True) for head, found in lengths.items()}

    def __bool__(self) -> bool:
        return bool(self.entries)

    def with_first(self, entries: Iterable[Entry]) -> Pronunciations:
        """This dictionary as it would be with `entries` put in, in the place of their likes."""
        first = tuple(entries)
        keys = {entry.key for entry in first}
        return Pronunciations((*first, *(e for e in self.entries if e.key not in keys)))

    def matches(self, text: str, language: str | None = None) -> list[Match]:
        """Where the entries hold in `text`, in order, none overlapping another.

        `language` is the main language of the text; None lets every entry hold.
        """
        if not self._candidates:
            return []
        cased = plain(text)
        keys = small(cased)
        found: list[Match] = []
        at, length, lengths = 0, len(keys), self._lengths
        while at < length:
            match = None
            if heads := lengths.get(keys[at : at + 2]):
                match = self._longest(cased, keys, at, heads, language)
            if match is None and (alone := lengths.get(keys[at])):
                match = self._longest(cased, keys, at, alone, language)
            if match is None:
                at += 1
            else:
                found.append(match)
                at = match.end
        return found

    def _longest(
        self, cased: str, keys: str, at: int, lengths: list[int], language: str | None
    ) -> Match | None:
        for length in lengths:
            if at + length > len(keys):
                continue
            for candidate in self._candidates.get(keys[at : at + length], ()):
                if _holds(candidate, cased, at, at + length, language):
                    return Match(at, at + length, candidate.entry)
        return None

    def shape(self, text: str) -> str:
        """`text` with each match filled by letters, of the same length.

        What is matched has no full stop in it then, and is not cut; and counts as words where it
        is an emoji or a script that nobody could read.
        """
        return _replaced(text, self.matches(text), lambda m: _filler(m.entry) * (m.end - m.start))

    def as_said(self, text: str) -> str:
        """`text` with each match as long as it will be said: what its length is estimated from."""
        matches = self.matches(text, main_language(text)) if self else []
        return _replaced(text, matches, lambda m: _length_of(m.entry))


NONE = Pronunciations(())
"""The empty dictionary."""


def _holds(candidate: _Candidate, cased: str, start: int, end: int, language: str | None) -> bool:
    entry = candidate.entry
    if entry.language and language is not None and entry.language != language:
        return False
    if entry.match_case and cased[start:end] != candidate.cased:
        return False
    return not entry.whole_word or (
        not _joined(cased[start - 1 : start], cased[start])
        and not _joined(cased[end : end + 1], cased[end - 1])
    )


def _joined(outside: str, edge: str) -> bool:
    return bool(outside and _WORD_CHAR.match(outside) and _WORD_CHAR.match(edge))


def _replaced(text: str, matches: list[Match], by) -> str:
    if not matches:
        return text
    parts, end = [], 0
    for match in matches:
        parts += [text[end : match.start], by(match)]
        end = match.end
    return "".join([*parts, text[end:]])


def _filler(entry: Entry) -> str:
    said = "en" if entry.kind == IPA else "zh"
    if entry.kind not in (IPA, PINYIN):
        said = main_language(entry.value)
    return "字" if said == "zh" else "a"


def _length_of(entry: Entry) -> str:
    if entry.kind == PINYIN:
        return "字" * len(entry.value.split())
    if entry.kind == IPA:
        return "a" * len(entry.value)
    return entry.value


def is_han(text: str) -> bool:
    """True for Han characters alone."""
    return bool(re.fullmatch(f"[{HAN}]+", text))
