"""The Content-Security-Policy of every answer: what a browser may load and run on our pages.

Only scripts that carry the request's nonce run. A page that needs more is in MORE, with the reason.
"""

from typing import Any

from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Directives = dict[str, list[Any]]

DIRECTIVES: Directives = {
    "default-src": [NONE],
    "object-src": [NONE],
    "script-src": [NONCE],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],  # Pico draws the marks of its controls so
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "worker-src": [SELF],
    "media-src": [SELF, "blob:"],  # a recording before it is sent
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}
# What other sites may show in a frame: a lesson that somebody has shared, and no other page.
FRAMED = {"shared-embed"}
# Django's admin puts no nonces on its scripts. It has none inline either.
OPERATOR: Directives = DIRECTIVES | {"script-src": [SELF]}
OPERATOR_ROUTES = "operator/"


def _more() -> dict[str, Directives]:
    """What pages may do beyond DIRECTIVES, by the names of their routes."""
    # A browser checks an AudioWorklet's module as a script, and there is no way to give it a nonce.
    recorder: Directives = {"script-src": [SELF]}
    return {
        "workspace:new-voice": recorder,
        "workspace:new-take": recorder,
        # Nor can the imports of a service worker.
        "service-worker": {"script-src": [SELF]},
        # Chrome also checks where a form's answer redirects to.
        "workspace:plans": {"form-action": settings.STRIPE_PAGES},
        # Redoc writes its styles into the page, and searches in a worker made from a blob.
        "api-reference": {"style-src": [UNSAFE_INLINE], "worker-src": ["blob:"]},
    }


class ContentSecurityPolicy(CSPMiddleware):
    """Sends DIRECTIVES, or what the route has instead of them or beyond them."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The policy of this answer; pages of errors have that of the route that failed."""
        parts = super().get_policy_parts(request, response, report_only)
        if report_only:
            return parts
        if match := request.resolver_match:
            if match.route.startswith(OPERATOR_ROUTES):
                parts.config = OPERATOR
            parts.update = _more().get(match.view_name)
            if match.view_name in FRAMED:
                parts.replace = {"frame-ancestors": ["*"]}
        return parts
