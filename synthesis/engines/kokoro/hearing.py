"""The two speaker encoders where what they hear has a slope: their front ends in torch.

`speaker` says what each is. Here are the same mel spectrograms, of Resemblyzer (librosa's) and of
Kaldi, without the steps that have no slope: speech comes in trimmed, at a given level.
"""

from __future__ import annotations

import librosa
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from .speaker import RATE, Listener

_WINDOW, _HOP = 400, 160
"""25 ms every 10 ms, for both."""

_GE2E_FRAMES, _GE2E_STEP, _GE2E_COVERED = 160, 77, 0.75
"""GE2E hears 1.6 s at a time, 1.3 times a second, and what is filled by three quarters."""

_EPSILON = 1.1920929e-07


class Ears:
    """The listener's encoders, with slopes."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._hann = torch.hann_window(_WINDOW)
        self._povey = torch.hann_window(_WINDOW, periodic=False) ** 0.85
        self._mels = torch.from_numpy(librosa.filters.mel(sr=RATE, n_fft=_WINDOW, n_mels=40))
        self._kaldi = torch.from_numpy(kaldi_mels(80, 512))

    def ge2e(self, speech: Tensor) -> Tensor:
        """GE2E [256] of speech [n] at 16 kHz."""
        frames = (len(speech) + 1 + _HOP - 1) // _HOP
        starts = list(range(0, max(1, frames - _GE2E_FRAMES + _GE2E_STEP + 1), _GE2E_STEP))
        left = len(speech) - starts[-1] * _HOP
        if len(starts) > 1 and left < _GE2E_COVERED * _GE2E_FRAMES * _HOP:
            del starts[-1]
        missing = (starts[-1] + _GE2E_FRAMES) * _HOP - len(speech)
        padded = F.pad(speech, (0, max(0, missing)))
        bins = torch.stft(
            padded, _WINDOW, _HOP, window=self._hann, pad_mode="constant", return_complex=True
        )
        mels = (self._mels @ (bins.real**2 + bins.imag**2)).T
        heard = self._listener.ge2e_of(torch.stack([mels[at : at + _GE2E_FRAMES] for at in starts]))
        return F.normalize(heard.mean(0), dim=0)

    def campp(self, speech: Tensor) -> Tensor:
        """CAM++ [192] of speech [n] at 16 kHz."""
        frames = speech.unfold(0, _WINDOW, _HOP)
        frames = frames - frames.mean(1, keepdim=True)
        before = torch.cat([frames[:, :1], frames[:, :-1]], 1)
        bins = torch.fft.rfft((frames - 0.97 * before) * self._povey, 512)
        mels = (bins.real**2 + bins.imag**2) @ self._kaldi.T
        bank = mels.clamp_min(_EPSILON).log()
        return F.normalize(self._listener.campp_of((bank - bank.mean(0))[None])[0], dim=0)


def kaldi_mels(count: int, size: int) -> NDArray[np.float32]:
    """Kaldi's triangular filters from 20 Hz to 8 kHz over a spectrum of `size` points at 16 kHz,
    [count, size / 2 + 1]."""

    def mel(hertz: NDArray[np.float64] | float) -> NDArray[np.float64]:
        return np.asarray(1127 * np.log1p(np.asarray(hertz) / 700))

    edges = np.linspace(mel(20.0), mel(RATE / 2), count + 2)[:, None]
    at = mel(np.arange(size // 2 + 1) * RATE / size)[None]
    rising = (at - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - at) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
