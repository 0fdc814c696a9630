"""livekit's plugin for ElevenLabs, over HTTP and over a socket."""

import asyncio
import time

import aiohttp
from calling import TEXT, TOKEN, URL, run, samples
from livekit.plugins import elevenlabs

LETTERS, LETTERS_SECONDS = 4, 0.02
VOICE = "af_heart"


async def whole(speech: elevenlabs.TTS) -> str:
    sound, rate = b"", 0
    async with speech.synthesize(TEXT) as stream:
        async for event in stream:
            sound, rate = sound + bytes(event.frame.data), event.frame.sample_rate
    return samples(sound, rate)


async def by_letters(speech: elevenlabs.TTS) -> str:
    """As a language model writes it."""
    sound, rate, first = b"", 0, 0.0
    start = time.monotonic()
    async with speech.stream() as stream:

        async def write() -> None:
            for at in range(0, len(TEXT), LETTERS):
                stream.push_text(TEXT[at : at + LETTERS])
                await asyncio.sleep(LETTERS_SECONDS)
            stream.end_input()

        writing = asyncio.create_task(write())
        async for event in stream:
            first = first or time.monotonic()
            sound, rate = sound + bytes(event.frame.data), event.frame.sample_rate
        await writing
    return f"{samples(sound, rate)}, the first after {1000 * (first - start):.0f} ms"


async def twice(speech: elevenlabs.TTS) -> str:
    """Two texts on one socket, the first of which is interrupted."""
    async with speech.stream() as stream:
        stream.push_text(" ".join([TEXT] * 12))
        stream.flush()
        await anext(aiter(stream))
    return await by_letters(speech)


async def voices(speech: elevenlabs.TTS) -> str:
    found = [voice.id for voice in await speech.list_voices()]
    assert VOICE in found
    return f"{len(found)} voices"


def asked(call) -> str:
    async def ask() -> str:
        async with aiohttp.ClientSession() as session:
            speech = elevenlabs.TTS(
                api_key=TOKEN, base_url=f"{URL}/v1", voice_id=VOICE, http_session=session
            )
            try:
                return await call(speech)
            finally:
                await speech.aclose()

    return asyncio.run(ask())


run(
    {
        "speech by its defaults": lambda: asked(whole),
        "a text by letters": lambda: asked(by_letters),
        "a text after one that was interrupted": lambda: asked(twice),
        "voices": lambda: asked(voices),
    }
)
