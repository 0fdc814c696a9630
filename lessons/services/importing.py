"""Making a lesson of a file that somebody has: reading it, showing what is in it, keeping it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from lessons.access import Viewer
from lessons.document import LONGEST_TITLE, MOST_LINES, Document
from lessons.files import FileLimits, FileRefused, Script, read, script_from
from lessons.files.blocks import HEADING, NOTE, Block
from lessons.files.chapters import chapters_of, scripts_of, with_chapters
from lessons.files.refusal import refused
from lessons.material import Material, from_script
from lessons.services import documents
from lessons.services.unheard import Unheard, unheard_in
from synthesis.text.estimate import estimate_ms
from tenants.free_space import check_room
from tenants.refusal import Refused

LIMITS = FileLimits()
MOST_LESSONS = 100
# A title that stands further down is that of a chapter.
_TITLE_WITHIN = 2


@dataclass(frozen=True, slots=True)
class FoundChapter:
    """A chapter that may be chosen; "" is the title of what stands before the first one."""

    title: str
    audio_ms: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a lesson would become of a file. `notes` and `notes_ms` are those of its slides."""

    script: Script
    document: Document
    chapters: tuple[FoundChapter, ...]
    audio_ms: int
    notes: int
    notes_ms: int
    unheard: tuple[Unheard, ...] = ()
    """What nobody will hear of its first lines."""


def read_upload(upload: "UploadedFile[bytes]") -> Script:
    """The text of an uploaded file. Raises Refused."""
    check_room()
    try:
        if (upload.size or 0) > LIMITS.max_bytes:
            size = {"megabytes": round((upload.size or 0) / 1e6, 1), "max_megabytes": 25}
            raise refused("too_large", **size)
        script = read(upload.read(), name=upload.name or "", limits=LIMITS)
    except FileRefused as refusal:
        raise _said(refusal) from None
    if script.title:
        return script
    return Script(
        kind=script.kind,
        title=_title_of(script) or _stem(upload.name or ""),
        blocks=script.blocks,
        noticed=script.noticed,
    )


def material_of(script: Script, *, with_notes: bool = False) -> Material:
    """The lines of what was read. Raises Refused: there are none, or too many for a lesson."""
    material = from_script(script, with_notes=with_notes)
    try:
        if not material.pieces:
            raise refused("nothing_to_read")
        if len(material.pieces) > MOST_LINES:
            raise refused("too_long.lines", lines=len(material.pieces), max_lines=MOST_LINES)
    except FileRefused as refusal:
        raise _said(refusal) from None
    return material


def found_in(script: Script, *, viewer: Viewer, language: str) -> Found:
    """What there is in a file, before anything is made of it. Raises Refused.

    There may be more lines than a lesson takes, where chapters can be chosen.
    """
    chapters = tuple(
        FoundChapter(chapter.title, _audio_ms(chapter.blocks)) for chapter in chapters_of(script)
    )
    if chapters:
        material = from_script(script, with_notes=not _says_without_notes(script))
    else:
        material = material_of(script, with_notes=not _says_without_notes(script))
    notes = [block.text for block in script.blocks if block.kind == NOTE]
    document = documents.composed(
        viewer=viewer, title=script.title, material=material, language=language
    )
    return Found(
        script=script,
        document=document,
        unheard=tuple(unheard_in(tenant=viewer.tenant, document=document)),
        chapters=chapters,
        audio_ms=sum(estimate_ms(piece.text) for piece in material.pieces if piece.text),
        notes=len(notes),
        notes_ms=sum(map(estimate_ms, notes)),
    )


def chosen_scripts(script: Script, chosen: Iterable[int] | None, *, each: bool) -> list[Script]:
    """What to make lessons of: the chosen chapters in one, or each alone. Raises Refused.

    Chapters count from 0; without chapters, or with None chosen, it is all of the file.
    """
    count = len(chapters_of(script))
    if not count:
        return [script]
    numbers = set(range(count)) if chosen is None else set(chosen)
    if not numbers or not numbers <= set(range(count)):
        message = _("Choose at least one of the chapters; they count from 1 to {count}.")
        raise Refused("no_such_chapter", message.format(count=count), param="chapters")
    if not each:
        return [with_chapters(script, numbers)]
    if len(numbers) > MOST_LESSONS:
        message = _("At most {most} lessons can be made of a file at once. Choose fewer chapters.")
        raise Refused("too_many_chapters", message.format(most=MOST_LESSONS), param="chapters")
    return scripts_of(script, numbers)


def script_again(text: str) -> Script:
    """The script that a page has kept of a file. Raises Refused: it is none any more."""
    try:
        return script_from(text, max_characters=LIMITS.max_characters)
    except ValueError:
        message = _("What was read of the file is gone. Choose the file once more.")
        raise Refused("file_gone", message, param="file") from None


def _audio_ms(blocks: Iterable[Block]) -> int:
    return sum(estimate_ms(block.text) for block in blocks if block.kind != NOTE)


def _says_without_notes(script: Script) -> bool:
    return any(block.kind != NOTE for block in script.blocks)


def _title_of(script: Script) -> str:
    first = script.blocks[:_TITLE_WITHIN]
    return next((block.text for block in first if block.kind == HEADING), "")[:LONGEST_TITLE]


def _stem(name: str) -> str:
    return " ".join(PurePath(name).stem.replace("_", " ").split())[:LONGEST_TITLE]


def _said(refusal: FileRefused) -> Refused:
    message = _(refusal.message).format(**refusal.figures)
    code = refusal.code if refusal.code.startswith("file_") else f"file_{refusal.code}"
    status = 413 if refusal.code == "too_large" else 400
    return Refused(code, message, param="file", status=status)
