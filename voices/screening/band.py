"""Detects recordings that lack the upper frequencies, as over a telephone."""

from __future__ import annotations

import numpy as np

from voices.screening.listening import VOICED, Listening
from voices.screening.recording import Recording

_BELOW_DB = 55.0


def measure(recording: Recording, heard: Listening) -> dict[str, float]:
    """`band_hz`: the upper end of the band in which, at the 95th percentile of speech, each 250 Hz
    peaks within 55 dB of the strongest. `brightness_db`: power at 4 to 7 kHz over 1 to 3 kHz."""
    power = recording.power
    voiced = heard.voiced(len(power)) > VOICED
    used = power[voiced] if voiced.sum() > 20 else power
    if not used.any():
        return {"band_hz": 0.0, "brightness_db": -80.0}
    strong = np.percentile(used, 95, axis=0)
    steps = 10 * np.log10(strong[:256].reshape(-1, 8).max(1) + 1e-14)
    within = np.flatnonzero(steps > steps.max() - _BELOW_DB)
    hz = 16_000 / 512
    low = strong[round(1000 / hz) : round(3000 / hz)].mean()
    high = strong[round(4000 / hz) : round(7000 / hz)].mean()
    return {
        "band_hz": float((within[-1] + 1) * 250),
        "brightness_db": float(10 * np.log10((high + 1e-14) / (low + 1e-14))),
    }
