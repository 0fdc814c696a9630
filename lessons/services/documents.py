"""Making a lesson, saving changes of it, and its versions."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.access import Viewer
from lessons.document import (
    CHARACTERS,
    SAY_AS,
    BadDocument,
    Document,
    Line,
    Settings,
    check,
    keys_of,
)
from lessons.material import Material
from lessons.models import Lesson, LessonVersion
from lessons.patch import Patch, merged
from lessons.services import takes
from lessons.services.speakers import cast
from lessons.sounding import default_voice
from synthesis import pronouncing
from synthesis.saying import SayAs, said_of
from synthesis.text.language import main_language
from synthesis.text.saying.say_as import kind_and_form
from synthesis.voice_choice import engine_spec
from tenants.refusal import Refused
from voices.dictionary.entry import Entry
from voices.tone.controls import CONTROLS

SHARED_FOR = timedelta(minutes=10)
MOST_VERSIONS = 100
NEWEST_KEPT = 20
LONGEST_FOLDER = 60
TITLE_FROM_TEXT = 60


@dataclass(frozen=True, slots=True)
class Saved:
    """A lesson as it is saved."""

    lesson: Lesson
    document: Document


def new_key() -> str:
    """A key for a new line."""
    return secrets.token_hex(6)


def lines_of(material: Material) -> tuple[Line, ...]:
    """Its pieces as new lines."""
    return tuple(
        Line(
            key=new_key(),
            kind=piece.kind,
            text=piece.text,
            ends_paragraph=piece.ends_paragraph,
            speaker=piece.speaker,
            pause_ms=piece.pause_ms,
            readings=piece.readings,
        )
        for piece in material.pieces
    )


@contextmanager
def refusing_bad_documents() -> Iterator[None]:
    """Turn BadDocument into Refused, in the reader's language."""
    try:
        yield
    except BadDocument as bad:
        message = _(bad.message).format(**bad.figures)
        raise Refused(bad.code, message, param=bad.param) from None


def create(
    *,
    viewer: Viewer,
    title: str = "",
    material: Material | None = None,
    settings: Settings | None = None,
    lines: tuple[Line, ...] = (),
    folder: str = "",
    access: str = Lesson.Access.PRIVATE,
    language: str = "en",
) -> Saved:
    """A new lesson of the viewer's: `lines`, and behind them those of the material.

    Without a title, its first line is one. Without a voice, one is chosen by the language of the
    text, or by `language` where there is none; speakers without a voice get one as well.
    Raises Refused.
    """
    document = composed(
        viewer=viewer,
        title=title,
        material=material,
        settings=settings,
        lines=lines,
        language=language,
    )
    return _kept_anew(viewer, document, checked_folder(folder), access)


def composed(
    *,
    viewer: Viewer,
    title: str = "",
    material: Material | None = None,
    settings: Settings | None = None,
    lines: tuple[Line, ...] = (),
    language: str = "en",
) -> Document:
    """The document that `create` would keep. Raises Refused."""
    settings = settings or Settings()
    own = lines_of(material) if material else ()
    document = Document(title=title, settings=settings, lines=(*lines, *own))
    if not title and document.lines:
        document = replace(document, title=_shortened(document.lines[0].text))
    if not settings.voice:
        voice = default_voice(document.language(language), engine_spec(settings.model))
        document = replace(document, settings=replace(settings, voice=voice))
    return replace(document, settings=cast(document, user=viewer.user))


def save(*, viewer: Viewer, lesson_id: str, patch: Patch) -> Saved:
    """Merge a patch into the lesson, which must be there. Nothing changes for an empty one.

    Raises lessons.patch.Conflict where others changed the same lines since, and Refused.
    """
    with transaction.atomic():
        lesson = Lesson.objects.select_for_update().get(id=lesson_id)
        before = lesson.document(viewer.tenant)
        with refusing_bad_documents():
            after = merged(before, patch, revision=lesson.revision + 1)
        _check_values(after, before)
        after = replace(after, settings=cast(after, user=viewer.user))
        if after == before:
            return Saved(lesson, before)
        return _keep(viewer, lesson, after, before)


def restore(*, viewer: Viewer, lesson_id: str, version_id: str) -> Saved:
    """Make the lesson what it was in a version. What it is now stays as a version as well."""
    with transaction.atomic():
        lesson = Lesson.objects.select_for_update().get(id=lesson_id)
        version = LessonVersion.objects.filter(lesson=lesson, id=version_id).first()
        if version is None:
            raise Refused("version_not_found", _("There is no such version."), status=404)
        now, then = lesson.document(viewer.tenant), version.document(viewer.tenant)
        revision = lesson.revision + 1
        present = {line.key: line for line in now.lines}
        lines = tuple(
            before if before and before.same_as(line) else replace(line, changed=revision)
            for line in then.lines
            for before in [present.get(line.key)]
        )
        kept = set(keys_of(lines))
        gone = {key: at for key, at in now.gone.items() if key not in kept}
        gone |= {key: revision for key in present if key not in kept}
        return _keep(viewer, lesson, replace(then, lines=lines, gone=gone), now, alone=True)


