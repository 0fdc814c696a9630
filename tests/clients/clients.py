"""The clients, and the calls that each is tried with: a program of its own in `programs/`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

PROGRAMS = Path(__file__).with_name("programs")


class Place(Enum):
    """Where a client is installed."""

    OWN = "the environment of the tests"
    PYTHON = "tests/clients/requirements.txt"
    NODE = "tests/clients/package.json"


@dataclass(frozen=True, slots=True)
class Client:
    """A client; `package` is what the registry of its language calls it.

    The program takes the name of a call and finds Lectern in `LECTERN_URL`, its token in
    `LECTERN_TOKEN`. It fails where the call does, and says in its last line what it got.
    """

    package: str
    place: Place
    program: str
    calls: tuple[str, ...]


SPEECH = "speech by its defaults"
OF_ELEVENLABS = (
    SPEECH,
    "audio while it is made",
    "audio with times",
    "voices",
    "models",
    "user",
    "history",
)

CLIENTS = (
    Client(
        "openai",
        Place.OWN,
        "openai_python.py",
        (
            SPEECH,
            "every built-in voice",
            "audio while it is made",
            "events",
            "instructions",
            "asynchronous",
            "models",
            "voice consents",
        ),
    ),
    Client("openai (JavaScript)", Place.NODE, "openai_javascript.mjs", (SPEECH, "models")),
    Client("litellm", Place.PYTHON, "litellm_python.py", (SPEECH, "asynchronous")),
    Client("openai-agents", Place.PYTHON, "openai_agents.py", (SPEECH,)),
    Client("pipecat-ai", Place.PYTHON, "pipecat_openai.py", (SPEECH, "two sentences")),
    Client(
        "livekit-plugins-openai",
        Place.PYTHON,
        "livekit_openai.py",
        (SPEECH, "audio while it is made"),
    ),
    Client(
        "elevenlabs",
        Place.OWN,
        "elevenlabs_python.py",
        (*OF_ELEVENLABS, "voice settings", "a new voice", "a socket"),
    ),
    Client("@elevenlabs/elevenlabs-js", Place.NODE, "elevenlabs_javascript.mjs", OF_ELEVENLABS),
    Client(
        "pipecat-ai (ElevenLabs)",
        Place.PYTHON,
        "pipecat_elevenlabs.py",
        ("a text by sentences", "a text by letters", "interrupted"),
    ),
    Client(
        "livekit-plugins-elevenlabs",
        Place.PYTHON,
        "livekit_elevenlabs.py",
        (SPEECH, "a text by letters", "a text after one that was interrupted", "voices"),
    ),
    Client("@ai-sdk/openai", Place.NODE, "vercel_ai.mjs", (SPEECH, "instructions")),
)
