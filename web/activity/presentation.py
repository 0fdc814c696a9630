"""How entries of the activity log look on a page, and as files."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from activity.models import Entry
from activity.shape import as_json
from voices.dictionary.csv_file import harmless
from web.activity.wording import ACTIONS, ACTORS, DETAILS

COLUMNS = (
    *("at", "action", "actor_kind", "actor_id", "actor", "target_kind", "target_id", "target"),
    *("details", "address", "user_agent", "workspace", "id"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in words."""

    entry: Entry
    what: str
    who: str
    details: str


def rows(entries: Iterable[Entry]) -> list[Row]:
    """Entries as the page lists them, in the active language."""
    return [
        Row(
            entry,
            what=str(ACTIONS.get(entry.action, entry.action)),
            who=entry.actor_label or _unnamed(entry),
            details=" · ".join(_detail(key, value) for key, value in entry.details.items()),
        )
        for entry in entries
    ]


class CsvFile:
    """A table for spreadsheets: UTF-8 with a byte order mark, and no cell is run as a formula."""

    content_type = "text/csv; charset=utf-8"
    end = b""

    @property
    def begin(self) -> bytes:
        return b"\xef\xbb\xbf" + _csv([list(COLUMNS)])

    def block(self, entries: Sequence[Entry], *, first: bool) -> bytes:
        """Rows of some entries."""
        return _csv([harmless(cell) for cell in _cells(entry)] for entry in entries)


class JsonFile:
    """A JSON array of what REST gives."""

    content_type = "application/json"
    begin, end = b"[", b"]\n"

    def block(self, entries: Sequence[Entry], *, first: bool) -> bytes:
        """Elements of the array, after a comma unless they are the first ones."""
        elements = [json.dumps(as_json(entry), ensure_ascii=False) for entry in entries]
        return (("" if first else ",\n") + ",\n".join(elements)).encode()


FILES: dict[str, CsvFile | JsonFile] = {"csv": CsvFile(), "json": JsonFile()}


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _cells(entry: Entry) -> list[str]:
    details = json.dumps(entry.details, ensure_ascii=False) if entry.details else ""
    return [
        entry.created_at.isoformat(timespec="seconds"),
        entry.action,
        *(entry.actor_kind, entry.actor_id, entry.actor_label),
        *(entry.thing_kind, entry.thing_id, entry.thing_label),
        details,
        *(entry.address or "", entry.user_agent, entry.workspace_slug, entry.id),
    ]


def _unnamed(entry: Entry) -> str:
    return _("Unknown") if entry.actor_kind == "person" else str(ACTORS[entry.actor_kind])


def _detail(key: str, value: object) -> str:
    shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{DETAILS.get(key, key)}: {shown}"
