"""The settings of a Lectern whose GLM-TTS hums, and needs no GPU."""

from __future__ import annotations

from dataclasses import replace

from synthesis.engines import ENGINES
from tests.faults.tone import ToneEngine
from tests.live.humming_settings import *  # noqa: F403


class HummingGlm(ToneEngine):
    """In GLM-TTS's place."""

    name = "glm_tts"


ENGINES["glm_tts"] = replace(ENGINES["glm_tts"], load=lambda models: HummingGlm())
