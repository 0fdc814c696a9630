"""REST: who did what in the workspace."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.request import TokenRequest
from activity.reading import Wish, entries_of
from rest.listing import PARAMETERS, page
from tenants.refusal import Refused
from web.activity.serializers import EntryList
from web.billing.api import SECOND, time_asked

LONGEST = 100


@extend_schema(
    operation_id="listActivity",
    parameters=[
        *PARAMETERS,
        OpenApiParameter("action", str, description="As voice.deleted, or all of voice."),
        OpenApiParameter("actor", str, description="A part of the name, or the id or IP address."),
        OpenApiParameter("target", str, description="A part of the name, or the id."),
        OpenApiParameter("start_time", SECOND, description="Unix seconds, included."),
        OpenApiParameter("end_time", SECOND, description="Unix seconds, not included."),
    ],
    responses=EntryList,
)
@api_view(["GET"])
@needs_scope()
def activity(request: TokenRequest) -> Response:
    """Who did what, newest first, for as long as it is kept. The token needs the scope `admin`."""
    wish = Wish(
        who=_text(request, "actor"),
        action=_text(request, "action"),
        thing=_text(request, "target"),
        since=time_asked(request, "start_time"),
        until=time_asked(request, "end_time"),
    )
    return Response(EntryList(page(request, entries_of(request.tenant, wish))).data)


def _text(request: TokenRequest, name: str) -> str:
    text = request.GET.get(name, "").strip()
    if len(text) > LONGEST:
        message = _("“%(name)s” must be a short text.") % {"name": name}
        raise Refused("invalid_value", message, param=name)
    return text
