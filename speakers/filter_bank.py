"""Kaldi's log mel filter bank in torch, so that it has a gradient where one is wanted."""

from __future__ import annotations

import torch
from torch import Tensor

from speakers.kaldi import FFT, FLOOR, HOP, PREEMPHASIS, WINDOW, mel_filters, window


class FilterBank:
    """Construct it once: it holds the filters and the window."""

    def __init__(self) -> None:
        self._filters = torch.from_numpy(mel_filters()).T.contiguous()
        self._window = torch.from_numpy(window())

    def __call__(self, speech: Tensor, floor: float = FLOOR) -> Tensor:
        """Log mel energies [..., frames, 80], each bin's mean over time 0, of speech [..., n] at
        16 kHz, n ≥ 400. Energies below `floor` count as that; see `speakers.kaldi`."""
        frames = speech.unfold(-1, WINDOW, HOP)
        frames = frames - frames.mean(-1, keepdim=True)
        before = torch.cat([frames[..., :1], frames[..., :-1]], -1)
        bins = torch.fft.rfft((frames - PREEMPHASIS * before) * self._window, FFT)
        energies = (bins.real**2 + bins.imag**2) @ self._filters
        bank = energies.clamp_min(floor).log()
        return bank - bank.mean(-2, keepdim=True)
