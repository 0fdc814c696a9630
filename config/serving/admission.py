"""Lets requests wait for a thread, as an ASGI application around Django.

A request waits after its body has arrived, so that a slow sender takes nobody's thread.
It gives the thread back when its answer begins, so that a stream or a slow receiver holds none.
Health checks and figures have threads of their own.
"""

import json
from collections.abc import Mapping
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import trans_real
from prometheus_client import Counter

from config.serving.asgi_types import App, Message, Receive, Scope, Send
from rest.addresses import is_rest_path
from rest.errors import error_body
from telemetry import series
from throttle.callers import SCOPE_KEY, credential_of, tenant_id_of
from throttle.client_address import address_behind
from throttle.gate import Busy, Gate, Pass, Share
from throttle.request_threads import Lane

REFUSED = Counter("lectern_requests_refused_busy", "Requests that got no thread.", ["status"])
for _status in (429, 503):
    REFUSED.labels(_status)  # a rate needs a value from before the first one

RETRY_SECONDS = 5
TOO_MANY = _("Your workspace has too many requests in work at once. Try again soon.")
OVERLOADED = _("Too many requests are in work at the moment. Please try again soon.")
CODES = {429: "too_many_requests_at_once", 503: "overloaded"}
NO_SCRIPTS = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class Admission:
    """Runs `app`, each request in one of a fixed number of threads.

    A workspace may have half of them at once. So may all requests together that are not known to
    be of a workspace yet, and one address half of those.
    """

    def __init__(self, app: App, threads: int, wait_seconds: float) -> None:
        self._app = app
        self._gate = Gate(threads, wait_seconds, counted=True)
        # What watches us must be answered while everybody else waits.
        figures = Gate(1, wait_seconds)
        self._probes = {
            "/healthz": Gate(1, wait_seconds),
            "/readyz": figures,
            "/metrics": figures,
        }
        self._half, self._quarter = max(1, threads // 2), max(1, threads // 4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = dict(scope["headers"])
        credential = credential_of(scope["path"], headers)
        gate = self._probes.get(scope["path"], self._gate)
        shares = self._shares(scope, headers, credential)
        lane = Lane()
        held: Pass | None = None

        async def receive_and_wait() -> Message:
            nonlocal held
            message = await receive()
            arrived = message["type"] == "http.request" and not message.get("more_body")
            if arrived and held is None:
                held = await gate.enter(shares)
                lane.thread = held.thread
            return message

        async def give_back_and_send(message: Mapping[str, Any]) -> None:
            if held is not None:
                held.give_back()
            await send(message)

        try:
            async with ThreadSensitiveContext(executor=lane):
                await self._app(
                    {**scope, SCOPE_KEY: credential}, receive_and_wait, give_back_and_send
                )
        except Busy as busy:
            await _refuse(scope, headers, busy, send)
        finally:
            if held is not None:
                held.give_back()

    def _shares(
        self, scope: Scope, headers: Mapping[bytes, bytes], credential: str | None
    ) -> list[Share]:
        if (tenant_id := tenant_id_of(credential)) is not None:
            return [Share(f"tenant:{tenant_id}", self._half)]
        remote = (scope.get("client") or ("",))[0]
        forwarded_for = headers.get(b"x-forwarded-for", b"").decode("latin-1")
        address = Share(f"address:{address_behind(remote, forwarded_for)}", self._quarter)
        return [address, Share("strangers", self._half)]


async def _refuse(scope: Scope, headers: Mapping[bytes, bytes], busy: Busy, send: Send) -> None:
    own = busy.share is not None and busy.share.key.startswith("tenant:")
    status, sentence = (429, TOO_MANY) if own else (503, OVERLOADED)
    REFUSED.labels(status).inc()
    series.count_answer(scope["path"], status)
    with translation.override(_language(headers)):
        if is_rest_path(scope["path"]) or scope["path"].endswith((".json", "z")):
            kind = b"application/json"
            body = json.dumps(error_body(status, str(sentence), code=CODES[status])).encode()
        else:
            kind = b"text/html; charset=utf-8"
            body = render_to_string("busy.html", {"message": sentence}).encode()
    answer = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", str(RETRY_SECONDS).encode()),
        (b"cache-control", b"private, no-store"),
        (b"content-security-policy", NO_SCRIPTS),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": answer})
    await send({"type": "http.response.body", "body": body})


def _language(headers: Mapping[bytes, bytes]) -> str:
    accepted = headers.get(b"accept-language", b"").decode("latin-1")
    for language, _weight in trans_real.parse_accept_lang_header(accepted):
        try:
            return translation.get_supported_language_variant(language)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
