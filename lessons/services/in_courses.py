"""What learning platforms get of a workspace's lessons: those that are open to all of it.

Teachers who choose a lesson within their platform are nobody's members here. So a lesson that its
author keeps to themselves is neither offered to them nor opened from a course.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lessons.models import Lesson
from lessons.services.states import playable_of
from tenants.models import Tenant

AT_ONCE = 50
OPEN = (Lesson.Access.READ, Lesson.Access.EDIT)


@dataclass(frozen=True, slots=True)
class Offered:
    """A lesson that may be chosen. Its title may be empty."""

    id: str
    title: str


def offered(*, tenant: Tenant, query: str, most: int) -> list[Offered]:
    """Lessons all of whose lines can be heard, those that were changed last first, with these words
    in their title. In the tenant's schema."""
    words = " ".join(query.split()).casefold()
    return list(islice(_finished(tenant, words), most))


def opened(*, lesson_id: str) -> Lesson | None:
    """The lesson, if a course may open it. In the tenant's schema."""
    return Lesson.objects.filter(id=lesson_id, access__in=OPEN, binned_at=None).first()


def _finished(tenant: Tenant, words: str) -> Iterator[Offered]:
    rows = Lesson.objects.filter(access__in=OPEN, binned_at=None, line_count__gt=0)
    open_title = tenant.opener()
    titled = (
        (lesson_id, open_title(sealed, Lesson.about_of(lesson_id, "title")).decode())
        for lesson_id, sealed in rows.values_list("id", "sealed_title").iterator()
    )
    wanted = (each for each in titled if words in each[1].casefold())
    while some := list(islice(wanted, AT_ONCE)):
        lessons = Lesson.objects.in_bulk([lesson_id for lesson_id, _title in some])
        there = [(lessons[id_], title) for id_, title in some if id_ in lessons]
        heard = playable_of(tenant=tenant, lessons=[lesson for lesson, _title in there])
        for (lesson, title), found in zip(there, heard, strict=True):
            if found.lines and found.playable == found.lines:
                yield Offered(lesson.id, title)
