"""The settings of a Lectern that tunes the first voice to its clip, and gives the later ones that.

Tuning takes a processor a quarter of a minute. tests/live/test_glm_tts.py tunes its own.
"""

from dataclasses import replace
from pathlib import Path

from config.settings import *  # noqa: F403
from synthesis.engines import ENGINES
from synthesis.engines.base import Clip, Conditioning, Engine, OnProgress

KOKORO = ENGINES["kokoro"]


def load(models: Path) -> Engine:
    engine = KOKORO.load(models)
    tune = engine.enrol
    tuned: list[Conditioning] = []

    def enrol(clip: Clip, transcript: str, on_progress: OnProgress) -> Conditioning:
        if not tuned:
            tuned.append(tune(clip, transcript, on_progress))
        return tuned[0]

    engine.enrol = enrol
    return engine


ENGINES["kokoro"] = replace(KOKORO, load=load)
