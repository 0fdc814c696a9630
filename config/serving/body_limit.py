"""Refuses requests with a body larger than Lectern ever accepts, before they fill the disk.

Django reads a whole body before it handles it, and the web server sets no limit.
"""

import json
from collections.abc import Mapping
from typing import Any

from config.serving.asgi_types import App, Message, Receive, Scope, Send
from rest.numbers import whole_number

MESSAGE = "The request is larger than this installation accepts."


class TooLarge(Exception):
    """The body has more bytes than allowed."""


def limit_body(app: App, max_bytes: int) -> App:
    """Wrap an ASGI app: answer 413 to a longer body, whether or not its length was declared."""

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and whole_number(declared.decode(), most=max_bytes) is None:
            return await _refuse(send)
        received = 0
        started = False

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > max_bytes:
                raise TooLarge
            return message

        async def send_noted(message: Mapping[str, Any]) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await app(scope, receive_counted, send_noted)
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
    headers = [
        (b"content-type", b"application/json"),
        (b"connection", b"close"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"error": error}).encode()})
