"""A request goes into its thread once, and not once for each middleware."""

import asyncio
from typing import Any

from asgiref.sync import SyncToAsync

from config.serving.whole_requests import WholeRequests

SCOPE = {
    "type": "http",
    "method": "GET",
    "path": "/healthz",
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
    "client": ("127.0.0.1", 1),
    "server": ("127.0.0.1", 80),
}


def test_middleware_and_view_are_one_piece_of_work(monkeypatch):
    statuses: list[int] = []
    switches: list[Any] = []
    switch = SyncToAsync.__call__

    async def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        switches.append(self.func)
        return await switch(self, *args, **kwargs)

    monkeypatch.setattr(SyncToAsync, "__call__", counted)

    async def ask() -> None:
        answered = asyncio.Event()
        messages = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> dict[str, Any]:
            if not messages:
                await answered.wait()
                return {"type": "http.disconnect"}
            return messages.pop()

        async def send(message: Any) -> None:
            if "status" in message:
                statuses.append(message["status"])
            elif not message.get("more_body"):
                answered.set()

        await WholeRequests()(SCOPE, receive, send)

    asyncio.run(ask())
    assert statuses == [200]
    # Django's signal before it, the request, and the closing of its response.
    assert len(switches) <= 3, switches
