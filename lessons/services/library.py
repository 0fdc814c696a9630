"""The lessons that somebody sees: searched, filtered, sorted; moved, binned and taken over."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from operator import itemgetter
from typing import overload

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from activity.log import Detail, record
from activity.who import Thing
from lessons.access import Action, Viewer
from lessons.document import as_text
from lessons.models import Lesson
from lessons.services import kept_audio
from lessons.services.documents import checked_folder
from tenants.models import Tenant
from tenants.refusal import Refused

KEPT_IN_BIN = timedelta(days=30)
SORTS = ("-updated", "updated", "-created", "created", "title", "-title")
MINE, SHARED, ALL = "mine", "shared", "all"
WHOSE = (ALL, MINE, SHARED)
AT_ONCE = 500
RIGHTS_BY = ("id", "author_id", "api_token", "access")
"""The fields that say what somebody may do with a lesson."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A lesson in a list. Without the right to read it, its title is empty."""

    lesson: Lesson
    title: str
    rights: frozenset[Action]
    author: str

    @property
    def id(self) -> str:
        """The lesson's id."""
        return self.lesson.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which lessons are to be listed, and how."""

    query: str = ""
    folder: str | None = None
    sort: str = "-updated"
    whose: str = ALL
    binned: bool = False


class Entries(Sequence[Entry]):
    """Lessons in an order. Only those that are asked for are loaded, a page at a time."""

    def __init__(self, viewer: Viewer, ids: list[str]) -> None:
        self._viewer = viewer
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> list[Entry]: ...
    def __getitem__(self, place: int | slice) -> Entry | list[Entry]:
        if isinstance(place, int):
            return self[place : place + 1 or None][0]
        ids = self.ids[place]
        # Of one that was deleted since it was found, there is nothing to show.
        found = Lesson.objects.defer("content").in_bulk(ids)
        return _entries(self._viewer, [found[each] for each in ids if each in found])


def entries(*, viewer: Viewer, wish: Wish) -> Entries:
    """The lessons that the viewer sees and wishes, in order. Raises Refused for an unknown sort."""
    if wish.sort not in SORTS:
        message = _("Lessons are sorted by one of: %(known)s.") % {"known": ", ".join(SORTS)}
        raise Refused("invalid_value", message, param="sort")
    rows = viewer.visible().filter(binned_at__isnull=not wish.binned)
    if wish.folder is not None:
        rows = rows.filter(folder=wish.folder)
    if wish.whose != ALL:
        rows = rows.filter(viewer.own) if wish.whose == MINE else rows.exclude(viewer.own)
    rows = rows.order_by(*_order(wish.sort))
    needle = " ".join(wish.query.split()).casefold()
    by_title = wish.sort.lstrip("-") == "title"
    if needle:
        found = _mentioning(viewer, rows, needle)
        if not by_title:
            return Entries(viewer, found)
        rows = rows.filter(id__in=found)
    if not by_title:
        return Entries(viewer, list(rows.values_list("id", flat=True)))
    titled = sorted(_titles(viewer, rows), reverse=wish.sort.startswith("-"), key=itemgetter(0))
    return Entries(viewer, [lesson_id for _title, lesson_id in titled])


def latest(*, viewer: Viewer, most: int) -> list[Entry]:
    """The lessons that the viewer may read and that were changed last."""
    others_own = Q(access=Lesson.Access.PRIVATE) & ~viewer.own
    readable = viewer.visible().filter(binned_at=None).exclude(others_own)
    return _entries(viewer, list(readable[:most]))


def folders(*, viewer: Viewer) -> list[str]:
    """The names of the folders of the viewer's own lessons."""
    named = Lesson.objects.filter(viewer.own, binned_at=None).exclude(folder="")
    names = named.order_by().values_list("folder", flat=True).distinct()
    return sorted(names, key=str.casefold)


def entry_of(*, viewer: Viewer, lesson: Lesson) -> Entry:
    """One lesson as lists show it."""
    return _entries(viewer, [lesson])[0]


def move(*, lesson: Lesson, folder: str) -> None:
    """Put the lesson into a folder; "" takes it out. Raises Refused for a name that is too long."""
    lesson.folder = checked_folder(folder)
    lesson.save(update_fields=["folder"])


@transaction.atomic
def share(*, tenant: Tenant, lesson: Lesson, access: str, by: Actor) -> None:
    """Set who may read or edit the lesson. Raises Refused for an unknown access."""
    if access not in Lesson.Access.values:
        message = _("Access is one of: %(known)s.") % {"known": ", ".join(Lesson.Access.values)}
        raise Refused("invalid_value", message, param="access")
    before, lesson.access = lesson.access, access
    lesson.save(update_fields=["access"])
    if access != before:
        _record("lesson.access_changed", tenant, lesson, by, **{"from": before, "to": access})


