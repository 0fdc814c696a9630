"""Text for speech: split into segments, told apart by language, spelled out. Pure, no models."""

from __future__ import annotations

from .plan import SegmentPlan, plan, spans
from .pronunciations import NONE, Pronunciations

__all__ = ["NONE", "Pronunciations", "SegmentPlan", "plan", "spans"]
