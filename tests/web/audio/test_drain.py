"""Whose job is cancelled when a response is cut short: that of a client that left, not of one
that a web process leaves because it ends."""

import asyncio

import pytest

from config import asgi
from telemetry.process_state import this_process
from web.audio.listener import SCOPE_KEY


async def cut_short(monkeypatch) -> list[str]:
    """Cancel a request, as the server does; returns what its listener was told."""
    told: list[str] = []

    async def streams(scope, receive, send) -> None:
        scope[SCOPE_KEY].when_gone(lambda: told.append("gone"))
        await asyncio.sleep(60)

    monkeypatch.setattr(asgi, "django_application", streams)
    task = asyncio.create_task(asgi.lectern({"type": "http"}, None, None))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.get_running_loop().run_in_executor(asgi.departures, lambda: None)
    return told


@pytest.mark.parametrize(("ends", "told"), [(True, []), (False, ["gone"])])
def test_only_a_client_that_left_has_its_job_cancelled(db, monkeypatch, ends, told):
    if ends:
        this_process.draining.set()
    try:
        assert asyncio.run(cut_short(monkeypatch)) == told
    finally:
        this_process.draining.clear()
