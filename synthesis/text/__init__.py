"""Text for speech: split into segments, told apart by language, spelled out. Pure, no models."""

from __future__ import annotations

from .plan import SegmentPlan, plan, spans

__all__ = ["SegmentPlan", "plan", "spans"]
