"""The speech of OpenAI's Agents SDK, as its voice pipeline asks for it."""

import asyncio

from agents.voice import OpenAIVoiceModelProvider, TTSModelSettings
from calling import TEXT, TOKEN, URL, run, samples


def speech() -> str:
    async def speak() -> bytes:
        provider = OpenAIVoiceModelProvider(base_url=f"{URL}/v1", api_key=TOKEN)
        model = provider.get_tts_model(None)
        return b"".join([piece async for piece in model.run(TEXT, TTSModelSettings())])

    return samples(asyncio.run(speak()))


run({"speech by its defaults": speech})
