"""OpenAI's own client for Python."""

import asyncio
import base64
import json

from calling import TEXT, TOKEN, URL, mp3, run
from openai import AsyncOpenAI, OpenAI

VOICES = (
    "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable",
    "marin", "nova", "onyx", "sage", "shimmer", "verse",
)  # fmt: skip
WHAT = {"model": "gpt-4o-mini-tts", "voice": "alloy", "input": TEXT}


def client() -> OpenAI:
    return OpenAI(base_url=f"{URL}/v1", api_key=TOKEN)


def speech() -> str:
    return mp3(client().audio.speech.create(**WHAT).read())


def every_voice() -> str:
    for voice in VOICES:
        mp3(client().audio.speech.create(**WHAT | {"voice": voice, "model": "tts-1"}).read())
    return f"{len(VOICES)} voices"


def while_it_is_made() -> str:
    with client().audio.speech.with_streaming_response.create(**WHAT) as response:
        pieces = list(response.iter_bytes())
    assert len(pieces) > 1
    return mp3(b"".join(pieces))


def events() -> str:
    asked = client().audio.speech.with_streaming_response.create(**WHAT, stream_format="sse")
    with asked as response:
        lines = [line[6:] for line in response.iter_lines() if line.startswith("data: ")]
    told = [json.loads(line) for line in lines if line != "[DONE]"]
    sound = [each["audio"] for each in told if each["type"] == "speech.audio.delta"]
    assert told[-1]["type"] == "speech.audio.done", told[-1]
    return mp3(b"".join(base64.b64decode(piece) for piece in sound))


def instructions() -> str:
    asked = {**WHAT, "instructions": "Speak slowly, with a pirate's accent."}
    answer = client().audio.speech.with_raw_response.create(**asked)
    mp3(answer.content)
    return answer.headers["x-lectern-instructions"]


def asynchronous() -> str:
    async def speak() -> bytes:
        async with AsyncOpenAI(base_url=f"{URL}/v1", api_key=TOKEN) as client:
            return (await client.audio.speech.create(**WHAT)).content

    return mp3(asyncio.run(speak()))


def models() -> str:
    names = [model.id for model in client().models.list()]
    assert {"gpt-4o-mini-tts", "tts-1", "tts-1-hd"} <= set(names), names
    return f"{len(names)} models"


def consents() -> str:
    found = client().audio.voice_consents.list(limit=5)
    return f"a list of {len(list(found))}"


run(
    {
        "speech by its defaults": speech,
        "every built-in voice": every_voice,
        "audio while it is made": while_it_is_made,
        "events": events,
        "instructions": instructions,
        "asynchronous": asynchronous,
        "models": models,
        "voice consents": consents,
    }
)
