"""The settings of a Lectern that fits the first voice to its clip, and gives the later ones that.

A fit takes a processor a quarter of a minute, one of two rounds that speaks less a third of it.
tests/synthesis/engines/kokoro/test_fit.py is about the fit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from config.settings import *  # noqa: F403
from synthesis.engines import ENGINES
from synthesis.engines.base import Clip, Conditioning, Engine, Enrolling, OnProgress

if TYPE_CHECKING:
    # Every process reads its settings, and PyTorch takes a processor three seconds to import.
    from speakers.encoders import Encoders

KOKORO = ENGINES["kokoro"]


class FitsOnce:
    """Fits the first clip, and gives its conditioning for every later one."""

    def __init__(self, fitting: Enrolling) -> None:
        self.name = fitting.name
        self._fitting = fitting
        self._fitted: Conditioning | None = None

    def enrol(self, clip: Clip, transcript: str, on_progress: OnProgress) -> Conditioning:
        if self._fitted is None:
            self._fitted = self._fitting.enrol(clip, transcript, on_progress)
        return self._fitted


def load_enrolling(models: Path, engine: Callable[[], Engine], encoders: Encoders) -> Enrolling:
    from synthesis.engines.kokoro.fitting import fit

    fit.SPOKEN = fit.SPOKEN[:1]
    fit.fit_voice = partial(fit.fit_voice, rounds=2)
    return FitsOnce(KOKORO.load_enrolling(models, engine, encoders))


ENGINES["kokoro"] = replace(KOKORO, load_enrolling=load_enrolling)
