"""Text for speech: split into segments, told apart by language, spelled out. Pure, no models."""

from __future__ import annotations

from .plan import MAX_SEGMENT, SegmentPlan, one_segment, plan, spans

__all__ = ["MAX_SEGMENT", "SegmentPlan", "one_segment", "plan", "spans"]
