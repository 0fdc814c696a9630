"""Paths of requests as logs may hold them: without the secrets that some of them carry."""

import re
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve

# What a route captures under these names is no secret. All else is masked, so that a new link with
# a token in its path is safe before anybody thinks of this list.
HARMLESS = {
    "slug", "code", "voice", "index", "number", "model_id", "entry_id",
    "job_id", "voice_id", "take_id", "consent_id", "endpoint_id", "delivery_id",
    "invitation_id", "member_id", "token_id",  # rows' ids, not what the links hold
    "app_label", "content_type_id", "object_id",  # of the operator's pages
}  # fmt: skip
LONGEST = 60
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# Too short to hold a token.
FIRST_SEGMENT = re.compile(r"/[A-Za-z0-9._-]{0,20}")


def loggable_path(request: HttpRequest) -> str:
    """The path of a request, with `<name>` for each captured value that may be a secret.

    Of a path that no route matches only the first segment is kept: it may be a link with a token
    that was copied badly. The query is left out.
    """
    match = request.resolver_match or _match(request.path_info)
    if match is None:
        first = FIRST_SEGMENT.match(request.path_info)
        kept = first[0] if first else "/"
        return kept if kept == request.path_info else f"{kept}…"

    def shown(parameter: re.Match[str]) -> str:
        name = parameter[1]
        if name not in HARMLESS or name not in match.kwargs:
            return f"<{name}>"
        return quote(str(match.kwargs[name])[:LONGEST])

    return "/" + PARAMETER.sub(shown, match.route)


def _match(path: str) -> ResolverMatch | None:
    """The route, for requests that middleware answered before Django looked for one."""
    try:
        return resolve(path)
    except Resolver404:
        return None
