"""Perth, the watermark of Resemble AI (MIT), whose weights are in the package resemble-perth.

It has no key and carries no message: what carries it was made by a machine, here or by others who
use it, such as Chatterbox.
"""

from __future__ import annotations

from ..base import Detector, Marker, WatermarkSpec
from . import weights


def _load_marker(sample_rate: int) -> Marker:
    from .marking import PerthMarker

    return PerthMarker(sample_rate)


def _load_detector() -> Detector:
    from .detecting import PerthDetector

    return PerthDetector()


SPEC = WatermarkSpec(
    name="perth",
    missing=weights.missing,
    load_marker=_load_marker,
    load_detector=_load_detector,
)
