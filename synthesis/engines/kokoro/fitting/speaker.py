"""Measures how a voice sounds: speaker embeddings, pitch and spectrum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speakers.encoders import Encoders
from speakers.speech import speech_of
from speakers.voice_print import SAMPLE_RATE as RATE
from speakers.voice_print import Embedding, Samples

from ..bands import BANDS
from .pitch import FRAME, frames, fundamentals

_SPECTRUM_HOP = 256


@dataclass(frozen=True, slots=True)
class Heard:
    """The sound of a voice. `ge2e` [256] and `campp` [192] are unit vectors; `pitch` is the median
    of log2 F0 in Hz, `pitch_range` half its 10th to 90th percentile range in octaves; `spectrum`
    [24] is the long-term average in dB per band, with a mean of 0."""

    ge2e: Embedding
    campp: Embedding
    pitch: float
    pitch_range: float
    spectrum: NDArray[np.float32]


class Listener:
    """Measures voices for comparison in the fit."""

    def __init__(self, encoders: Encoders) -> None:
        self._encoders = encoders

    def __call__(self, samples: Samples, sample_rate: int) -> Heard:
        """Measure the speech in mono `samples` [n]. Raises TooLittleSpeech."""
        return self.hear(speech_of(samples, sample_rate))

    def hear(self, speech: Samples) -> Heard:
        """Measure `speech` [n] as returned by `speech_of`."""
        voice = self._encoders.embed(speech)
        pitch, pitch_range = melody(speech)
        return Heard(voice.ge2e, voice.campp, pitch, pitch_range, spectrum(speech))


def melody(speech: Samples) -> tuple[float, float]:
    """Median of log2 F0 (Hz) over the louder half of `speech` at 16 kHz, and half its 10th to 90th
    percentile range in octaves (YIN, 2002)."""
    heard = frames(speech)
    power = (heard**2).mean(1)
    log_f0 = np.log2(fundamentals(heard)[power > np.median(power)])
    median = float(np.median(log_f0))
    low, high = np.percentile(log_f0[np.abs(log_f0 - median) < 0.7], [10, 90])
    return median, float(high - low) / 2


def spectrum(speech: Samples) -> NDArray[np.float32]:
    """Long-term average [24] of `speech` at 16 kHz in dB per band of `BANDS`, with mean 0."""
    window = np.hanning(FRAME + 1)[:-1]
    power = np.abs(np.fft.rfft(frames(speech, _SPECTRUM_HOP) * window)) ** 2
    mean = power[power.sum(1) > np.median(power.sum(1)) / 10].mean(0)
    hertz = np.fft.rfftfreq(FRAME, 1 / RATE)
    width = (BANDS[1] / BANDS[0]) ** 0.5
    bands = [mean[(hertz >= b / width) & (hertz < b * width)].mean() for b in BANDS]
    decibels = 10 * np.log10(np.array(bands) + 1e-12)
    result: NDArray[np.float32] = (decibels - decibels.mean()).astype(np.float32)
    return result
