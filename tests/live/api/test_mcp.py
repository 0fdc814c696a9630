"""An assistant has a text spoken over MCP, by the official client, and hears it."""

import asyncio
import base64

import httpx2 as httpx
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from voices.decode import decode

ONCE = {"text": "Good morning, everybody.", "voice": "af_heart", "idempotency_key": "morning"}


def test_an_assistant_speaks_and_hears_the_same_again_for_the_same_key(humming):
    async def speak():
        headers = {"Authorization": f"Bearer {humming.workspace('assistant')}"}
        async with (
            httpx.AsyncClient(headers=headers, timeout=60) as http,
            streamable_http_client(f"{humming.url}/mcp", http_client=http) as streams,
            ClientSession(*streams[:2]) as session,
        ):
            await session.initialize()
            answers = [await session.call_tool("speak", ONCE) for _ in range(2)]
            jobs = (await http.get(f"{humming.url}/v1/jobs")).json()["data"]
            return [answer.content[0] for answer in answers], jobs

    sounds, jobs = asyncio.run(speak())
    assert sounds[0].mime_type == "audio/mpeg" and sounds[0].data == sounds[1].data
    assert 0.5 < decode(base64.b64decode(sounds[0].data)).source_seconds < 5
    assert len(jobs) == 1
