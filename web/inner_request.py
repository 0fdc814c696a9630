"""A request that a connection of another protocol (a websocket, MCP) makes to this process itself,
through the application that answers all others."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.utils.translation import gettext as _

Scope = dict[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Any]
SCOPE_KEY = "lectern.inner_request"
MOST_ERROR_BYTES = 64 * 1024
Headers = Sequence[tuple[bytes, bytes]]
KEPT_HEADERS = (
    *(b"host", b"user-agent", b"accept-language", b"x-forwarded-for", b"x-forwarded-proto"),
    *(b"traceparent", b"authorization", b"xi-api-key"),
)
KEPT_OF_REFUSALS = (b"www-authenticate", b"retry-after")


class Refusal(Exception):
    """The view's answer is an error, or broke off; `headers` are those of KEPT_OF_REFUSALS."""

    def __init__(self, message: str, code: str, status: int, headers: Headers = ()) -> None:
        super().__init__(message)
        self.message, self.code, self.status, self.headers = message, code, status, headers


@dataclass(frozen=True, slots=True)
class Maker:
    """What makes the requests of one connection: the application, and the connection's own scope,
    whose credentials and language they have. `token` is for one that named it in no header."""

    app: App
    scope: Scope
    token: str = ""

    async def send(
        self,
        method: str,
        body: Mapping[str, Any],
        about: Any = None,
        *,
        path: str = "",
        query: str = "",
        idempotency_key: str = "",
        forward: Callable[[bytes], Awaitable[None]] | None = None,
        gone: asyncio.Event | None = None,
    ) -> None:
        """Send a request to `path`, else to the connection's own address, and pass each part of the
        answer's body on. The view finds `about` by `told`. Once `gone` is set, it is as if its
        client had disconnected.

        Raises Refusal. Call it in a task of its own: the request's thread belongs to that.
        """
        sent = json.dumps(body).encode()
        answer = _Answer(sent, forward, gone or asyncio.Event())
        scope = self._scope(method, sent, about) | {"query_string": query.encode()}
        if path:
            scope |= {"path": path, "raw_path": quote(path).encode()}
        if idempotency_key:
            scope["headers"].append((b"idempotency-key", idempotency_key.encode()))
        await self.app(scope, answer.receive, answer.send)
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
        self._headers: Headers = ()

    async def receive(self) -> dict[str, Any]:
        if self._sent is not None:
            body, self._sent = self._sent, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = [
                each for each in message["headers"] if each[0].lower() in KEPT_OF_REFUSALS
            ]
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
            raise _refusal(self._status, self._error, self._headers)
        if not self._is_whole:
            message = _("The audio ended early; send the rest of the text again.")
            raise Refusal(message, "audio_incomplete", 500)


def _refusal(status: int, body: bytes, headers: Headers) -> Refusal:
    try:
        error = json.loads(body)["error"]
        return Refusal(error["message"], error["code"] or "refused", status, headers)
    except (ValueError, KeyError, TypeError):
        return Refusal(_("Something went wrong here."), "internal_error", status, headers)


def told(request: HttpRequest) -> Any:
    """What an inner request is about; None for anybody else's."""
    return getattr(request, "scope", {}).get(SCOPE_KEY)
