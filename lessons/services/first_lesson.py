"""A short lesson to listen to while a voice is being made, and then in that voice."""

from dataclasses import replace

from django.db import transaction

from lessons.access import Viewer
from lessons.material import from_text
from lessons.models import Lesson
from lessons.patch import Patch
from lessons.services import documents, making

TEXTS = {
    "en": "Welcome to your first lesson.\n"
    "A voice that pupils know helps them to listen.\n"
    "Every sentence can be changed, and is read aloud anew.",
    "zh": "欢迎来到您的第一课。\n"
    "熟悉的声音，能让学生听得更专心。\n"
    "每一句话都可以修改，改完马上重新朗读。",
}


@transaction.atomic
def begin(*, viewer: Viewer, language: str) -> Lesson:
    """The lesson in a base voice of its language ("en" or "zh"), queued to be made at once.

    Raises Refused; then there is no lesson.
    """
    material = from_text(TEXTS[language])
    lesson = documents.create(viewer=viewer, material=material, language=language).lesson
    making.make(viewer=viewer, lesson=lesson, interactive=True)
    return lesson


@transaction.atomic
def read_in(*, viewer: Viewer, lesson: Lesson, voice: str) -> None:
    """Have the lesson read in another voice, from its first line on.

    Raises Refused; then it stays in the voice that it had.
    """
    settings = lesson.document(viewer.tenant).settings
    own = replace(settings, voice=voice)
    patch = Patch(base_revision=lesson.revision, settings=own)
    saved = documents.save(viewer=viewer, lesson_id=lesson.id, patch=patch)
    making.make(viewer=viewer, lesson=saved.lesson, interactive=True)
