"""Judges whether a recording can become a voice; if not, explains why, where and what to do.

Free of Django.

    screener = Screener(Encoders.load())  # once per process: 0.7 s, 470 MB
    screening = screen(clip.samples, clip.sample_rate, screener)

`python -m voices.screening FILE…` does the same for files; `voices.screening.refit` fits new
thresholds to labelled clips.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voices.screening.recording import Samples
from voices.screening.result import Finding, Screening
from voices.screening.thresholds import Thresholds
from voices.screening.wording import WORDINGS

if TYPE_CHECKING:
    from voices.screening.screener import Screener

__all__ = ["WORDINGS", "Finding", "Screener", "Screening", "Thresholds", "screen"]


def __getattr__(name: str) -> Any:
    """`Screener`, once it is asked for: it brings torch, which who only asks for wordings or for
    traces of synthesis doesn't want."""
    if name == "Screener":
        from voices.screening.screener import Screener

        return Screener
    raise AttributeError(f"module {__name__} has no attribute {name}")


def screen(samples: Samples, sample_rate: int, screener: Screener) -> Screening:
    """Judge mono float32 `samples` [n] at `sample_rate` Hz, 8000 to 192000, full scale 1.0.

    Deterministic; takes under a second for 10 s of audio on one thread. Raises ValueError for
    samples that are not finite or not one-dimensional, or a rate out of range.
    """
    return screener.screen(samples, sample_rate)
