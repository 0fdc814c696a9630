"""Voice agents over websockets, and sockets that idle: `python -m tests.live.agents`.

Lectern runs with an engine that hums, as all that is asked here is what sockets cost. Agents of
several workspaces each send a text in pieces of four letters, as a language model writes it, listen
until the first sound, and interrupt. Then many sockets are opened that say nothing, and the web
process is asked for a voice, before and while they are there. Prints a line of JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx2 as httpx
from websockets.asyncio.client import ClientConnection, connect

from tests.live import conftest
from tests.live.conftest import Stack, started

TEXT = "Good morning, everybody, and welcome to our lesson. " * 8
LETTERS, LETTERS_SECONDS = 4, 0.02
ANSWERS = 20
WIDE = {
    "LECTERN_STREAMS": "3000",
    "LECTERN_TENANT_STREAMS": "3000",
    "LECTERN_TOKEN_STREAMS": "3000",
    "WEB_CONNECTIONS_PER_ADDRESS": "3000",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspaces", type=int, default=5)
    parser.add_argument("--agents", type=int, default=20)
    parser.add_argument("--idle", type=int, default=1000)
    options = parser.parse_args()
    conftest.START_SECONDS = 300  # where others use the machine
    data = Path(tempfile.mkdtemp(prefix="lectern-sockets-", dir="/var/tmp"))
    data.chmod(0o755)  # PostgreSQL runs as another user
    try:
        with started(data, DJANGO_SETTINGS_MODULE="tests.live.humming_settings", **WIDE) as stack:
            tokens = [stack.workspace(f"agents-{n}") for n in range(options.workspaces)]
            found = asyncio.run(_all(stack, tokens, options.agents, options.idle))
    finally:
        shutil.rmtree(data, ignore_errors=True)
    print(json.dumps(found))


async def _all(stack: Stack, tokens: list[str], agents: int, idle: int) -> dict[str, Any]:
    spoken = [tokens[n % len(tokens)] for n in range(agents)]
    began = await asyncio.gather(*(_agent(stack.url, token) for token in spoken))
    firsts = [first for first, _cancelled in began]
    return {
        "agents": agents,
        "workspaces": len(tokens),
        "first_audio_ms": _spread(firsts),
        "first_audio_ms_by_workspace": [
            round(statistics.median(firsts[n :: len(tokens)])) for n in range(len(tokens))
        ],
        "cancelled_ms": _spread([cancelled for _first, cancelled in began]),
        **await _idle(stack, tokens, idle),
    }


async def _agent(url: str, token: str) -> tuple[float, float]:
    """Milliseconds from the first letters to the first sound, and from the interruption until the
    context was over."""
    async with _socket(url, token) as socket:
        start = time.monotonic()

        async def write() -> None:
            for at in range(0, len(TEXT), LETTERS):
                await socket.send(json.dumps({"text": TEXT[at : at + LETTERS], "context_id": "a"}))
                await asyncio.sleep(LETTERS_SECONDS)

        writing = asyncio.create_task(write())
        while not json.loads(await socket.recv()).get("audio"):
            pass
        first = time.monotonic()
        writing.cancel()
        await socket.send(json.dumps({"context_id": "a", "close_context": True}))
        while not json.loads(await socket.recv()).get("isFinal"):
            pass
        return 1000 * (first - start), 1000 * (time.monotonic() - first)


async def _idle(stack: Stack, tokens: list[str], count: int) -> dict[str, Any]:
    sockets: list[ClientConnection] = []
    refused = 0
    before = await _answers(stack.url, tokens[0])
    start = time.monotonic()
    try:
        while len(sockets) < count:
            token = tokens[len(sockets) % len(tokens)]
            sockets.append(await _socket(stack.url, token))
        opened = time.monotonic() - start
        await asyncio.sleep(2)
        refused = sum(socket.close_code is not None for socket in sockets)
        during = await _answers(stack.url, tokens[0])
    finally:
        await asyncio.gather(*(socket.close() for socket in sockets))
    return {
        "idle": count,
        "refused": refused,
        "opened_s": round(opened, 1),
        "answer_ms": _spread(before),
        "answer_ms_with_idle": _spread(during),
    }


async def _answers(url: str, token: str) -> list[float]:
    """Milliseconds for each of some answers."""
    found = []
    async with httpx.AsyncClient(base_url=url, headers={"xi-api-key": token}) as api:
        for _ in range(ANSWERS):
            start = time.monotonic()
            await api.get("/healthz")
            found.append(1000 * (time.monotonic() - start))
    return found


def _socket(url: str, token: str) -> Any:
    address = f"{url.replace('http', 'ws')}/v1/text-to-speech/af_heart/multi-stream-input"
    query = "?output_format=pcm_24000&inactivity_timeout=180"
    return connect(f"{address}{query}", additional_headers={"xi-api-key": token}, open_timeout=60)


def _spread(figures: list[float]) -> dict[str, int]:
    return {"median": round(statistics.median(figures)), "most": round(max(figures))}


if __name__ == "__main__":
    main()
