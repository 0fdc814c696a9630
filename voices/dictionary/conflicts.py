"""Entries that may conflict. None of them is wrong, but a person should know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from voices.dictionary.entry import PINYIN, Entry

TWICE, CASE, INSIDE = "word_twice", "case_variant", "word_inside"


@dataclass(frozen=True, slots=True)
class Conflict:
    """`kind`: word_twice (two languages), case_variant, or word_inside: `first` contains `second`.

    If one is inside the other, the longer word wins where it occurs.
    """

    kind: str
    first: Entry
    second: Entry


def conflicts(entries: Iterable[Entry]) -> list[Conflict]:
    """All conflicts among the entries of one dictionary, by word."""
    entries = sorted(entries, key=lambda entry: entry.key)
    pairs: list[Conflict] = []
    by_word: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for other in by_word[entry.word.lower()]:
            if _pronunciation(other) != _pronunciation(entry):
                kind = TWICE if other.word == entry.word else CASE
                pairs.append(Conflict(kind, other, entry))
        by_word[entry.word.lower()].append(entry)
    lengths = sorted({len(word) for word in by_word})
    for entry in entries:
        pairs += _inside(entry, by_word, lengths)
    return pairs


def _inside(entry: Entry, by_word: dict[str, list[Entry]], lengths: list[int]) -> list[Conflict]:
    word = entry.word.lower()
    by_entry: dict[Entry, Conflict] = {}
    for length in lengths:
        if length >= len(word):
            break
        for at in range(len(word) - length + 1):
            for other in by_word.get(word[at : at + length], ()):
                if other not in by_entry and _differ(entry, other, at, length):
                    by_entry[other] = Conflict(INSIDE, entry, other)
    return list(by_entry.values())


def _differ(entry: Entry, other: Entry, at: int, length: int) -> bool:
    if entry.language and other.language and entry.language != other.language:
        return False
    if other.whole_word and not _edges_free(entry.word, at, length):
        return False
    if entry.kind == other.kind == PINYIN:
        syllables, part = entry.value.split(), other.value.split()
        if len(syllables) == len(entry.word) and len(part) == length:
            return syllables[at : at + length] != part
    return True


def _edges_free(word: str, at: int, length: int) -> bool:
    """Whether a whole word may begin and end there: no Latin letter or digit goes on."""

    def joined(left: str, right: str) -> bool:
        return all(c.isascii() and c.isalnum() for c in (left, right))

    end = at + length
    before = at > 0 and joined(word[at - 1], word[at])
    after = end < len(word) and joined(word[end - 1], word[end])
    return not before and not after


def _pronunciation(entry: Entry) -> tuple[str, str]:
    return entry.kind, entry.value
