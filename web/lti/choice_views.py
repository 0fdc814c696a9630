"""Where a teacher chooses a lesson for a course (LTI Deep Linking 2.0)."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activity.who import Origin
from lessons.services import in_courses
from lti import launches
from lti.models import ContentRequest
from lti.unacceptable import Unacceptable
from lti.visits import Visit
from web.lti.frames import in_frames
from web.lti.launch_views import CHOICE, LESSON
from web.lti.visiting import opens_visit

SHOWN = 50
LONGEST_QUERY = 100


@require_http_methods(["GET", "POST"])
@opens_visit(CHOICE)
def choose(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The lessons to choose from; a POST says which, or that none is wanted."""
    question = launches.asked(visit.platform, visit.about)
    if request.method == "POST":
        return _answered(request, question)
    query = request.GET.get("query", "").replace("\0", "")[:LONGEST_QUERY]
    tenant = visit.platform.tenant
    found = in_courses.offered(tenant=tenant, query=query, most=SHOWN + 1)
    context = {
        "workspace": tenant.name,
        "query": query,
        "lessons": found[:SHOWN],
        "is_cut": len(found) > SHOWN,
    }
    return in_frames(render(request, "lti/choice.html", context), visit.platform.address)


def _answered(request: HttpRequest, question: ContentRequest) -> HttpResponseBase:
    """A page whose form brings the signed answer to the platform."""
    origin, wanted = Origin.of(request), request.POST.get(LESSON, "").replace("\0", "")
    if wanted:
        lesson = in_courses.opened(lesson_id=wanted)
        if lesson is None:
            raise Unacceptable("gone")
        title = lesson.title(question.platform.tenant) or _("Untitled")
        custom = {LESSON: lesson.id}
        token = launches.answer(question, title=title, custom=custom, origin=origin)
    else:
        token = launches.answer(question, origin=origin)
    context = {"address": question.return_address, "token": token, "name": question.platform.name}
    there = question.platform.address
    return in_frames(render(request, "lti/answer.html", context), there, form_to=there)
