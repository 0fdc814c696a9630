"""What MCP asks of Django: whose token it is."""

from typing import cast

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request

from accounts.request import TokenRequest
from accounts.tokens import scopes_now
from tenants.refusal import Refused
from web.inner_request import told
from web.mcp.caller import Caller


@extend_schema(exclude=True)
@api_view(["GET"])
def mcp(given: Request, /) -> HttpResponseBase:
    """The address of MCP, whose messages come by POST and are answered in front of Django."""
    # The middleware has refused every request without a token.
    request = cast(TokenRequest, given)
    caller = told(request)
    if isinstance(caller, Caller):
        caller.scopes = scopes_now(request.api_token)
        caller.pages = request.build_absolute_uri(f"/w/{request.tenant.slug}/")
        return HttpResponse(status=204)
    message = _("This address is for programs that speak the Model Context Protocol, by POST.")
    raise Refused("mcp_only", message, status=404)
