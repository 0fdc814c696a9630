"""The changes of a dictionary. Each makes one new version, or none if nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from activity.log import record
from activity.who import Thing
from tenants.context import current_tenant
from tenants.refusal import Refused
from voices.dictionary.entry import Entry
from voices.dictionary.models import DictionaryVersion, Pronunciation
from voices.dictionary.problems import MOST_SHOWN, EntriesRefused, Problem

MAX_ENTRIES = 5_000

Change = DictionaryVersion.Change
Check = Callable[[Entry], Entry]
"""Returns an entry in the form in which it is saved, or raises Refused. The caller brings it, as
only synthesis knows which pronunciations can be spoken."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry and its place: the line of a file or the number in a list; 0 for a form."""

    number: int
    entry: Entry


@dataclass(slots=True)
class _Difference:
    gone: list[Pronunciation] = field(default_factory=list)
    new: list[Entry] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.gone or self.new)


def latest() -> int:
    """The number of the dictionary's current version; 0 if it never had an entry."""
    newest = DictionaryVersion.objects.order_by("-number").values_list("number", flat=True).first()
    return newest or 0


def entries_of(version: int) -> list[Entry]:
    """The entries of a version, by word."""
    return [row.entry for row in Pronunciation.objects.of(version)]


def put(*, entry: Entry, check: Check, by: Actor, instead_of: str = "") -> int:
    """Add an entry, or replace the one with the id `instead_of`.

    Returns the number of the new version, or of the current one if nothing changes. Raises
    Refused.
    """
    entry = check(entry)
    with transaction.atomic():
        now = _locked()
        old = now.get(instead_of)
        if instead_of and old is None:
            raise _gone()
        if any(row.entry.key == entry.key and row is not old for row in now.values()):
            message = _("“%(word)s” is in the dictionary already; change that entry.")
            raise Refused("word_taken", message % {"word": entry.word}, param="word", status=409)
        kept = [row.entry for row in now.values() if row is not old]
        change = str(Change.CHANGED if old else Change.ADDED)
        return _write(now, [*kept, entry], change, by)


def remove(*, entry_id: str, by: Actor) -> int:
    """Remove an entry; returns the new version's number. Raises Refused if it is gone already."""
    with transaction.atomic():
        now = _locked()
        if entry_id not in now:
            raise _gone()
        kept = [row.entry for row in now.values() if row.id != entry_id]
        return _write(now, kept, str(Change.REMOVED), by)


def take_in(
    *,
    lines: Iterable[Line],
    check: Check,
    by: Actor,
    replace: bool,
    change: str = str(Change.IMPORTED),
    seen: int | None = None,
) -> int:
    """Add all entries, or none if one is wrong. They replace those with the same keys, or all.

    Returns the version's number. Raises EntriesRefused, which names the wrong lines, and Refused if
    the dictionary is no longer at the version `seen`.
    """
    entries = checked(lines, check)
    with transaction.atomic():
        now = _locked()
        if seen is not None and seen != latest():
            message = _("The dictionary was changed meanwhile: it is at version %(number)s now.")
            raise Refused(
                "dictionary_changed", message % {"number": latest()}, param="version", status=409
            )
        keys = {entry.key for entry in entries}
        kept = [] if replace else [r.entry for r in now.values() if r.entry.key not in keys]
        return _write(now, [*kept, *entries], change, by)


def restore(*, number: int, by: Actor) -> int:
    """Restore the entries of a version (0: none); returns the number of the new version."""
    with transaction.atomic():
        now = _locked()
        if number and not DictionaryVersion.objects.filter(number=number).exists():
            message = _("There is no version %(number)s of the dictionary.")
            raise Refused("version_not_found", message % {"number": number}, status=404)
        return _write(now, entries_of(number), str(Change.RESTORED), by, restored=number)


