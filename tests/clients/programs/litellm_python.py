"""litellm, told that the address is OpenAI's."""

import asyncio

import litellm
from calling import TEXT, TOKEN, URL, mp3, run

ASKED = {
    "model": "openai/tts-1", "voice": "alloy", "input": TEXT,
    "api_base": f"{URL}/v1", "api_key": TOKEN,
}  # fmt: skip

run(
    {
        "speech by its defaults": lambda: mp3(litellm.speech(**ASKED).read()),
        "asynchronous": lambda: mp3(asyncio.run(litellm.aspeech(**ASKED)).read()),
    }
)
