"""Which sounds the lines of a lesson have had: what plays of a line, and what has to be kept."""

from collections.abc import Iterable, Sequence

from lessons.document import Document, Line
from lessons.models import Lesson, LineTake, Sound
from lessons.sounding import sounding_of
from tenants.models import Tenant


def keep(takes: Iterable[LineTake]) -> None:
    """Save these takes. A line that had the sound before has it again, as it is asked for now."""
    LineTake.objects.bulk_create(
        takes,
        update_conflicts=True,
        unique_fields=["lesson", "key", "digest"],
        update_fields=["asked", "had_at"],
    )


def note(*, tenant: Tenant, lesson: Lesson, document: Document, lines: Sequence[Line]) -> None:
    """Keep the sounds that are there of these lines of the document, as theirs.

    They may have been made for the same words of another line or lesson, which may change or be
    deleted without this line losing what it plays; or when the line was as it is now once before.
    """
    if not lines or not Sound.objects.exists():
        return
    sounding = sounding_of(tenant, document)
    sounds = {line.key: sounding.of(line) for line in lines}
    digests = {sound.digest for sound in sounds.values()} - {""}
    there = set(Sound.objects.filter(digest__in=digests).values_list("digest", flat=True))
    keep(
        LineTake(lesson=lesson, key=key, digest=sound.digest, asked=sound.asked)
        for key, sound in sounds.items()
        if sound.digest in there
    )


def copy(lesson: Lesson, to: Lesson) -> None:
    """Give a copy of a lesson, whose lines have the same keys, the takes of the lesson."""
    keep(
        LineTake(lesson=to, key=take.key, digest=take.digest, asked=take.asked)
        for take in lesson.takes.order_by("had_at", "id")
    )
