"""Prepares text for speech: segments, languages, written to spoken form. Pure, loads no models."""

from __future__ import annotations

from .plan import MAX_SEGMENT, SegmentPlan, one_segment, plan, spans
from .pronunciations import NONE, Pronunciations

__all__ = [
    "MAX_SEGMENT",
    "NONE",
    "Pronunciations",
    "SegmentPlan",
    "one_segment",
    "plan",
    "spans",
]
