"""Decodes the beginning of a sound and looks for the watermark, in the confined process.

The order is {"container": …, "limits": {…}, "watermark": its name}; the facts are those of
`watermark.Found`, with the `seconds` that were looked through.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from voices.decode import child
from watermark import WATERMARKS, Detector

_detector: Detector


def prepare(order: dict[str, Any]) -> None:
    """Load all that is needed: as noise has no mark, it is not looked for."""
    global _detector
    child.prepare(order)
    _detector = WATERMARKS[order["watermark"]].load_detector()
    rate = order["limits"]["sample_rate"]
    _detector.detect(np.random.default_rng(0).random(rate).astype(np.float32), rate)


def work(data: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What was found, and no bytes. Raises Refused for what can't be decoded."""
    rate = order["limits"]["sample_rate"]
    _facts, samples = child.read_audio(data, order["container"], order["limits"])
    found = _detector.detect(samples, rate)
    return asdict(found) | {"seconds": len(samples) / rate}, b""
