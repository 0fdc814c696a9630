"""The mel filter bank of Slaney's Auditory Toolbox (1998), which most speech models are fed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LINEAR_HZ = 200 / 3
"""Hertz per mel below 1 kHz; above, 27 mels multiply the frequency by 6.4."""
_BEND_HZ = 1000.0
_STEP = np.log(6.4) / 27


def mel_filters(
    *, sample_rate: int, fft: int, mels: int, top_hz: float | None = None
) -> NDArray[np.float32]:
    """Triangles [mels, fft // 2 + 1] from 0 Hz to `top_hz`, by default half the sample rate.

    Their centres are equally far apart in mels, and each has the area 1 (over Hz).
    """
    bend = _BEND_HZ / _LINEAR_HZ
    top = top_hz or sample_rate / 2
    top_mel = bend + np.log(top / _BEND_HZ) / _STEP if top >= _BEND_HZ else top / _LINEAR_HZ
    corners_mel = np.linspace(0, top_mel, mels + 2)
    corners = np.where(
        corners_mel < bend,
        corners_mel * _LINEAR_HZ,
        _BEND_HZ * np.exp(_STEP * (corners_mel - bend)),
    )
    hertz = np.fft.rfftfreq(fft, 1 / sample_rate)
    left, centre, right = (corners[at : at + mels, None] for at in range(3))
    rising, falling = (hertz - left) / (centre - left), (right - hertz) / (right - centre)
    triangles = np.maximum(0, np.minimum(rising, falling)) * 2 / (right - left)
    result: NDArray[np.float32] = triangles.astype(np.float32)
    return result
