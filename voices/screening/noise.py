"""Measures noise: the level of speech over the sound beneath it and in its pauses."""

from __future__ import annotations

import numpy as np

from voices.screening.listening import VOICED, Listening
from voices.screening.recording import Recording, Span, spans_of

_BANDS = ((60, 300), (300, 1000), (1000, 3000), (3000, 7000))
_HZ = 16_000 / 512
_NEAR = 10
_LEAST_PAUSE = 20
_CAP_DB = 40.0


def measure(recording: Recording, heard: Listening) -> dict[str, float]:
    """Speech over noise in dB, up to 40, and other signs of noise.

    `snr_db` is relative to the faintest tenth of frames; also measured in four bands, as the least
    of these, relative to pauses and to their loudest moments. Other signs: short bursts per second;
    shares of time with sounds other than speech within 12 and 20 dB of it; and how peaked the
    waveform is (the statistic of WADA-SNR, Kim and Stern 2008).
    """
    levels = recording.levels
    probability = heard.voiced(len(levels))
    voiced = probability > VOICED
    speech = voiced if voiced.sum() >= 20 else levels >= np.percentile(levels, 50)
    loud = _mean_db(levels[speech])
    figures = {"speech_dbfs": loud, "snr_db": _capped(loud - _mean_db(_faintest(levels)))}
    bands = []
    for low, high in _BANDS:
        band = recording.power[:, round(low / _HZ) : round(high / _HZ)].sum(1)
        band_db = 10 * np.log10(band + 1e-9)
        bands.append(_capped(_mean_db(band_db[speech]) - _mean_db(_faintest(band_db))))
        figures[f"snr_db_{low}"] = bands[-1]
    figures["snr_least"] = min(*bands, figures["snr_db"])
    # Speech begins before and ends after the voice activity model detects it.
    near = np.convolve(probability > 0.15, np.ones(2 * _NEAR + 1), mode="same") > 0
    pauses = levels[~near]
    enough = len(pauses) >= _LEAST_PAUSE
    figures["pauses_db"] = _capped(loud - _mean_db(pauses)) if enough else figures["snr_db"]
    figures["pauses_loudest_db"] = (
        _capped(loud - float(np.percentile(pauses, 97))) if enough else figures["snr_db"]
    )
    wave = np.abs(recording.at_16k[np.abs(recording.at_16k) > 0])
    figures["wada"] = float(np.log(wave.mean()) - np.log(wave).mean()) if len(wave) else 0.0
    figures["dip_db"] = _capped(loud - float(np.percentile(levels[speech], 5)))
    figures["bursts"] = bursts(recording)
    floor = np.percentile(recording.power, 10, axis=0)[4:224] + 1e-12
    figures["floor_flatness"] = float(np.log(np.exp(np.log(floor).mean()) / floor.mean()))
    figures["voice_sureness"] = float(probability[speech].mean())
    events = heard.events[: len(levels), 0]
    inside = speech[: len(events)]
    strange = (events < 0.3) & (probability[: len(events)] < 0.3)
    for below in (12, 20):
        heard_there = strange & (levels[: len(events)] > loud - below)
        figures[f"strange_{below}"] = float(heard_there.mean()) if len(events) else 0.0
    figures["speech_sureness"] = float(events[inside].mean()) if inside.any() else 0.0
    return figures


def bursts(recording: Recording) -> float:
    """Sounds above 2 kHz per second that exceed their surroundings by 10 dB for under 40 ms: keys,
    clicks, knocks. Speech has about two per second."""
    db = 10 * np.log10(recording.power[:, 64:].sum(1) + 1e-9)
    if len(db) < 12:
        return 0.0
    middle = db[4:-4]
    before = np.maximum(db[:-8], db[1:-7])
    after = np.maximum(db[8:], db[7:-1])
    stands = (middle > before + 10) & (middle > after + 10) & (middle > db.max() - 40)
    return len(spans_of(stands, 0.01)) / max(recording.seconds, 0.1)


def spans(recording: Recording, heard: Listening, limit_db: float) -> tuple[Span, ...]:
    """Pauses with noise within `limit_db` of the speech; the whole recording if there are none."""
    levels = recording.levels
    voiced = heard.voiced(len(levels))
    loud = _mean_db(levels[voiced > VOICED]) if (voiced > VOICED).any() else _mean_db(levels)
    noisy = spans_of((voiced < 0.3) & (levels > loud - limit_db), 0.01, 0.1)
    return noisy or ((0.0, round(recording.seconds, 2)),)


def _capped(db: float) -> float:
    return max(-_CAP_DB, min(_CAP_DB, db))


def _faintest(levels: np.ndarray) -> np.ndarray:
    return np.sort(levels)[: max(1, len(levels) // 10)]


def _mean_db(levels: np.ndarray) -> float:
    if not len(levels):
        return -120.0
    return float(10 * np.log10(np.mean(10 ** (np.asarray(levels, np.float64) / 10)) + 1e-12))
