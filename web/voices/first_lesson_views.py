"""Page: a first lesson, heard in a base voice while the own one is being made."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from accounts.request import TenantRequest
from lessons import access as lesson_access
from lessons.models import Lesson
from lessons.services import first_lesson as service
from voices.access import Action, viewer_of
from voices.models import Voice

BEGUN = "first_lessons"


@require_POST
def first_lesson(request: TenantRequest, slug: str, voice_id: str) -> HttpResponse:
    """Open the first lesson: in a base voice, or in this one once it is ready."""
    voice = get_object_or_404(Voice, id=voice_id)
    viewer_of(request).check(voice, Action.CHANGE)
    viewer = lesson_access.viewer_of(request)
    lesson = begun(request, voice)
    if lesson is None:
        language = "zh" if (get_language() or "").startswith("zh") else "en"
        lesson = service.begin(viewer=viewer, language=language)
        request.session[BEGUN] = {**request.session.get(BEGUN, {}), voice.id: lesson.id}
    if voice.status == Voice.Status.READY:
        service.read_in(viewer=viewer, lesson=lesson, voice=voice.id)
    return redirect("workspace:lesson", slug=slug, lesson_id=lesson.id)


def begun(request: TenantRequest, voice: Voice) -> Lesson | None:
    """The lesson that was begun in this session while the voice was being made."""
    lesson_id = request.session.get(BEGUN, {}).get(voice.id)
    lessons = lesson_access.viewer_of(request).visible()
    return lessons.filter(id=lesson_id, binned_at=None).first() if lesson_id else None
