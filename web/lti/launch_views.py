"""Where learning platforms have browsers go: to begin a launch, and with it. And our keys.

The requests come from another site, so without our session: it is neither read nor written here.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lti import launches, login, tool_keys, visits
from lti.id_token import Launch
from lti.models import LearningPlatform
from lti.unacceptable import Unacceptable
from lti.visits import Visit
from telemetry.context import name_tenant
from tenants.limits import limits_of
from web.lti.refusing import refuse
from web.lti.visiting import speak

LESSON = "lesson"
"""The parameter of a link in a course that says which lesson it opens; and a kind of visits."""
CHOICE = "choice"


@require_http_methods(["GET", "POST"])
@never_cache
def begin(request: HttpRequest, tenant_id: UUID) -> HttpResponseBase:
    """Lead the browser on to the platform that it comes from, for an id_token."""
    given = request.POST if request.method == "POST" else request.GET
    try:
        return redirect(login.authentication_address(tenant_id, given.dict()))
    except Unacceptable as error:
        return refuse(request, error)


@require_POST
@never_cache
def launch(request: HttpRequest, tenant_id: UUID) -> HttpResponseBase:
    """Check a launch, and lead to the page that it is for."""
    platform = None
    given = request.POST.dict()
    try:
        platform, nonce = visits.begun(tenant_id, given.get("state", ""))
        name_tenant(platform.tenant.slug)
        if limits_of(platform.tenant).suspended:
            raise Unacceptable("suspended")
        taken = launches.take(platform, nonce, given)
        speak(request, taken.language)
        address = _page_of(tenant_id, platform, taken)
    except Unacceptable as error:
        return refuse(request, error, platform)
    response = redirect(address)
    response.status_code = 303
    return response


def _page_of(tenant_id: UUID, platform: LearningPlatform, launch: Launch) -> str:
    if launch.question is not None:
        question = launches.ask(platform, launch)
        visit = Visit(platform, str(question.id), launch.language)
        return reverse("lti-choice", args=[tenant_id, visits.signed(visit, kind=CHOICE)])
    lesson_id = launch.custom.get(LESSON, "")
    if not lesson_id:
        raise Unacceptable("no_lesson")
    visit = Visit(platform, lesson_id[:80], launch.language)
    return reverse("lti-lesson", args=[tenant_id, visits.signed(visit, kind=LESSON)])


@require_GET
def keys(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    """The public keys that the workspace's answers are signed with."""
    response = JsonResponse(tool_keys.key_set(tenant_id))
    response["Cache-Control"] = "public, max-age=300"
    return response