def undo(*, number: int, by: Actor) -> int:
    """Undo the change that made the version `number`; returns the number of the new version.

    Raises Refused if it is not the newest.
    """
    with transaction.atomic():
        now = _locked()
        if number != latest() or not number:
            message = _("The dictionary was changed again meanwhile. Restore a version instead.")
            raise Refused("dictionary_changed", message, status=409)
        before = (
            DictionaryVersion.objects.filter(number__lt=number)
            .order_by("-number")
            .values_list("number", flat=True)
            .first()
        ) or 0
        return _write(now, entries_of(before), str(Change.RESTORED), by, restored=before)


def checked(lines: Iterable[Line], check: Check) -> list[Entry]:
    """The entries in the form in which they are saved.

    Raises EntriesRefused, which names the lines that are wrong or repeat a word.
    """
    entries: dict[tuple[str, str], tuple[int, Entry]] = {}
    problems: list[Problem] = []
    for count, line in enumerate(lines, 1):
        if count > MAX_ENTRIES:
            message = _("A dictionary holds at most %(max)s entries.") % {"max": MAX_ENTRIES}
            raise Refused("too_many_entries", message, param="entries")
        try:
            entry = check(line.entry)
        except Refused as refusal:
            problems.append(Problem(line.number, refusal.code, str(refusal)))
        else:
            first, _entry = entries.setdefault(entry.key, (line.number, entry))
            if first != line.number:
                message = _("“%(word)s” stands in line %(line)s already.")
                figures = {"word": entry.word, "line": first}
                problems.append(Problem(line.number, "word_twice", message % figures))
        if len(problems) >= MOST_SHOWN:
            break
    if problems:
        raise EntriesRefused(problems)
    return [entry for _line, entry in entries.values()]


def _locked() -> dict[str, Pronunciation]:
    """Lock the dictionary against other writers, not readers; returns its entries by id."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(DictionaryVersion._meta.db_table)
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
    return {row.id: row for row in Pronunciation.objects.current()}


def _write(
    now: dict[str, Pronunciation],
    wanted: list[Entry],
    change: str,
    by: Actor,
    restored: int | None = None,
) -> int:
    if len(wanted) > MAX_ENTRIES:
        message = _("A dictionary holds %(max)s entries; these would be %(count)s.")
        figures = {"max": MAX_ENTRIES, "count": len(wanted)}
        raise Refused("too_many_entries", message % figures, param="entries")
    difference = _difference(now, wanted)
    if not difference:
        return latest()
    words = dict.fromkeys([e.word for e in difference.new] + [row.word for row in difference.gone])
    version = DictionaryVersion.objects.create(
        change=change,
        restored=restored,
        words=_first_words(list(words)),
        added=len(difference.new),
        removed=len(difference.gone),
        total=len(wanted),
        created_by=by.user,
        api_token=by.api_token,
    )
    gone = [row.id for row in difference.gone]
    Pronunciation.objects.filter(id__in=gone).update(until=version.number)
    Pronunciation.objects.bulk_create(
        Pronunciation(**asdict(entry), since=version.number) for entry in difference.new
    )
    record(
        action="dictionary.changed",
        by=by.who,
        tenant=current_tenant(),
        thing=Thing("dictionary", str(version.number)),
        details={"change": change, "added": version.added, "removed": version.removed},
    )
    return version.number


def _difference(now: dict[str, Pronunciation], wanted: list[Entry]) -> _Difference:
    there = {row.entry: row for row in now.values()}
    keep = set(wanted)
    return _Difference(
        gone=[row for entry, row in there.items() if entry not in keep],
        new=[entry for entry in wanted if entry not in there],
    )


def _first_words(words: list[str]) -> str:
    shown = ""
    for word in words:
        longer = f"{shown}, {word}" if shown else word
        if len(longer) > 190:
            return f"{shown} …"
        shown = longer
    return shown


def _gone() -> Refused:
    message = _("This entry was changed or removed by somebody else meanwhile.")
    return Refused("entry_not_found", message, status=404)
