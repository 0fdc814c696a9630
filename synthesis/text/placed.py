"""Readings of certain places of one text, before those that a dictionary has for its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voices.dictionary.entry import Entry

from .pronunciations import Match, Pronunciations


@dataclass(frozen=True, slots=True)
class Reading:
    """How the characters from `start` to `end` of a text are said; `kind` is that of an Entry."""

    start: int
    end: int
    kind: str
    value: str


class PlacedReadings(Pronunciations):
    """A dictionary for one text, in which `readings` come first at their places."""

    def __init__(self, text: str, readings: Iterable[Reading], dictionary: Pronunciations) -> None:
        self.entries = dictionary.entries
        self._candidates = dictionary._candidates
        self._lengths = dictionary._lengths
        self._text = text
        self.readings = tuple(sorted(readings, key=lambda each: each.start))
        self._placed = [
            Match(each.start, each.end, Entry(text[each.start : each.end], each.kind, each.value))
            for each in self.readings
        ]

    def __bool__(self) -> bool:
        return bool(self._placed or self.entries)

    def of_part(self, start: int, text: str) -> PlacedReadings:
        """The readings of a part of the text, at their places in it, and the same words."""
        return PlacedReadings(text, readings_within(self.readings, start, start + len(text)), self)

    def matches(self, text: str, language: str | None = None) -> list[Match]:
        """As for any dictionary; for another text than its own, the readings don't apply."""
        found = super().matches(text, language)
        if text != self._text:
            return found
        free = [match for match in found if not any(_overlap(match, own) for own in self._placed)]
        return sorted([*self._placed, *free], key=lambda match: match.start)


def readings_within(readings: Iterable[Reading], start: int, end: int) -> tuple[Reading, ...]:
    """The readings that lie between two places of a text, with their places counted from there."""
    return tuple(
        Reading(each.start - start, each.end - start, each.kind, each.value)
        for each in readings
        if start <= each.start and each.end <= end
    )


def _overlap(one: Match, other: Match) -> bool:
    return one.start < other.end and other.start < one.end
