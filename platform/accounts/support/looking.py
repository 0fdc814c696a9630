"""What a request of support may do in a workspace: read its pages, and nothing else.

This is the one check. Each page that is shown is in the workspace's activity log, once a visit.
"""

from django.db import transaction
from django.db.models import F, Func, Value
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.actor import operator_of
from accounts.models import Membership, SupportVisit
from accounts.request import RoutedRequest
from activity.log import record
from activity.who import Thing

READS = frozenset({"GET", "HEAD", "OPTIONS"})
SHOWN = ("text/html", "application/json", "image/")
"""Types of what is shown. Recordings and speech are a person's voice, and a file that was taken
along does not end with the visit: support hears and downloads nothing."""
LONGEST_PAGE = 300
PARTS_NOTED = 2
"""Of an address, as in `lessons/lesson_1`: what its page reloads does not fill the log."""


def as_admin(visit: SupportVisit) -> Membership:
    """A membership that is not stored: support sees what an admin sees."""
    return Membership(user=visit.asked_by, tenant=visit.tenant, role=Membership.Role.ADMIN)


def refuse_writing(request: RoutedRequest) -> HttpResponse | None:
    """The answer to a method that could change something."""
    if request.method in READS:
        return None
    return _refused(request, _("Support looks at a workspace, and changes nothing in it."))


def shown(request: RoutedRequest, visit: SupportVisit, response: HttpResponse) -> HttpResponse:
    """The answer itself, where it is a page, which is noted; and a refusal in place of others."""
    if response.status_code >= 300:
        return response
    kind = response.headers.get("Content-Type", "")
    if response.streaming or response.has_header("Content-Disposition"):
        kind = "a file"
    if not kind.startswith(SHOWN):
        refusal = _refused(request, _("Support hears and downloads nothing of a workspace."))
        # What the answer holds, as a file or a place among streams, is given back with this one.
        refusal._resource_closers.extend(response._resource_closers)  # type: ignore[attr-defined]
        return refusal
    if not kind.startswith("image/"):
        _note(request, visit)
    return response


def _note(request: RoutedRequest, visit: SupportVisit) -> None:
    page = "/".join(request.path_info.split("/")[3 : 3 + PARTS_NOTED])[:LONGEST_PAGE]
    more = Func(F("pages"), Value(page), function="array_append")
    with transaction.atomic():
        first = SupportVisit.objects.filter(id=visit.id).exclude(pages__contains=[page])
        if first.update(pages=more):
            record(
                action="support.page_opened",
                by=operator_of(request).who,
                tenant=visit.tenant,
                thing=Thing("page", label=f"/{page}"),
            )


def _refused(request: RoutedRequest, message: str) -> HttpResponse:
    context = {"title": _("Not allowed"), "message": message}
    return render(request, "error.html", context, status=403)
