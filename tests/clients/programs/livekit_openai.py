"""livekit's plugin for OpenAI's speech."""

import asyncio
import time

from calling import TEXT, TOKEN, URL, run, samples
from livekit.plugins import openai


async def listen() -> tuple[bytes, float]:
    """The samples, and how long the last of them came after the first, in seconds."""
    speech = openai.TTS(base_url=f"{URL}/v1", api_key=TOKEN)
    sound, times = b"", []
    async with speech.synthesize(TEXT) as stream:
        async for event in stream:
            sound += bytes(event.frame.data)
            times.append(time.monotonic())
    await speech.aclose()
    return sound, times[-1] - times[0]


def by_pieces() -> str:
    sound, seconds = asyncio.run(listen())
    samples(sound)
    assert seconds > 0
    return "frames before the end"


run(
    {
        "speech by its defaults": lambda: samples(asyncio.run(listen())[0]),
        "audio while it is made": by_pieces,
    }
)
