"""Computes the log-mel features that the flow and the vocoder use: 80 bins, 50 per second."""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor
from torch.nn import functional as F

from speakers.slaney import mel_filters

from ..config import HOP, MELS, SAMPLE_RATE

N_FFT = 1920
TOP_HZ = 8000


@cache
def _filters() -> Tensor:
    """The mel filter bank [80, 961]."""
    bank = mel_filters(sample_rate=SAMPLE_RATE, fft=N_FFT, mels=MELS, top_hz=TOP_HZ)
    return torch.from_numpy(bank)


def mel_features(wave: Tensor) -> Tensor:
    """wave [n] at 24 kHz → [80, n // 480], natural log of amplitudes clamped at 1e-5."""
    edge = (N_FFT - HOP) // 2
    padded = F.pad(wave[None, None], (edge, edge), mode="reflect")[0]
    window = torch.hann_window(N_FFT)
    spectrum = torch.stft(padded, N_FFT, HOP, N_FFT, window, center=False, return_complex=True)[0]
    loudness = (spectrum.real**2 + spectrum.imag**2 + 1e-9).sqrt()  # [961, T]
    return (_filters() @ loudness).clamp(min=1e-5).log()
