"""A stream of audio as Server-Sent Events, in OpenAI's names."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from synthesis import storage
from synthesis.monitoring import counters
from synthesis.streaming.stream import BrokenOff


@dataclass(slots=True)
class Heard:
    """How much PCM a stream was made of so far, in bytes, at `sample_rate` Hz."""

    sample_rate: int
    pcm_bytes: int = 0


async def as_speech_events(
    body: AsyncIterator[bytes], heard: Heard, *, characters: int
) -> AsyncIterator[bytes]:
    """`speech.audio.delta` for every piece of `body`, then `speech.audio.done` or `…error`.

    `usage` counts characters as input tokens and milliseconds of audio as output tokens.
    """
    try:
        async for data in body:
            if data:
                piece = base64.b64encode(data).decode()
                yield _event({"type": "speech.audio.delta", "audio": piece})
    except BrokenOff as ended:
        counters.BROKEN_STREAMS.labels(ended.reason).inc()
        error = {"message": f"The audio ended early: {ended}.", "code": "audio_incomplete"}
        yield _event({"type": "speech.audio.error", "error": error})
        return
    audio_ms = storage.milliseconds(heard.pcm_bytes, heard.sample_rate)
    usage = {
        "input_tokens": characters,
        "output_tokens": audio_ms,
        "total_tokens": characters + audio_ms,
    }
    yield _event({"type": "speech.audio.done", "usage": usage})


def _event(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()
