"""The ASGI application of MCP, in front of the one of requests."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from rest.addresses import MCP_PATH
from rest.errors import error_body
from web.inner_request import App, Maker, Refusal
from web.mcp.caller import Caller

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

MOST_BYTES = 1024 * 1024
"""Of a message: a lesson of several hours."""

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
# It tells of each message that it begins and ends.
logging.getLogger("mcp").setLevel(logging.WARNING)


def with_mcp(app: App) -> App:
    """Answer MCP's messages, and leave all else to `app`, which answers what they ask of REST."""

    async def served(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        is_mine = scope["type"] == "http" and scope["path"] == MCP_PATH
        if not is_mine or scope["method"] == "OPTIONS":
            return await app(scope, receive, send)
        caller, maker = Caller(), Maker(app, scope)
        try:
            # Before the body is read. In a task of its own, as each request.
            await asyncio.create_task(maker.send("GET", {}, caller))
        except Refusal as refusal:
            return await _refuse(refusal, send)
        if scope["method"] != "POST":
            # Nothing is sent unasked, and there is no session to delete.
            message = "Send messages of the Model Context Protocol here, by POST."
            allowed = [(b"allow", b"POST")]
            return await _refuse(Refusal(message, "method_not_allowed", 405, allowed), send)
        body = await _body(receive)
        if body is None:
            return None
        if len(body) > MOST_BYTES:
            message = f"The message is larger than {MOST_BYTES // 1024} KiB."
            return await _refuse(Refusal(message, "request_too_large", 413), send)
        gone = asyncio.Event()
        watching = asyncio.create_task(_watch(receive, gone))
        try:
            manager = await asyncio.to_thread(_manager, maker, caller, gone)
            async with manager.run():
                await manager.handle_request(scope, _again(body, gone), send)
        finally:
            watching.cancel()

    return served


def _manager(maker: Maker, caller: Caller, gone: asyncio.Event) -> "StreamableHTTPSessionManager":
    # Imported with the first message: the SDK takes 0.6 s and 30 MB.
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from web.mcp.serving import server_for

    return StreamableHTTPSessionManager(
        server_for(maker, caller, gone), stateless=True, json_response=True
    )


async def _body(receive: Receive) -> bytes | None:
    """The body, which is no longer than needed to see that it is too long; None if the client goes
    before its end."""
    body, more = b"", True
    while more and len(body) <= MOST_BYTES:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body


def _again(body: bytes, gone: asyncio.Event) -> Receive:
    """What is received by whoever comes after the body was read."""
    parts: list[bytes] = [body]

    async def receive() -> dict[str, Any]:
        if parts:
            return {"type": "http.request", "body": parts.pop(), "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    return receive


async def _watch(receive: Receive, gone: asyncio.Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    gone.set()


async def _refuse(refusal: Refusal, send: Send) -> None:
    body = json.dumps(error_body(refusal.status, refusal.message, code=refusal.code)).encode()
    headers: Sequence[tuple[bytes, bytes]] = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"private, no-store"),
        (b"x-content-type-options", b"nosniff"),
        *refusal.headers,
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
