"""A body of 2 GB: refused without being kept, whether or not its length is said before."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

from bench.size.memory import MB, resident_mb
from bench.table import Figure, at_least, at_most

BYTES = 2 * 1024**3
BLOCK = bytes(64 * 1024)
GROWTH_MB, SECONDS = 80, 20


def figures() -> Iterator[Figure]:
    for declared in (True, False):
        name = "2 GB, length declared" if declared else "2 GB, no length declared"
        before, began = resident_mb(), time.monotonic()
        status, taken = asyncio.run(_send(declared))
        yield at_least(f"{name}: refused with status 413", status, 413)
        yield at_most(f"{name}: taken before that, MB", taken / MB, 30)
        yield at_most(f"{name}: seconds", time.monotonic() - began, SECONDS)
        yield at_most(f"{name}: memory gained, MB", resident_mb() - before, GROWTH_MB)


async def _send(declared: bool) -> tuple[int, int]:
    """The status of the answer, and how much of the body was asked for before it."""
    from config.asgi import application

    taken = 0
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        nonlocal taken
        if taken >= BYTES:
            return {"type": "http.request", "body": b"", "more_body": False}
        taken += len(BLOCK)
        return {"type": "http.request", "body": BLOCK, "more_body": True}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    kind = b"multipart/form-data; boundary=x"
    headers = [(b"host", b"localhost"), (b"content-type", kind)]
    if declared:
        headers.append((b"content-length", str(BYTES).encode()))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/lessons/import",
        "raw_path": b"/v1/lessons/import",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    await application(scope, receive, send)
    return statuses[0], taken
