"""Which workspace a request is from, before it has a thread to look it up in the database.

When a request is authenticated, its credential is remembered with its workspace. The next request
with that credential then counts as the workspace's. This decides who waits for whom, and nothing
else: every request is authenticated again.
"""

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, parse_cookie

from rest.addresses import is_rest_path
from tenants.models import Tenant

SCOPE_KEY = "lectern.credential"
WORKSPACE = re.compile(r"\A/w/(?P<slug>[^/]+)/")
SHARED = re.compile(r"\A/s/(?P<token>[^/]+)")
IN_A_COURSE = re.compile(r"\A/lti/[^/]+/(?:lessons|choices)/(?P<visit>[^/]+)")
MOST_KNOWN = 20_000

_known: OrderedDict[str, UUID] = OrderedDict()
_guard = threading.Lock()


def credential_of(path: str, headers: Mapping[bytes, bytes]) -> str | None:
    """A digest of what the request will be authenticated by; None for one without a workspace."""
    if is_rest_path(path):
        named = headers.get(b"authorization") or headers.get(b"xi-api-key") or b""
    elif workspace := WORKSPACE.match(path):
        cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
        session = cookies.get(settings.SESSION_COOKIE_NAME, "")
        named = f"{workspace['slug']} {session}".encode()
    elif shared := SHARED.match(path):
        named = f"shared {shared['token']}".encode(errors="replace")
    elif in_a_course := IN_A_COURSE.match(path):
        named = f"in a course {in_a_course['visit']}".encode(errors="replace")
    else:
        return None
    return hashlib.sha256(named).hexdigest()


def tenant_id_of(credential: str | None) -> UUID | None:
    """The workspace that the credential was last accepted for."""
    if credential is None:
        return None
    with _guard:
        if credential in _known:
            _known.move_to_end(credential)
        return _known.get(credential)


def remember(request: HttpRequest, tenant: Tenant) -> None:
    """The request was authenticated for that workspace."""
    if credential := _of(request):
        with _guard:
            _known[credential] = tenant.id
            if len(_known) > MOST_KNOWN:
                _known.popitem(last=False)


def forget(request: HttpRequest) -> None:
    """The request's credential was not accepted."""
    if credential := _of(request):
        with _guard:
            _known.pop(credential, None)


def _of(request: HttpRequest) -> str | None:
    scope: dict[str, Any] = getattr(request, "scope", {})
    return scope.get(SCOPE_KEY)