def duplicate(*, viewer: Viewer, lesson: Lesson) -> Saved:
    """A copy that is the viewer's own and private. Its sounds are those of the first: none is made
    or counted again."""
    document = lesson.document(viewer.tenant)
    title = _("%(title)s (copy)") % {"title": document.title[:180]}
    folder = lesson.folder if lesson.author_id == viewer.user else ""
    copy = replace(document, title=title, gone={})
    saved = _kept_anew(viewer, copy, folder, str(Lesson.Access.PRIVATE))
    takes.copy(lesson, saved.lesson)
    return saved


def checked_folder(folder: str) -> str:
    """The folder's name. Raises Refused where it is too long."""
    folder = " ".join(folder.split())
    if len(folder) > LONGEST_FOLDER:
        message = _("A folder's name has at most %(max)s characters.") % {"max": LONGEST_FOLDER}
        raise Refused("folder_too_long", message, param="folder")
    return folder


def _kept_anew(viewer: Viewer, document: Document, folder: str, access: str) -> Saved:
    with refusing_bad_documents():
        check(document)
    document = replace(document, lines=tuple(replace(line, changed=1) for line in document.lines))
    _check_values(document, Document())
    lesson = Lesson(folder=folder, access=access, **viewer.owner_fields)
    lesson.keep(document, viewer.tenant)
    with transaction.atomic():
        lesson.save(force_insert=True)
        _note_version(viewer, lesson, document, alone=True)
        takes.note(tenant=viewer.tenant, lesson=lesson, document=document, lines=document.lines)
    return Saved(lesson, document)


def _keep(
    viewer: Viewer, lesson: Lesson, document: Document, before: Document, *, alone: bool = False
) -> Saved:
    lesson.keep(document, viewer.tenant)
    lesson.revision += 1
    lesson.updated_at = timezone.now()
    lesson.save(update_fields=["content", "sealed_title", "line_count", "revision", "updated_at"])
    _note_version(viewer, lesson, document, alone=alone)
    for one, other in ((before, document), (document, before)):
        same = set(other.lines) if one.settings == other.settings else set()
        changed = [line for line in one.lines if line not in same]
        takes.note(tenant=viewer.tenant, lesson=lesson, document=one, lines=changed)
    return Saved(lesson, document)


def _note_version(viewer: Viewer, lesson: Lesson, document: Document, *, alone: bool) -> None:
    """Keep the document as the author's present version, or as a new one."""
    now = timezone.now()
    last = lesson.versions.first()
    mine = last is not None and viewer.is_author_of(last)
    if last is None or alone or not mine or last.created_at < now - SHARED_FOR:
        last = LessonVersion(lesson=lesson, **viewer.owner_fields)
    last.revision, last.updated_at = lesson.revision, now
    last.keep(document, viewer.tenant)
    last.save()
    _thin(lesson)


def _thin(lesson: Lesson) -> None:
    """Of too many versions, delete the older one that lies nearest to its neighbours."""
    versions = list(lesson.versions.values_list("id", "updated_at"))
    if len(versions) <= MOST_VERSIONS:
        return
    older = range(NEWEST_KEPT, len(versions) - 1)
    nearest = min(older, key=lambda at: versions[at - 1][1] - versions[at + 1][1])
    LessonVersion.objects.filter(id=versions[nearest][0]).delete()


def _check_values(document: Document, before: Document) -> None:
    """Raises Refused for numbers out of range and readings that no engine can say."""
    _check_numbers(document.settings)
    unchanged, language = set(before.lines), document.language()
    for line in document.lines:
        if line in unchanged:
            continue
        _check_numbers(line)
        for each in line.readings:
            written = line.text[each.start : each.end]
            if each.kind == SAY_AS:
                kind, form = kind_and_form(each.value) or (CHARACTERS, "")
                place = SayAs(each.start, each.end, kind, form)
                said_of(place, written, main_language(line.text, language), param="readings")
            else:
                pronouncing.check(Entry(written, each.kind, each.value))


def _check_numbers(record: Settings | Line) -> None:
    for name, control in CONTROLS.items():
        value = getattr(record, name, None)
        if value is not None and not control.least <= value <= control.most:
            message = _("“%(name)s” must lie between %(least)s and %(most)s.")
            figures = {"name": name, "least": control.least, "most": control.most}
            raise Refused(f"{name}_out_of_range", message % figures, param=name)


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= TITLE_FROM_TEXT else f"{text[:TITLE_FROM_TEXT].rstrip()}…"
