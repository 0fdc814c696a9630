"""The ASGI application of sockets, in front of the one of requests."""

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from django.utils import translation
from django.utils.translation import trans_real

from rest.errors import error_body
from web.elevenlabs.sockets import handshake
from web.elevenlabs.sockets.handshake import NotHere
from web.elevenlabs.sockets.session import Session
from web.inner_request import App, Maker

log = logging.getLogger("lectern.sockets")

MOST_UNKNOWN = 200
"""Sockets of a process that have not said yet whose they are, in headers or address."""
BUSY = "Too many sockets wait for their token. Send it in a header."


def with_sockets(app: App) -> App:
    """Serve websockets, and leave all else to `app`, which answers the sockets' own requests."""
    unknown = 0

    async def served(
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
    ) -> None:
        nonlocal unknown
        if scope["type"] != "websocket":
            return await app(scope, receive, send)
        await receive()  # websocket.connect
        try:
            asked = handshake.checked(scope)
            if not asked.token and unknown >= MOST_UNKNOWN:
                raise NotHere(503, BUSY, "overloaded")
        except NotHere as refused:
            return await _refuse(refused, send)
        await send({"type": "websocket.accept"})
        is_unknown = not asked.token
        unknown += is_unknown
        try:
            with translation.override(_language(scope)):
                await Session(Maker(app, scope, asked.token), asked, receive, send).run()
        finally:
            unknown -= is_unknown
            log.info("socket %s closed", "of contexts" if asked.multi else "of one text")

    return served


async def _refuse(refused: NotHere, send: Callable[[Any], Awaitable[None]]) -> None:
    body = json.dumps(error_body(refused.status, refused.message, code=refused.code)).encode()
    headers = [(b"content-type", b"application/json"), (b"x-content-type-options", b"nosniff")]
    start = {"type": "websocket.http.response.start", "status": refused.status, "headers": headers}
    await send(start)
    await send({"type": "websocket.http.response.body", "body": body})


def _language(scope: dict[str, Any]) -> str:
    accepted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    for language, _weight in trans_real.parse_accept_lang_header(accepted):
        try:
            return translation.get_supported_language_variant(language)
        except LookupError:
            continue
    return "en"
