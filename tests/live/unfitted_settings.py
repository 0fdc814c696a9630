"""The settings of a Lectern whose Kokoro takes a base voice for every person, without a fit.

For a test of another engine: every engine enrols a voice, and a fit takes a processor a quarter
of a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from config.settings import *  # noqa: F403
from synthesis.engines import ENGINES
from synthesis.engines.base import Clip, Conditioning, Engine, Enrolling, OnProgress

if TYPE_CHECKING:
    # Every process reads its settings, and PyTorch takes a processor three seconds to import.
    from speakers.encoders import Encoders


class Unfitted:
    """Everybody sounds like af_heart."""

    name = "kokoro"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def enrol(self, clip: Clip, transcript: str, on_progress: OnProgress) -> Conditioning:
        on_progress(1.0)
        # An engine that hums has conditionings of its own kind.
        return replace(self._engine.base_conditioning("af_heart"), engine=self.name)


def load_enrolling(_models: Path, engine: Callable[[], Engine], _encoders: Encoders) -> Enrolling:
    return Unfitted(engine())


ENGINES["kokoro"] = replace(ENGINES["kokoro"], load_enrolling=load_enrolling)
