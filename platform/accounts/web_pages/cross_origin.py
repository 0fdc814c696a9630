"""CORS: browsers let pages of other sites read answers only where the token is for those sites.

No answer ever allows cookies, or all origins. A preflight, which has no token, is answered for
origins that some token in use is for, and for the calls that web pages may make; to all others REST
says what it says to anybody without a token.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from accounts.request import RoutedRequest
from accounts.web_pages import origins
from rest.errors import is_rest

View = Callable[[RoutedRequest], HttpResponse]

PREFLIGHT_SECONDS = 600
READABLE = (
    "x-request-id, x-lectern-instructions, x-aigc-label, retry-after, "
    "x-ratelimit-limit-requests, x-ratelimit-remaining-requests, x-ratelimit-reset-requests"
)
# OpenAI's client tells much of itself in headers.
_SENT = re.compile(
    r"authorization|xi-api-key|content-type|accept-language|idempotency-key|user-agent"
    r"|x-stainless-[a-z-]{1,40}|openai-[a-z-]{1,40}"
)


def cross_origin(get_response: View) -> View:
    """Answers preflights, and says in answers to tokens for web pages that the page may read."""

    def middleware(request: RoutedRequest) -> HttpResponse:
        origin = request.headers.get("Origin", "")
        if not origin or not is_rest(request):
            return get_response(request)
        wanted = request.headers.get("Access-Control-Request-Method", "")
        if request.method == "OPTIONS" and wanted:
            may = origins.may_be_called(wanted, request.path_info) and origins.is_known(origin)
            response = _preflight(request, wanted) if may else get_response(request)
        else:
            response = get_response(request)
            token = getattr(request, "api_token", None)
            may = token is not None and origin in (token.allowed_origins or ())
            if may:
                response["Access-Control-Expose-Headers"] = READABLE
        if may:
            response["Access-Control-Allow-Origin"] = origin
        patch_vary_headers(response, ["Origin"])
        return response

    return middleware


def _preflight(request: RoutedRequest, method: str) -> HttpResponse:
    asked = request.headers.get("Access-Control-Request-Headers", "").lower().split(",")
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = method
    allowed = [name for name in map(str.strip, asked) if _SENT.fullmatch(name)]
    response["Access-Control-Allow-Headers"] = ", ".join(allowed)
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    patch_vary_headers(
        response, ["Access-Control-Request-Method", "Access-Control-Request-Headers"]
    )
    return response
