"""Which web pages may use a token from a browser, by their origins, and what they may call."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiToken
from accounts.tokens import InvalidToken
from tenants.refusal import Refused

MAX_ORIGINS = 20
MAX_CHARACTERS = 200
LOCAL = ("localhost", "127.0.0.1")
_HOST = re.compile(r"\A[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\Z")


def origins(written: Iterable[str]) -> list[str]:
    """Origins as browsers send them (`https://example.org`), without repeats. Raises Refused."""
    found = list(dict.fromkeys(_origin(text.strip()) for text in written))
    if len(found) > MAX_ORIGINS:
        message = _("A token has at most %(count)s origins.") % {"count": MAX_ORIGINS}
        raise Refused("too_many_origins", message, param="origins")
    return found


def check_origin(record: ApiToken, request: HttpRequest) -> None:
    """Raises InvalidToken where the token is for web pages and this is a request of none of them,
    or for something that web pages may not call."""
    if not record.allowed_origins:
        return
    if request.headers.get("Origin") not in record.allowed_origins:
        message = _("This token works only on pages of %(origins)s.")
        figures = {"origins": ", ".join(record.allowed_origins)}
        raise InvalidToken(message % figures, code="origin_not_authorized")
    if not may_be_called(request.method or "", request.path_info, by=record):
        message = _("A token for web pages can only be used for speech.")
        raise InvalidToken(message, code="not_for_web_pages")


def may_be_called(method: str, path: str, *, by: ApiToken | None = None) -> bool:
    """Whether web pages may send this: speech and, but for client tokens, lists of names."""
    calls = set(settings.CALLS_OF_WEB_PAGES)
    if by is not None and by.parent_id is not None:
        calls = {call for call in calls if call[0] == "POST"}
    return (method, path) in calls


def is_known(origin: str) -> bool:
    """Whether some token in use is for pages of this origin."""
    if len(origin) > MAX_CHARACTERS:
        return False
    live = ApiToken.objects.filter(revoked_at=None, expires_at__gt=timezone.now())
    return live.filter(allowed_origins__contains=[origin]).exists()


def _origin(text: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _no_origin(text) from None
    host = parts.hostname or ""
    scheme = parts.scheme.lower()
    safe = scheme == "https" or (scheme == "http" and host in LOCAL)
    bare = not (parts.query or parts.fragment or parts.username or parts.password is not None)
    if not safe or not bare or parts.path not in ("", "/") or not _HOST.match(host):
        raise _no_origin(text)
    usual = {"https": 443, "http": 80}[scheme]
    written = f"{scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")
    if len(written) > MAX_CHARACTERS:
        raise _no_origin(text)
    return written


def _no_origin(text: str) -> Refused:
    message = _("“%(text)s” is no origin; write https://example.org, without a path.")
    return Refused("invalid_origin", message % {"text": text[:60]}, param="origins")
