"""A change of a lesson's document, and how it merges with what others changed meanwhile.

Pure data, free of Django.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from lessons.document import (
    MOST_GONE,
    BadDocument,
    Document,
    Line,
    Settings,
    check,
    gettext_noop,
    keys_of,
    parse_line,
    parse_settings,
    parse_title,
)


@dataclass(frozen=True, slots=True)
class Patch:
    """What one editor has changed since `base_revision`. None leaves something as it is.

    `order` has the keys of all lines that the editor knows, in their order.
    """

    base_revision: int
    title: str | None = None
    settings: Settings | None = None
    upsert: tuple[Line, ...] = ()
    delete: tuple[str, ...] = ()
    order: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A line that two have changed. None: deleted by that side."""

    key: str
    yours: Line | None
    theirs: Line | None


class Conflict(Exception):
    """Others have changed the same lines since; nothing of the patch may be saved."""

    def __init__(self, clashes: list[Clash]) -> None:
        super().__init__(f"{len(clashes)} lines")
        self.clashes = clashes


def parse_patch(data: Any) -> Patch:
    """A patch from JSON data. Raises BadDocument."""
    known = {"base_revision", "title", "settings", "upsert", "delete", "order"}
    if not isinstance(data, dict) or set(data) - known:
        raise _wrong("patch")
    revision = data.get("base_revision")
    if isinstance(revision, bool) or not isinstance(revision, int) or revision < 0:
        raise _wrong("base_revision")
    upsert = [] if data.get("upsert") is None else data["upsert"]
    if not isinstance(upsert, list):
        raise _wrong("upsert")
    settings = data.get("settings")
    return Patch(
        base_revision=revision,
        title=None if data.get("title") is None else parse_title(data["title"]),
        settings=None if settings is None else parse_settings(settings),
        upsert=tuple(map(parse_line, upsert)),
        delete=_keys([] if data.get("delete") is None else data["delete"], "delete"),
        order=None if data.get("order") is None else _keys(data["order"], "order"),
    )


def merged(document: Document, patch: Patch, *, revision: int) -> Document:
    """The document with the patch; lines that it changes get `changed` = `revision`.

    Changes of different lines merge, and so do equal changes of the same line. The last order,
    title and settings hold, but lines that others have inserted stay after their predecessors.
    Raises Conflict, or BadDocument where the outcome is no lesson.
    """
    present = {line.key: line for line in document.lines}
    gone = dict(document.gone)
    _check_for_clashes(present, gone, patch)
    for key in patch.delete:
        if present.pop(key, None) is not None:
            gone[key] = revision
    for line in patch.upsert:
        before = present.get(line.key)
        if before is None or not before.same_as(line):
            present[line.key] = replace(line, changed=revision)
        gone.pop(line.key, None)
    newest = sorted(gone, key=lambda key: gone[key])[-MOST_GONE:]
    return check(
        Document(
            title=document.title if patch.title is None else patch.title,
            settings=document.settings if patch.settings is None else patch.settings,
            lines=tuple(present[key] for key in _ordered(document, patch, present)),
            gone={key: gone[key] for key in newest},
        )
    )


def _check_for_clashes(present: dict[str, Line], gone: dict[str, int], patch: Patch) -> None:
    clashes: list[Clash] = []
    for line in patch.upsert:
        theirs = present.get(line.key)
        if theirs is None:
            if gone.get(line.key, 0) > patch.base_revision:
                clashes.append(Clash(line.key, line, None))
        elif theirs.changed > patch.base_revision and not theirs.same_as(line):
            clashes.append(Clash(line.key, line, theirs))
    for key in patch.delete:
        theirs = present.get(key)
        if theirs is not None and theirs.changed > patch.base_revision:
            clashes.append(Clash(key, None, theirs))
    if clashes:
        raise Conflict(clashes)


def _ordered(document: Document, patch: Patch, present: dict[str, Line]) -> list[str]:
    before = [key for key in keys_of(document.lines) if key in present]
    known = set(before)
    new = [line.key for line in patch.upsert if line.key not in known]
    if patch.order is None:
        return before + list(dict.fromkeys(new))
    order = [key for key in patch.order if key in present]
    placed = set(order)
    order += [key for key in dict.fromkeys(new) if key not in placed]
    placed = set(order)
    followers: dict[str | None, list[str]] = {}
    predecessor: str | None = None
    for key in before:
        if key in placed:
            predecessor = key
        else:
            followers.setdefault(predecessor, []).append(key)
    ordered = list(followers.get(None, ()))
    for key in order:
        ordered += [key, *followers.get(key, ())]
    return ordered


def _keys(value: object, param: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
        raise _wrong(param)
    if len(set(value)) < len(value):
        raise _wrong(param)
    return tuple(value)


def _wrong(param: str) -> BadDocument:
    message = gettext_noop("“{name}” is not as it should be.")
    return BadDocument("invalid_value", message, param=param, name=param)
