"""GE2E (Apache-2.0; Wan et al. 2018) by Resemblyzer, its front end in torch.

Resemblyzer's own front end has no gradient, and compiles code for 3 s when it is first called.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from resemblyzer import VoiceEncoder
from torch import Tensor

from speakers.slaney import mel_filters
from speakers.voice_print import SAMPLE_RATE

SIZE = 256
_WINDOW, _HOP = 400, 160
"""Samples: 25 ms every 10 ms."""

_MELS = 40
_FRAMES, _STEP, _COVERED = 160, 77, 0.75
"""Of an utterance it hears 1.6 s at a time, 1.3 times a second, and what is filled by 3/4."""


class Ge2e:
    """A loaded GE2E. What it hears has a gradient; its weights have none."""

    def __init__(self) -> None:
        self._network = VoiceEncoder("cpu", verbose=False).requires_grad_(False)
        self._window = torch.hann_window(_WINDOW)
        filters = mel_filters(sample_rate=SAMPLE_RATE, fft=_WINDOW, mels=_MELS)
        self._filters = torch.from_numpy(filters)

    def utterance(self, speech: Tensor) -> Tensor:
        """The unit vector [256] of speech [n] of any length at 16 kHz, as Resemblyzer's
        `embed_utterance` gives it."""
        frames = (len(speech) + _HOP) // _HOP
        starts = list(range(0, max(1, frames - _FRAMES + _STEP + 1), _STEP))
        left = len(speech) - starts[-1] * _HOP
        if len(starts) > 1 and left < _COVERED * _FRAMES * _HOP:
            del starts[-1]
        missing = (starts[-1] + _FRAMES) * _HOP - len(speech)
        mels = self._mels(F.pad(speech, (0, max(0, missing)))[None])[0]
        heard = self._network(torch.stack([mels[at : at + _FRAMES] for at in starts]))
        return F.normalize(heard.mean(0), dim=0)

    def windows(self, speech: Tensor) -> Tensor:
        """Unit vectors [w, 256] of windows [w, n] of equal length, each heard at once."""
        if not len(speech):
            return speech.new_zeros(0, SIZE)
        heard: Tensor = self._network(self._mels(speech))
        return heard

    def _mels(self, speech: Tensor) -> Tensor:
        """Mel power [w, frames, 40] of speech [w, n]."""
        bins = torch.stft(
            speech,
            _WINDOW,
            _HOP,
            window=self._window,
            pad_mode="constant",
            return_complex=True,
        )
        return (self._filters @ (bins.real**2 + bins.imag**2)).transpose(1, 2)
