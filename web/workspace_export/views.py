"""The download of all that a workspace owns, for its admins."""

import logging
from collections.abc import AsyncIterator

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.request import TenantRequest
from accounts.suspension import allowed_while_closing, allowed_while_suspended
from activity.log import record
from tenants.refusal import Refused
from throttle.open_streams import Cap, Full, Place, take_place
from throttle.request_end import at_end_of
from web.audio.stream_caps import counted_stream
from web.workspace_export.child import exported

log = logging.getLogger(__name__)


@allowed_while_closing
@allowed_while_suspended
@require_POST
@admins_only
def download(request: TenantRequest, slug: str) -> HttpResponseBase:
    """The workspace as a zip. Where it can't be had now, the page says why."""
    try:
        return _zip(request)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("workspace:retention", slug=slug)


@counted_stream
def _zip(request: TenantRequest) -> HttpResponseBase:
    place = _place(request)
    response = StreamingHttpResponse(_body(request, place), content_type="application/zip")
    response._resource_closers.append(place.release)  # type: ignore[attr-defined]
    name = f"{request.tenant.slug}-{timezone.now():%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Accel-Buffering"] = "no"
    record(action="workspace.exported", by=actor_of(request).who, tenant=request.tenant)
    log.info("member %s downloads the whole workspace", request.membership.id)
    return response


def _body(request: TenantRequest, place: Place) -> AsyncIterator[bytes]:
    # Read before the stream begins: it may not ask the database.
    zipped = exported(
        slug=request.tenant.slug,
        member=request.membership,
        language=get_language() or settings.LANGUAGE_CODE,
    )

    async def body() -> AsyncIterator[bytes]:
        try:
            async for block in zipped:
                yield block
        finally:
            await zipped.aclose()
            place.release()

    return body()


def _place(request: TenantRequest) -> Place:
    """A place for a child. Raises Refused: the workspace has one (429), or there are many (503)."""
    caps = [
        Cap(f"workspace-export:{request.tenant.id}", 1),
        Cap("workspace-exports", settings.EXPORTS),
    ]
    try:
        place = take_place(caps)
    except Full as full:
        if full.cap.key == "workspace-exports":
            message = _("Many workspaces are being downloaded at the moment. Try again soon.")
            raise Refused("too_many_exports", message, status=503) from None
        message = _("This workspace is being downloaded already. Wait until that is done.")
        raise Refused("too_many_exports", message, status=429) from None
    at_end_of(request, place.release)
    return place
