"""Responses with an exported lesson, for pages and REST alike."""

from collections.abc import AsyncIterator

from django.conf import settings
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from accounts.request import TenantRequest, TokenRequest
from lessons.export.formats import EXPORTS, ExportFormat
from lessons.export.names import disposition, file_name
from lessons.export_process.order import Order
from lessons.export_process.running import built
from lessons.models import Lesson
from lessons.services.exporting import order_of
from synthesis.aigc.producer import HEADER
from tenants.refusal import Refused
from throttle.open_streams import Cap, Full, Place, take_place
from throttle.request_end import at_end_of

RETRY_SECONDS = 20


def chosen_export(name: str) -> ExportFormat:
    """The format of that name. Raises Refused, with the field `format`."""
    if name not in EXPORTS:
        message = _("There is no format “%(name)s”; there are: %(known)s.")
        figures = {"name": name[:20], "known": ", ".join(EXPORTS)}
        raise Refused("unknown_format", message % figures, param="format")
    return EXPORTS[name]


def export_response(
    request: TenantRequest | TokenRequest, lesson: Lesson, export_format: ExportFormat
) -> HttpResponseBase:
    """The lesson as a file, sent while a child process builds it. All queries are done before this
    returns.

    Raises Refused: it is empty or lines are missing (409), or too many exports are being built: of
    the workspace (429) or of all (503).
    """
    order = order_of(tenant=request.tenant, lesson=lesson, export_format=export_format)
    place = _place(request)
    response = StreamingHttpResponse(_body(order, place), content_type=export_format.content_type)
    response._resource_closers.append(place.release)  # type: ignore[attr-defined]
    name = file_name(order.lesson.title, export_format.extension)
    response["Content-Disposition"] = disposition(name)
    response["Cache-Control"] = "private, no-store"
    response["X-Accel-Buffering"] = "no"
    response[HEADER] = order.lesson.label
    return response


async def _body(order: Order, place: Place) -> AsyncIterator[bytes]:
    async for block in built(order, when_built=place.release):
        yield block


def _place(request: TenantRequest | TokenRequest) -> Place:
    """A place for a child, until it has built the export or nobody waits for it any more."""
    caps = [
        Cap(f"exports:{request.tenant.id}", settings.TENANT_EXPORTS),
        Cap("exports", settings.EXPORTS),
    ]
    try:
        place = take_place(caps)
    except Full as full:
        headers = {"Retry-After": str(RETRY_SECONDS)}
        if full.cap.key == "exports":
            message = _("Many lessons are being made into files at the moment. Try again soon.")
            raise Refused("too_many_exports", message, status=503, headers=headers) from None
        message = _("%(most)d lessons of this workspace are being made into files. Wait for one.")
        figures = {"most": full.cap.most}
        raise Refused("too_many_exports", message % figures, status=429, headers=headers) from None
    at_end_of(request, place.release)
    return place
