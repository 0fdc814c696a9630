"""A request that a socket makes to this process, without a connection of its own."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

Scope = dict[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Any]
SCOPE_KEY = "lectern.socket"
MOST_ERROR_BYTES = 64 * 1024
KEPT_HEADERS = (
    *(b"host", b"user-agent", b"accept-language", b"x-forwarded-for", b"x-forwarded-proto"),
    *(b"traceparent", b"authorization", b"xi-api-key"),
)


class Refusal(Exception):
    """The view's answer is an error, or broke off."""

    def __init__(self, message: str, code: str, status: int) -> None:
        super().__init__(message)
        self.message, self.code, self.status = message, code, status


@dataclass(frozen=True, slots=True)
class Maker:
    """What makes the requests of one socket: the application, and the socket's own scope, whose
    address, credentials and language they have."""

    app: App
    scope: Scope
    token: str = ""

    async def send(
        self,
        method: str,
        body: Mapping[str, Any],
        about: Any,
        *,
        forward: Callable[[bytes], Awaitable[None]] | None = None,
        gone: asyncio.Event | None = None,
    ) -> None:
        """Send a request of which the view finds `about` in its scope, and pass each part of its
        body on. Once `gone` is set, it is as if its client had disconnected.

        Raises Refusal. Call it in a task of its own: the request's thread belongs to that.
        """
        sent = json.dumps(body).encode()
        answer = _Answer(sent, forward, gone or asyncio.Event())
        await self.app(self._scope(method, sent, about), answer.receive, answer.send)
        if not (gone and gone.is_set()):
            answer.check()

    def _scope(self, method: str, body: bytes, about: Any) -> Scope:
        kept = [(name, value) for name, value in self.scope["headers"] if name in KEPT_HEADERS]
        if self.token:
            kept = [each for each in kept if each[0] not in (b"authorization", b"xi-api-key")]
            kept.append((b"authorization", f"Bearer {self.token}".encode()))
        kept += [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        return {
            "type": "http",
            "asgi": self.scope["asgi"],
            "http_version": "1.1",
            "method": method,
            "scheme": "https" if self.scope.get("scheme") == "wss" else "http",
            "path": self.scope["path"],
            "raw_path": self.scope["raw_path"],
            "query_string": b"",
            "root_path": self.scope.get("root_path", ""),
            "headers": kept,
            "client": self.scope["client"],
            "server": self.scope["server"],
            SCOPE_KEY: about,
        }


class _Answer:
    """Both ends of one request."""

    def __init__(
        self,
        sent: bytes,
        forward: Callable[[bytes], Awaitable[None]] | None,
        gone: asyncio.Event,
    ) -> None:
        self._sent: bytes | None = sent
        self._forward, self._gone = forward, gone
        self._status, self._is_whole, self._error = 0, False, b""

    async def receive(self) -> dict[str, Any]:
        if self._sent is not None:
            body, self._sent = self._sent, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            return
        body = message.get("body", b"")
        if self._status >= 400:
            self._error = (self._error + body)[:MOST_ERROR_BYTES]
        elif body and self._forward and not self._gone.is_set():
            await self._forward(body)
        self._is_whole = not message.get("more_body", False)

    def check(self) -> None:
        """Raises Refusal unless the answer is whole and no error."""
        if self._status >= 400:
            raise _refusal(self._status, self._error)
        if not self._is_whole:
            message = _("The audio ended early; send the rest of the text again.")
            raise Refusal(message, "audio_incomplete", 500)


def _refusal(status: int, body: bytes) -> Refusal:
    try:
        error = json.loads(body)["error"]
        return Refusal(error["message"], error["code"] or "refused", status)
    except (ValueError, KeyError, TypeError):
        return Refusal(_("Something went wrong here."), "internal_error", status)
