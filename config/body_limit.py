"""Refuses a request whose body is larger than any that Lectern accepts, before it fills the disk.

Django reads a body to its end before it checks it, and the ASGI server sets no limit.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MESSAGE = "The request is larger than this installation takes."


class TooLarge(Exception):
    """The body has more bytes than are allowed."""


def limit_body(app: App, max_bytes: int) -> App:
    """Wrap an ASGI app: a longer body gets 413, whether its length was announced or not."""

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > max_bytes:
            return await _refuse(send)
        received = 0
        started = False

        async def counted() -> dict[str, Any]:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > max_bytes:
                raise TooLarge
            return message

        async def noted(message: dict[str, Any]) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await app(scope, counted, noted)
        except TooLarge:
            if not started:
                await _refuse(send)

    return limited


async def _refuse(send: Send) -> None:
    error = {
        "message": MESSAGE,
        "type": "invalid_request_error",
        "param": None,
        "code": "request_too_large",
    }
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"error": error}).encode()})
