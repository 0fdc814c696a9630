"""Noise: how far the speech stands over what lies under it and between it."""

from __future__ import annotations

import numpy as np

from voices.screening.listening import VOICED, Listening
from voices.screening.recording import Recording, Span, spans_of

_BANDS = ((60, 300), (300, 1000), (1000, 3000), (3000, 7000))
_HZ = 16_000 / 512


def measure(recording: Recording, heard: Listening) -> dict[str, float]:
    """`snr_db` from the faintest tenth of frames, the same in four bands, of the pauses alone,
    and how peaked the waveform is (the statistic of WADA-SNR, Kim and Stern 2008)."""
    levels = recording.levels
    voiced = heard.voiced(len(levels)) > VOICED
    speech = voiced if voiced.sum() >= 20 else levels > np.percentile(levels, 50)
    loud = _mean_db(levels[speech])
    figures = {"speech_dbfs": loud, "snr_db": loud - _mean_db(_faintest(levels))}
    for low, high in _BANDS:
        band = recording.power[:, round(low / _HZ) : round(high / _HZ)].sum(1)
        band_db = 10 * np.log10(band + 1e-9)
        figures[f"snr_db_{low}"] = float(_mean_db(band_db[speech]) - _mean_db(_faintest(band_db)))
    probability = heard.voiced(len(levels))
    pauses = levels[probability < 0.15]
    figures["pauses_db"] = loud - _mean_db(pauses) if len(pauses) > 15 else figures["snr_db"]
    figures["pauses_loudest_db"] = (
        loud - float(np.percentile(pauses, 95)) if len(pauses) > 15 else figures["snr_db"]
    )
    wave = np.abs(recording.at_16k[np.abs(recording.at_16k) > 0])
    figures["wada"] = float(np.log(wave.mean()) - np.log(wave).mean()) if len(wave) else 0.0
    figures["dip_db"] = loud - float(np.percentile(levels[speech], 5)) if speech.any() else 0.0
    rough = np.abs(np.diff(levels))
    figures["jumps"] = float(np.percentile(rough[~voiced[1:]], 95)) if (~voiced).sum() > 15 else 0.0
    floor = np.percentile(recording.power, 10, axis=0)[4:224] + 1e-12
    figures["floor_flatness"] = float(np.exp(np.log(floor).mean()) / floor.mean())
    figures["voice_sureness"] = float(probability[speech].mean()) if speech.any() else 0.0
    events = heard.events[: len(levels), 0]
    inside = speech[: len(events)]
    figures["speech_sureness"] = float(events[inside].mean()) if inside.any() else 0.0
    return figures


def spans(recording: Recording, heard: Listening, limit_db: float) -> tuple[Span, ...]:
    """Pauses whose noise is within `limit_db` of the speech; all of it where nothing else is."""
    levels = recording.levels
    voiced = heard.voiced(len(levels))
    loud = _mean_db(levels[voiced > VOICED]) if (voiced > VOICED).any() else _mean_db(levels)
    found = spans_of((voiced < 0.3) & (levels > loud - limit_db), 0.01, 0.1)
    return found or ((0.0, round(recording.seconds, 2)),)


def _faintest(levels: np.ndarray) -> np.ndarray:
    return np.sort(levels)[: max(1, len(levels) // 10)]


def _mean_db(levels: np.ndarray) -> float:
    if not len(levels):
        return -120.0
    return float(10 * np.log10(np.mean(10 ** (np.asarray(levels, np.float64) / 10)) + 1e-12))
