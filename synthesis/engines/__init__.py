"""The registry of speech engines. Importing it loads none: the web process lists voices from it."""

from __future__ import annotations

from . import glm_tts, kokoro, pocket_tts, zipvoice
from .base import EngineSpec

ENGINES: dict[str, EngineSpec] = {
    spec.name: spec for spec in (kokoro.SPEC, glm_tts.SPEC, zipvoice.SPEC, pocket_tts.SPEC)
}
