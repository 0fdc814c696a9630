"""The page where admins have all that the workspace owns prepared as a zip, and download it.

It is there while the workspace is suspended or closed, too.
"""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.request import TenantRequest
from accounts.sign_in import reauthentication
from accounts.sign_in.reauthentication import recently_authenticated
from accounts.suspension import allowed_while_closing, allowed_while_suspended
from tenants.refusal import Refused
from web.audio.stream_caps import counted_stream
from web.workspace_export.response import goes_on, zip_response
from workspace_exports import queue, services
from workspace_exports.models import WorkspaceExport


@allowed_while_closing
@require_GET
@admins_only
@never_cache
def exports(request: TenantRequest, slug: str) -> HttpResponse:
    """What is being prepared, or is ready, for this admin; to htmx, that part of the page alone."""
    export = services.exports_of(tenant=request.tenant, by=actor_of(request)).first()
    context = {
        "export": export,
        "reason": queue.REASONS.get(export.reason, "") if export else "",
        "kept_days": queue.KEPT.days,
        "layout": "plain.html" if request.tenant.deletes_at else "workspace.html",
    }
    template = "_state" if request.htmx else "exports"
    return render(request, f"workspace_export/{template}.html", context)


@allowed_while_closing
@allowed_while_suspended
@require_POST
@admins_only
@recently_authenticated
def ask(request: TenantRequest, slug: str) -> HttpResponse:
    """Have a zip prepared. Where that can't be, the page says why."""
    try:
        services.ask(
            tenant=request.tenant,
            by=actor_of(request),
            language=get_language() or settings.LANGUAGE_CODE,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("workspace:exports", slug=slug)


@allowed_while_closing
@allowed_while_suspended
@require_POST
@admins_only
def delete(request: TenantRequest, slug: str, export_id: str) -> HttpResponse:
    """Stop preparing it, or delete it."""
    export = _export(request, export_id)
    services.remove(export=export, by=actor_of(request))
    if export.is_under_way:
        messages.success(request, _("The download is not prepared any more."))
    else:
        messages.success(request, _("The download is deleted."))
    return redirect("workspace:exports", slug=slug)


@allowed_while_closing
@require_GET
@admins_only
@counted_stream
def download(request: TenantRequest, slug: str, export_id: str) -> HttpResponseBase:
    """The zip. Whoever begins has lately proved who they are; a download that was interrupted goes
    on hours later without."""
    export = _export(request, export_id)
    going_on = goes_on(request, export)
    if not going_on and not reauthentication.is_recent(request):
        return reauthentication.ask(request, back_to=redirect("workspace:exports", slug=slug).url)
    try:
        response = zip_response(request, export)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("workspace:exports", slug=slug)
    if not going_on:
        services.note_download(export, actor_of(request))
    return response


def _export(request: TenantRequest, export_id: str) -> WorkspaceExport:
    try:
        return services.find(tenant=request.tenant, by=actor_of(request), export_id=export_id)
    except Refused:
        raise Http404 from None
