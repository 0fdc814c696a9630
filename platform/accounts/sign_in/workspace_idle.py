"""How long a person may leave a workspace alone before they prove who they are again.

Its admins set that (`Tenant.idle_minutes`); what counts is a session's requests to pages of that
workspace, and when its person last proved who they are. Other workspaces ask for nothing.

Valkey holds when a session last used a workspace, for as long as that may matter. If it loses that,
or can't be reached, the time since people last proved who they are counts alone.
"""

import hashlib
import logging
import time
from functools import lru_cache
from typing import cast

import redis
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.sign_in.reauthentication import PROOFS, ask
from rest.errors import error_response
from tenants.models import Tenant

log = logging.getLogger("lectern.accounts")

PREFIX = "lectern:idle:"
TIMEOUT_SECONDS = 0.5


def ask_if_idle(request: HttpRequest, tenant: Tenant) -> HttpResponse | None:
    """What a member gets in place of a page who has left the workspace alone for too long; None for
    everybody else, whose request is noted."""
    if not tenant.idle_minutes:
        return None
    now, seconds = time.time(), tenant.idle_minutes * 60
    name = _name(request, tenant)
    try:
        used = float(cast(bytes | None, _valkey(settings.REDIS_URL).get(name)) or 0)
    except redis.RedisError as error:
        log.warning("people are asked again without having been idle: Valkey is away: %s", error)
        used = 0.0
    if now - max(used, _proved_at(request)) <= seconds:
        _note(name, now, seconds)
        return None
    log.info("user %s was idle in %s, and is asked again", request.user.pk, tenant.slug)
    if is_by_script(request):
        message = _("You were away for long. Open the page again and say who you are.")
        return error_response(401, message, code="session_idle")
    return ask(request)


def is_by_script(request: HttpRequest) -> bool:
    """Whether a page's script has sent the request, to which a page would be no answer. Of htmx's,
    which follow redirects, it is False."""
    if request.headers.get("HX-Request"):
        return False
    # Browsers say it of each request, but for those of pages without TLS.
    mode = request.headers.get("Sec-Fetch-Mode")
    return mode != "navigate" if mode else request.content_type == "application/json"


def _proved_at(request: HttpRequest) -> float:
    records = get_authentication_records(request, request.user)
    return max((each["at"] for each in records if each["method"] in PROOFS), default=0.0)


def _note(name: str, now: float, seconds: int) -> None:
    try:
        _valkey(settings.REDIS_URL).set(name, f"{now:.0f}", ex=seconds)
    except redis.RedisError as error:
        log.warning("a request is not noted, as Valkey does not answer: %s", error)


def _name(request: HttpRequest, tenant: Tenant) -> str:
    # A digest, as whoever has the key of a session has the session.
    digest = hashlib.sha256(str(request.session.session_key).encode()).hexdigest()
    return f"{PREFIX}{tenant.id}:{digest}"


@lru_cache(maxsize=2)
def _valkey(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
    )