@transaction.atomic
def put_into_bin(*, tenant: Tenant, lesson: Lesson, by: Actor) -> None:
    """Put the lesson into the bin, from which it is deleted after KEPT_IN_BIN."""
    if lesson.binned_at is None:
        lesson.binned_at = timezone.now()
        lesson.save(update_fields=["binned_at"])
        _record("lesson.binned", tenant, lesson, by)


@transaction.atomic
def take_out_of_bin(*, tenant: Tenant, lesson: Lesson, by: Actor) -> None:
    """Take the lesson out of the bin, as it was."""
    if lesson.binned_at is not None:
        lesson.binned_at = None
        lesson.save(update_fields=["binned_at"])
        _record("lesson.taken_out", tenant, lesson, by)


def delete_for_good(*, tenant: Tenant, lesson: Lesson, by: Actor) -> None:
    """Delete the lesson with its versions. Sounds that no lesson needs go with the next tidying.

    Raises Refused (409) for one that is not in the bin.
    """
    if lesson.binned_at is None:
        message = _("Put the lesson into the bin first; there it can be deleted for good.")
        raise Refused("lesson_not_in_bin", message, status=409)
    with transaction.atomic():
        _record("lesson.deleted", tenant, lesson, by)
        kept_audio.delete_with_audio(tenant=tenant, lesson_id=lesson.id)


def take_over(*, viewer: Viewer, lesson: Lesson, by: Actor) -> None:
    """Make the viewer the author of a lesson whose author has left."""
    with transaction.atomic():
        locked = Lesson.objects.select_for_update().get(id=lesson.id)
        if Action.TAKE_OVER not in viewer.rights(locked):
            message = _("Only the author of a lesson may do this.")
            raise Refused("lesson_not_yours", message, status=403)
        locked.author_id, locked.api_token = viewer.user, None
        locked.save(update_fields=["author", "api_token"])
        _record("lesson.taken_over", viewer.tenant, lesson, by)
    lesson.refresh_from_db()


def _record(action: str, tenant: Tenant, lesson: Lesson, by: Actor, **details: Detail) -> None:
    """Lessons are named by their ids: their titles are sealed."""
    thing = Thing("lesson", lesson.id)
    record(action=action, by=by.who, tenant=tenant, thing=thing, details=details)


def _order(sort: str) -> tuple[str, str]:
    sign = "-" if sort.startswith("-") else ""
    column = "created_at" if "created" in sort else "updated_at"
    return f"{sign}{column}", f"{sign}id"


def _entries(viewer: Viewer, lessons: Sequence[Lesson]) -> list[Entry]:
    authors = {lesson.author_id for lesson in lessons if lesson.author_id is not None}
    names = dict(User.objects.filter(id__in=authors).values_list("id", "name"))
    listed: list[Entry] = []
    rights_of = viewer.rights_by_lesson()
    for lesson in lessons:
        rights = rights_of(lesson)
        title = lesson.title(viewer.tenant) if Action.READ in rights else ""
        listed.append(Entry(lesson, title, rights, names.get(lesson.author_id or 0, "")))
    return listed


def _titles(viewer: Viewer, rows: QuerySet[Lesson]) -> Iterator[tuple[str, str]]:
    """Title, in small letters, and id; the title is empty without the right to read it."""
    opened, rights_of = viewer.tenant.opener(), viewer.rights_by_lesson()
    for row in rows.values_list(*RIGHTS_BY, "sealed_title", named=True).iterator(AT_ONCE):
        title = ""
        if Action.READ in rights_of(row):
            title = opened(row.sealed_title, Lesson.about_of(row.id, "title")).decode().casefold()
        yield title, row.id


def _mentioning(viewer: Viewer, rows: QuerySet[Lesson], needle: str) -> list[str]:
    """The ids, in order, of the lessons with the words in title or line, whatever their case.

    All of them are opened, so as little as can be is done for each, and memory holds a few.
    """
    opened, rights_of = viewer.tenant.opener(), viewer.rights_by_lesson()
    # As JSON has them, in the title or a line's text, where a quotation mark is never a bare one.
    words = json.dumps(needle, ensure_ascii=False)[1:-1]
    in_a_text = re.compile(r'"(?:title|text)":"(?:[^"\\]|\\.)*?' + re.escape(words))
    found = []
    for row in rows.values_list(*RIGHTS_BY, "content", named=True).iterator(AT_ONCE):
        if Action.READ in rights_of(row):
            raw = as_text(opened(row.content, Lesson.about_of(row.id, "content"))).casefold()
            # Most are ruled out by the first, which is quicker.
            if words in raw and in_a_text.search(raw):
                found.append(row.id)
    return found
