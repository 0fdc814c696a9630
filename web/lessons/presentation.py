"""Lessons, their lines and states as JSON, for REST and the editor alike."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from lessons.access import Action
from lessons.document import Document, Line, Settings
from lessons.flat import flat
from lessons.models import Lesson, LessonVersion
from lessons.patch import Conflict
from lessons.services.library import Entry
from lessons.services.making import Made
from lessons.services.readings import LineWordReadings, doubtful_places, unheard_places
from lessons.services.states import LineState
from lessons.services.words import LineWords
from lessons.sounding import Sounding
from tenants.refusal import Refused


def entry_json(entry: Entry) -> dict[str, Any]:
    """A lesson without its document."""
    lesson = entry.lesson
    return {
        "id": lesson.id,
        "object": "lesson",
        "title": entry.title,
        "folder": lesson.folder,
        "access": lesson.access,
        "revision": lesson.revision,
        "line_count": lesson.line_count,
        "author": entry.author or None,
        "can": sorted(action for action in entry.rights if action is not Action.SEE),
        "created_at": int(lesson.created_at.timestamp()),
        "updated_at": int(lesson.updated_at.timestamp()),
        "binned_at": int(lesson.binned_at.timestamp()) if lesson.binned_at else None,
    }


def lesson_json(entry: Entry, document: Document) -> dict[str, Any]:
    """A lesson with its document."""
    return {
        **entry_json(entry),
        "settings": settings_json(document.settings),
        "lines": [line_json(line) for line in document.lines],
    }


def settings_json(settings: Settings) -> dict[str, Any]:
    """All settings; what follows the workspace's tone is empty or null."""
    return asdict(settings)


def line_json(line: Line) -> dict[str, Any]:
    """A line with all its fields."""
    return flat(line) | {"readings": [flat(reading) for reading in line.readings]}


def state_json(state: LineState) -> dict[str, Any]:
    """What can be heard of a line."""
    return flat(state)


def words_json(words: LineWords) -> dict[str, Any]:
    """When each word of a line is heard."""
    return asdict(words)


def readings_json(lesson: Lesson, words: Sequence[LineWordReadings]) -> dict[str, Any]:
    """How the words of a line of the lesson are read."""
    return {"revision": lesson.revision, "data": [asdict(word) for word in words]}


def doubts_json(lines: Sequence[Line], sounding: Sounding) -> dict[str, list[list[Any]]]:
    """Where words of these lines may be read wrong, by key: [start, end, the word itself, how it is
    read]; and what nobody hears, [start, end, it, why, "unheard"], with a "note" for the line."""
    return {line.key: [*_doubts(line, sounding), *_unheard(line, sounding)] for line in lines}


def _doubts(line: Line, sounding: Sounding) -> Iterator[list[Any]]:
    for each in doubtful_places(line, sounding):
        place = [each.start, each.end, line.text[each.start : each.end]]
        said = _("Read as: %(said)s") % {"said": each.said}
        yield [*place, said] if each.said else place


def _unheard(line: Line, sounding: Sounding) -> Iterator[list[Any]]:
    unheard = unheard_places(line, sounding)
    for start, end in unheard:
        yield [start, end, line.text[start:end], _("Nobody will hear this"), "unheard"]
    if unheard:
        what = " ".join(dict.fromkeys(line.text[start:end] for start, end in unheard))
        said = _("Nobody will hear: %(what)s") % {"what": what}
        yield [len(line.text), len(line.text), "", said, "note"]


def made_json(made: Made) -> dict[str, Any]:
    """What became of a wish to make lines."""
    return asdict(made)


def version_json(version: LessonVersion, author: str) -> dict[str, Any]:
    """A version of a lesson, without its document."""
    return {
        "id": version.id,
        "object": "lesson.version",
        "revision": version.revision,
        "author": author or None,
        "line_count": version.line_count,
        "created_at": int(version.created_at.timestamp()),
        "updated_at": int(version.updated_at.timestamp()),
    }


def conflict_json(conflict: Conflict, revision: int) -> dict[str, Any]:
    """The lines that two have changed, as each has them."""
    return {
        "revision": revision,
        "conflicts": [
            {
                "key": clash.key,
                "yours": line_json(clash.yours) if clash.yours else None,
                "theirs": line_json(clash.theirs) if clash.theirs else None,
            }
            for clash in conflict.clashes
        ],
    }


def error_json(refusal: Refused) -> dict[str, Any]:
    """The body of a refusal, for the editor."""
    return {"error": {"message": str(refusal), "code": refusal.code, "param": refusal.param}}
