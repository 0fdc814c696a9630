"""The lessons in a workspace's zip: a folder for each, with text, document and sound."""

from collections.abc import Callable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from lessons.access import Action, Viewer
from lessons.document import HEADING, PAUSE, Document
from lessons.export.formats import EXPORTS
from lessons.export.names import UNTITLED, first_words, stem
from lessons.export_process.building import build
from lessons.models import Lesson
from lessons.services.exporting import order_of
from lessons.services.library import Entry
from lessons.services.sound import LinesMissing, heard, line_pcm
from lessons.services.states import overview
from synthesis.aigc.producer import tags_for
from synthesis.content_credentials.files import credentials_for, origin_of
from tenants.models import Tenant
from tenants.refusal import Refused
from tenants.sealing.keys import Undecryptable
from tenants.stores.port import StoreAway
from voices.tone.services import max_sample_rate
from web.lessons.presentation import lesson_json
from web.workspace_export.archive import AUDIO, Archive, Table

COLUMNS = (
    *("folder", "id", "title", "shelf", "author", "access", "lines"),
    *("created", "changed", "in_bin_since"),
)
AT_ONCE = 50
LONGEST_NAME = 60
"""Of a title in the name of a folder, in bytes: Windows takes paths of 260 characters."""


def count_lessons(viewer: Viewer | None) -> int:
    """How many lessons the viewer sees, or how many there are where there is none."""
    return _rows(viewer).count()


def add_lessons(
    archive: Archive, tenant: Tenant, viewer: Viewer | None, each: Callable[[], None]
) -> int:
    """Add the lessons that the viewer may read, or all of them where there is none; those in the
    bin, too. Calls `each` after every one. Returns how many."""
    count = 0
    with archive.collected("lessons/lessons.csv") as file:
        table = Table(file, COLUMNS)
        for entry in _entries(tenant, viewer):
            count += 1
            lesson = entry.lesson
            title = stem(entry.title, longest_bytes=LONGEST_NAME) or UNTITLED
            folder = f"lessons/{count:05d} {title}"
            times = (lesson.created_at, lesson.updated_at, lesson.binned_at)
            about = (lesson.folder, entry.author, lesson.access, lesson.line_count)
            table.add((folder, lesson.id, entry.title, *about, *times))
            document = lesson.document(tenant)
            archive.add(f"{folder}/lesson.txt", text_of(document))
            archive.add_json(f"{folder}/lesson.json", lesson_json(entry, document))
            _add_sound(archive, folder, tenant, lesson)
            each()
    return count


def text_of(document: Document) -> str:
    """A lesson to read: a line of text for each of its lines, with an empty one between
    paragraphs."""
    lines = [document.title or UNTITLED, ""]
    for line in document.lines:
        if line.kind == PAUSE:
            continue
        if line.kind == HEADING and lines[-1]:
            lines.append("")
        lines.append(f"{line.speaker}: {line.text}" if line.speaker else line.text)
        if line.ends_paragraph or line.kind == HEADING:
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _entries(tenant: Tenant, viewer: Viewer | None) -> Iterator[Entry]:
    """A batch at a time, without a query that stays open."""
    ids = list(_rows(viewer).order_by("created_at", "id").values_list("id", flat=True))
    for begin in range(0, len(ids), AT_ONCE):
        # What was deleted since is not in it any more.
        found = Lesson.objects.in_bulk(ids[begin : begin + AT_ONCE])
        authors = {lesson.author_id for lesson in found.values() if lesson.author_id is not None}
        names = dict(User.objects.filter(id__in=authors).values_list("id", "name"))
        rights_of = viewer.rights_by_lesson() if viewer else None
        for each in ids[begin : begin + AT_ONCE]:
            if (lesson := found.get(each)) is None:
                continue
            rights = rights_of(lesson) if rights_of else frozenset[Action]()
            if rights_of is None or Action.READ in rights:
                author = names.get(lesson.author_id or 0, "")
                yield Entry(lesson, lesson.title(tenant), rights, author)


def _rows(viewer: Viewer | None) -> QuerySet[Lesson]:
    return viewer.visible() if viewer else Lesson.objects.all()


def _add_sound(archive: Archive, folder: str, tenant: Tenant, lesson: Lesson) -> None:
    """The whole lesson as one file, or, while lines are missing, a file for each that plays."""
    name = f"{folder}/lesson.{AUDIO.extension}"
    try:
        order = order_of(tenant=tenant, lesson=lesson, export_format=EXPORTS[AUDIO.name])
        archive.add_sound(name, lambda file: build(order, file))
    except StoreAway:
        raise
    except LinesMissing:
        _add_lines(archive, folder, tenant, lesson)
    except Refused as refusal:
        if refusal.code != "lesson_empty":
            archive.leave_out(name, of=lesson.id, why=str(refusal))
    except (FileNotFoundError, Undecryptable) as error:
        archive.leave_out(name, of=lesson.id, why=why_not(error))


def _add_lines(archive: Archive, folder: str, tenant: Tenant, lesson: Lesson) -> None:
    now = overview(tenant=tenant, lesson=lesson)
    most_rate = max_sample_rate()
    for number, (line, state) in enumerate(zip(now.document.lines, now.states, strict=True), 1):
        if not state.playing:
            continue
        words = f"{number:04d} {first_words(line.text)}".rstrip()
        name = f"{folder}/lines/{words}.{AUDIO.extension}"
        try:
            pcm, rate = line_pcm(tenant=tenant, digest=state.playing)
        except StoreAway:
            raise
        except (FileNotFoundError, Refused) as error:
            archive.leave_out(name, of=f"{lesson.id} {line.key}", why=why_not(error))
            continue
        archive.add_pcm(
            name,
            [pcm],
            sample_rate=rate,
            most_rate=most_rate,
            tags=tags_for(lesson.id, AUDIO),
            credentials=credentials_for(origin_of(lesson.id, heard(state.playing))),
        )


def why_not(error: Exception) -> str:
    """Why a sound could not be put in, as a sentence."""
    if isinstance(error, FileNotFoundError):
        return _("Its audio was deleted while this file was made.")
    if isinstance(error, Undecryptable):
        return _("Its audio is damaged: it can’t be decrypted.")
    return str(error)
