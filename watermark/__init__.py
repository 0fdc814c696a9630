"""The mark in the sound of all speech that is made here: put in by workers, found at `/made-here`.

    marker = WATERMARKS["perth"].load_marker(24_000)  # once a process
    marking = marker.begin()                          # for each segment
    samples = marking(samples, final=True)
    found = WATERMARKS["perth"].load_detector().detect(samples, 24_000)

No Django, and nothing else of Lectern, in here. Importing `watermark` loads no weights.
"""

from __future__ import annotations

from . import perth
from .base import Detector, Found, Marker, Marking, WatermarkMissing, WatermarkSpec

WATERMARKS: dict[str, WatermarkSpec] = {spec.name: spec for spec in (perth.SPEC,)}

__all__ = [
    "WATERMARKS",
    "Detector",
    "Found",
    "Marker",
    "Marking",
    "WatermarkMissing",
    "WatermarkSpec",
]
