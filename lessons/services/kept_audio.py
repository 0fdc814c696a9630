"""Whole files of lessons: encoded once a format, and kept for some days in the lesson's folder.

The folder holds nothing else, and no files of what the lesson was before it was changed.
"""

from functools import partial

from django.db import transaction
from django.utils import timezone

from lessons.models import Lesson
from synthesis.encode import AudioFormat
from tenants import derived_files, files
from tenants.derived_files import DerivedFile
from tenants.models import Tenant
from tenants.sealing.keys import derive


def kept_file(
    *, tenant: Tenant, lesson: Lesson, content: str, digest: str, audio_format: AudioFormat
) -> DerivedFile:
    """Where the lesson is kept as a file of this format.

    `content` (letters and digits) is a digest of what is heard; `digest` is of all that the file's
    bytes depend on beside it.
    """
    lesson_id = lesson.id
    folder = _folder(tenant, lesson_id)
    made_of = f"{folder}/whole.{content}."

    def note() -> None:
        with transaction.atomic():
            # This locks the row: the folder of a lesson that was deleted is not made again.
            if not Lesson.objects.filter(id=lesson_id).update(whole_at=timezone.now()):
                raise FileNotFoundError(folder)
            files.store().make(folder)
        for name in files.store().names(folder):
            if not name.startswith(made_of):
                files.store().remove(name)

    return DerivedFile(
        f"{made_of}{digest}.{audio_format.extension}{derived_files.SUFFIX}",
        lambda: derive(tenant.key, f"audio:{tenant.id}:{lesson_id}"),
        note,
    )


def delete_with_audio(*, tenant: Tenant, lesson_id: str) -> None:
    """Delete a lesson, if there is one, and what is kept of it. Raises StoreAway."""
    with transaction.atomic():
        lesson = Lesson.objects.select_for_update().filter(id=lesson_id).first()
        if lesson is not None:
            # The row goes last: after a crash in between, it is there to be deleted again.
            _remove(tenant, lesson)
            lesson.delete()


def forget_old(*, tenant: Tenant) -> int:
    """Delete what was kept of lessons for long enough (derived_files.forget_old)."""
    return derived_files.forget_old(Lesson, partial(_remove, tenant))


def _remove(tenant: Tenant, lesson: Lesson) -> None:
    if lesson.whole_at is not None:
        files.store().remove_folder(_folder(tenant, lesson.id))


def _folder(tenant: Tenant, lesson_id: str) -> str:
    return f"{files.folder(tenant)}/lessons/{lesson_id}"
