"""The panel of a lesson's share links in its editor: JSON that its script reads and sends."""

from typing import Any

from django.http import HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actor import actor_of
from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from lessons.access import Action, find, viewer_of
from lessons.links import services as links
from lessons.models import Lesson
from tenants.models import Tenant
from web.lessons.answers import answering_json, body_of, text_in
from web.lessons.shared.presentation import panel_json


@require_http_methods(["GET", "POST"])
@answering_json
def shares(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """The links of a lesson; a POST makes one before, for so many `days`, with a `password`."""
    viewer = viewer_of(request)
    lesson = find(viewer=viewer, lesson_id=lesson_id, action=Action.SHARE)
    if request.method == "POST":
        body = body_of(request)
        links.create(
            viewer=viewer,
            lesson=lesson,
            days=_days_in(body),
            password=text_in(body, "password"),
            by=actor_of(request),
        )
    return JsonResponse(_all(request.tenant, lesson))


@allowed_while_suspended
@require_POST
@answering_json
def revoke(request: TenantRequest, slug: str, lesson_id: str, share_id: str) -> HttpResponseBase:
    """Make a link lead nowhere, at once; answers those that are left."""
    lesson = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.SHARE, binned=True)
    links.revoke(tenant=request.tenant, lesson=lesson, share_id=share_id, by=actor_of(request))
    return JsonResponse(_all(request.tenant, lesson))


def _all(tenant: Tenant, lesson: Lesson) -> dict[str, Any]:
    title = lesson.title(tenant) or _("Untitled")
    return {
        "shares": [panel_json(link, title) for link in links.links_of(tenant=tenant, lesson=lesson)]
    }


def _days_in(body: dict[str, Any]) -> int:
    days = body.get("days", links.DEFAULT_DAYS)
    if isinstance(days, bool) or not isinstance(days, int):
        days = 0  # which is refused, with what may be
    return days
