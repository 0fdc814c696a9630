"""The library: a workspace's lessons, as pages."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.actor import actor_of
from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from lessons.access import Action, find, viewer_of
from lessons.models import Lesson
from lessons.services import documents, library
from lessons.services.library import KEPT_IN_BIN
from tenants.refusal import Refused
from web.lessons.answers import answering_json, body_of, text_in
from web.lessons.api.lessons import wish_of

LESSONS_A_PAGE = 50
SORT_LABELS = {
    "-updated": gettext_lazy("Changed last"),
    "-created": gettext_lazy("Newest"),
    "created": gettext_lazy("Oldest"),
    "title": gettext_lazy("Title"),
}
MOST_AT_ONCE = 1_000
JUST_BINNED = "lessons_just_binned"


@require_GET
def shelf(request: TenantRequest, slug: str) -> HttpResponse:
    """All lessons that the member sees: searched, filtered and sorted."""
    viewer = viewer_of(request)
    try:
        wish = wish_of(request)
        found = library.entries(viewer=viewer, wish=wish)
    except Refused:
        raise Http404 from None
    page = Paginator(found, LESSONS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "wish": wish,
        "folders": library.folders(viewer=viewer),
        "sorts": SORT_LABELS,
        "kept_days": KEPT_IN_BIN.days,
        "undo": _just_binned(request, slug),
        "anything": bool(found) or viewer.visible().exists(),
    }
    template = "lessons/_found.html" if request.htmx else "lessons/library.html"
    return render(request, template, context)


@require_POST
def duplicate(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponse:
    """Copy a lesson, and open the copy."""
    viewer = viewer_of(request)
    try:
        lesson = find(viewer=viewer, lesson_id=lesson_id, action=Action.READ)
        copy = documents.duplicate(viewer=viewer, lesson=lesson).lesson
    except Refused as refusal:
        return _refused(request, slug, refusal)
    return redirect("workspace:lesson", slug=slug, lesson_id=copy.id)


@require_POST
@answering_json
def settle(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """Set the folder or the access of a lesson."""
    lesson = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.SHARE)
    body = body_of(request)
    if "folder" in body:
        library.move(lesson=lesson, folder=text_in(body, "folder"))
    if "access" in body:
        library.share(
            tenant=request.tenant,
            lesson=lesson,
            access=text_in(body, "access"),
            by=actor_of(request),
        )
    return JsonResponse({"folder": lesson.folder, "access": lesson.access})


@allowed_while_suspended
@require_POST
def bin_many(request: TenantRequest, slug: str) -> HttpResponse:
    """Put the ticked lessons into the bin; the next page has a button that undoes it."""
    binned = []
    for lesson in _ticked(request):
        if lesson.binned_at is None:
            library.put_into_bin(tenant=request.tenant, lesson=lesson, by=actor_of(request))
            binned.append(lesson.id)
    if binned:
        request.session[JUST_BINNED] = [slug, binned]
    return redirect("workspace:lessons", slug=slug)


@allowed_while_suspended
@require_POST
def unbin_many(request: TenantRequest, slug: str) -> HttpResponse:
    """Take the ticked lessons out of the bin, or those that were just put there."""
    for lesson in _ticked(request):
        library.take_out_of_bin(tenant=request.tenant, lesson=lesson, by=actor_of(request))
    return redirect("workspace:lessons", slug=slug)


@allowed_while_suspended
@require_POST
def delete(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponse:
    """Delete a lesson in the bin for good."""
    try:
        lesson = find(
            viewer=viewer_of(request), lesson_id=lesson_id, action=Action.BIN, binned=True
        )
        library.delete_for_good(tenant=request.tenant, lesson=lesson, by=actor_of(request))
    except Refused as refusal:
        return _refused(request, slug, refusal)
    messages.success(request, _("The lesson is deleted."))
    return redirect("workspace:lessons", slug=slug)


@require_POST
def take_over(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponse:
    """Make an admin the author of a lesson whose author has left."""
    viewer = viewer_of(request)
    try:
        lesson = find(viewer=viewer, lesson_id=lesson_id, action=Action.TAKE_OVER, binned=True)
        library.take_over(viewer=viewer, lesson=lesson, by=actor_of(request))
    except Refused as refusal:
        return _refused(request, slug, refusal)
    messages.success(request, _("The lesson is yours now."))
    return redirect("workspace:lesson", slug=slug, lesson_id=lesson_id)


def _just_binned(request: TenantRequest, slug: str) -> list[str]:
    """The lessons that the member has just put into the bin of this workspace; told once."""
    workspace, ids = request.session.pop(JUST_BINNED, ("", []))
    return ids if workspace == slug else []


def _ticked(request: TenantRequest) -> list[Lesson]:
    """The ticked lessons that the member may put into the bin or take out of it."""
    viewer = viewer_of(request)
    # PostgreSQL takes no NUL.
    ids = [each for each in request.POST.getlist("lesson")[:MOST_AT_ONCE] if "\0" not in each]
    rights_of = viewer.rights_by_lesson()
    ticked = viewer.visible().filter(id__in=ids)
    return [lesson for lesson in ticked if Action.BIN in rights_of(lesson)]


def _refused(request: TenantRequest, slug: str, refusal: Refused) -> HttpResponse:
    if refusal.status == 404:
        raise Http404
    messages.error(request, str(refusal))
    return redirect("workspace:lessons", slug=slug)
