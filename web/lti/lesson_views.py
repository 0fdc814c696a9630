"""A lesson that is opened from a course."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lessons.models import Lesson
from lessons.services import in_courses
from lti import visits
from lti.unacceptable import Unacceptable
from lti.visits import Visit
from tenants.refusal import Refused
from web.lessons.shared.lesson_page import ANY_KEY, contents_of, line_sound, says
from web.lti.frames import in_frames
from web.lti.launch_views import LESSON
from web.lti.visiting import opens_visit


@require_GET
@opens_visit(LESSON)
def page(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The lesson to read along."""
    lesson, tenant = _lesson(visit), visit.platform.tenant
    signed = visits.signed(visit, kind=LESSON)
    context = contents_of(tenant, lesson) | {
        "visit": "course",
        "state": reverse("lti-state", args=[tenant.id, signed]),
        "line": reverse("lti-line", args=[tenant.id, signed, ANY_KEY]),
        # Not the address, which ends before anybody reads a report of it.
        "report": reverse("lti-lesson", args=[tenant.id, lesson.id]),
        "says": says(over=_("This page has ended. Open it again from your course.")),
    }
    return in_frames(render(request, "shared/lesson.html", context), visit.platform.address)


@require_GET
@opens_visit(LESSON)
def state(request: HttpRequest, visit: Visit) -> HttpResponse:
    """204 while the page may go on playing: it asks now and then."""
    _lesson(visit)
    return HttpResponse(status=204)


@require_GET
@opens_visit(LESSON)
def line_audio(request: HttpRequest, visit: Visit, key: str) -> HttpResponseBase:
    """What plays of a line, as MP3."""
    try:
        return line_sound(request, visit.platform.tenant, _lesson(visit), key)
    except Refused:
        raise Unacceptable("gone") from None


def _lesson(visit: Visit) -> Lesson:
    lesson = in_courses.opened(lesson_id=visit.about)
    if lesson is None:
        kept = Lesson.objects.filter(id=visit.about, binned_at=None).exists()
        raise Unacceptable("private" if kept else "gone")
    return lesson
