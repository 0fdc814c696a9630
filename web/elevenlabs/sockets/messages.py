"""What clients send over a socket, and what they get."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from web.elevenlabs.dialect import Alignment

MOST_CONTEXT_ID = 200
SETTINGS = ("voice_settings", "seed", "pronunciation_dictionary_locators")


class BadMessage(Exception):
    """A message that is none of this protocol."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One message of a client.

    `text` is None where it has none. `token` is the one in it, and `settings` what the message
    asks for beside its text, unchecked.
    """

    text: str | None
    context_id: str | None = None
    flush: bool = False
    close_context: bool = False
    close_socket: bool = False
    token: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


def read(written: str | None) -> Asked:
    """A message, from its frame's text; None for a binary frame. Raises BadMessage."""
    if written is None:
        raise BadMessage("Messages are JSON in text frames; this frame is binary.")
    try:
        data = json.loads(written)
    except (ValueError, RecursionError):
        raise BadMessage("This message is not JSON.") from None
    if not isinstance(data, dict):
        raise BadMessage("A message is a JSON object.")
    text = data.get("text")
    if text is not None and not isinstance(text, str):
        raise BadMessage("“text” is a string.")
    context_id = data.get("context_id", data.get("contextId"))
    if context_id is not None and not _is_id(context_id):
        raise BadMessage(f"“context_id” is a string of 1 to {MOST_CONTEXT_ID} characters.")
    token = data.get("xi_api_key") or data.get("xi-api-key") or data.get("authorization") or ""
    return Asked(
        text=text,
        context_id=context_id,
        flush=data.get("flush") is True,
        close_context=data.get("close_context") is True,
        close_socket=data.get("close_socket") is True,
        token=token_of(token),
        settings={name: data[name] for name in SETTINGS if data.get(name) is not None},
    )


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MOST_CONTEXT_ID


def token_of(value: Any) -> str:
    """The token alone, without "Bearer"; "" for what could not stand in a header."""
    text = value.removeprefix("Bearer ").strip() if isinstance(value, str) else ""
    return text if text.isascii() and text.isprintable() else ""


def audio(data: bytes, alignment: Alignment | None, context_id: str | None) -> str:
    """Audio, the times of a sentence in milliseconds from its own beginning, or both."""
    times = _times(alignment) if alignment else None
    message: dict[str, Any] = {
        "audio": base64.b64encode(data).decode() if data else None,
        "isFinal": None,
        "alignment": times,
        "normalizedAlignment": times,
    }
    return _written(message, context_id)


def final(context_id: str | None) -> str:
    """Nothing more comes of this context."""
    return _written({"audio": None, "isFinal": True}, context_id)


def error(message: str, code: str, status: int, context_id: str | None = None) -> str:
    """Why something is not done; `code` is for programs."""
    return _written({"message": message, "error": code, "code": status}, context_id)


def _written(message: dict[str, Any], context_id: str | None) -> str:
    if context_id is not None:
        message["contextId"] = context_id
    return json.dumps(message, ensure_ascii=False)


def _times(alignment: Alignment) -> dict[str, Any]:
    starts = [round(1000 * each) for each in alignment.character_start_times_seconds]
    ends = [round(1000 * each) for each in alignment.character_end_times_seconds]
    durations = [end - start for start, end in zip(starts, ends, strict=True)]
    first = starts[0] if starts else 0
    return {
        "chars": alignment.characters,
        "charStartTimesMs": [each - first for each in starts],
        "charDurationsMs": durations,
        # Its earlier name, which clients still read.
        "charsDurationsMs": durations,
    }
