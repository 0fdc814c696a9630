"""Prepares text for speech: segments, languages, written to spoken form. Pure, loads no models."""

from __future__ import annotations

from .lines import TextLine, lines_of
from .placed import PlacedReadings, Reading
from .plan import MAX_SEGMENT, PlacedPlan, SegmentPlan, one_segment, plan, plan_line, spans
from .pronunciations import NONE, Pronunciations
from .style import DEFAULT, ReadingStyle

__all__ = [
    "DEFAULT",
    "MAX_SEGMENT",
    "NONE",
    "PlacedPlan",
    "PlacedReadings",
    "Pronunciations",
    "Reading",
    "ReadingStyle",
    "SegmentPlan",
    "TextLine",
    "lines_of",
    "one_segment",
    "plan",
    "plan_line",
    "spans",
]
