"""A lesson's chapters, as its headings tell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lessons.export.lesson import Lesson, Line
from lessons.export.names import UNTITLED


@dataclass(frozen=True, slots=True)
class Chapter:
    """Lines under a heading, which is the first of them if the lesson has one there."""

    title: str
    lines: Sequence[Line]

    @property
    def begins(self) -> int:
        """In samples of the whole."""
        return self.lines[0].begins

    @property
    def ends(self) -> int:
        """In samples of the whole."""
        return self.lines[-1].ends


def chapters_of(lesson: Lesson) -> list[Chapter]:
    """All lines in chapters. What stands before the first heading is a chapter by the lesson's
    title; headings that follow each other with no text between them stay together."""
    cuts = [
        number
        for number, line in enumerate(lesson.lines)
        if number == 0 or (line.level and not lesson.lines[number - 1].level)
    ]
    parts = [
        lesson.lines[first:last]
        for first, last in zip(cuts, [*cuts[1:], len(lesson.lines)], strict=True)
    ]
    if len(parts) > 1 and not any(line.text for line in parts[0]):
        parts[:2] = [[*parts[0], *parts[1]]]  # a pause at the beginning is no chapter
    return [Chapter(_title(lesson, part), part) for part in parts]


def _title(lesson: Lesson, lines: Sequence[Line]) -> str:
    spoken = (line for line in lines if line.text)
    first = next(spoken, None)
    if first is not None and first.level:
        return first.text
    return lesson.title or UNTITLED
