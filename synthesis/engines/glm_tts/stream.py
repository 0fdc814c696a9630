"""Renders audio while tokens are still being generated: blocks with look-ahead, cross-faded.

The first block has 25 tokens (a second), the next 50, all others 200. The end of a block is
rendered again with the next one before it is sent, as the network had not seen what follows.
Symbols in shapes: s tokens of the prompt, T generated mel frames, n samples.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from ..base import Samples
from .acoustic.flow import Carried, FlowJob, Solved, final_frames, frames
from .conditioning import Voice
from .config import HOP, MELS, SAMPLE_RATE, TOKEN_RATE

BLOCKS = (25, 50, 200)
LOOK_AHEAD = (12, 25, 100)
FADE = SAMPLE_RATE // 10
TOKEN_SAMPLES = SAMPLE_RATE // TOKEN_RATE
HARMONICS = 9

Vocode = Callable[[Tensor, Tensor], Tensor]
"""mel [1, 80, T], noise [1, n, 9] → waveform [1, n]."""


@dataclass(slots=True)
class Noise:
    """Standard normal rows, drawn on demand; the first n are always the same."""

    random: np.random.Generator
    width: int
    device: torch.device
    rows: Tensor | None = None

    def first(self, count: int) -> Tensor:
        """The first `count` rows, [count, width]."""
        rows = self.rows
        have = 0 if rows is None else len(rows)
        if rows is None or count > have:
            drawn = self.random.standard_normal((count - have, self.width), dtype=np.float32)
            more = torch.from_numpy(drawn).to(self.device)
            self.rows = rows = more if rows is None else torch.cat([rows, more])
        return rows[:count]


@dataclass(slots=True)
class Speech:
    """One segment's tokens and the progress of rendering them.

    `whole` waits for all tokens and lets every frame attend to all others.
    """

    voice: Voice
    speed: float
    mel_noise: Noise
    source_noise: Noise
    whole: bool = False
    tokens: list[int] = field(default_factory=list)
    ended: bool = False
    rendered: int = 0
    blocks: int = 0
    carried: Carried | None = None
    sent: int = 0
    """Samples returned so far."""
    rest: Samples | None = None
    """Samples of the last block held back: one fade, then its look-ahead."""

    @classmethod
    def begin(
        cls, voice: Voice, *, speed: float, random: list[np.random.Generator], whole: bool
    ) -> Speech:
        """`random`: two generators that nothing else draws from."""
        device = voice.mel.device
        mel_noise, source_noise = (
            Noise(random[0], MELS, device),
            Noise(random[1], HARMONICS, device),
        )
        return cls(voice, speed, mel_noise, source_noise, whole)

    @property
    def due(self) -> bool:
        """Whether audio can be rendered now: a block is full, or all tokens are there."""
        return self.ended or (not self.whole and len(self.tokens) >= self._boundary)

    @property
    def _boundary(self) -> int:
        return sum(_of(BLOCKS, index) for index in range(self.blocks + 1))

    @property
    def job(self) -> FlowJob | None:
        """The job for the flow; None if it has already solved all tokens."""
        if len(self.tokens) == self.rendered:
            return None
        new = torch.tensor(self.tokens, device=self.voice.speech_tokens.device)
        tokens = torch.cat([self.voice.speech_tokens, new])
        return FlowJob(
            tokens=tokens,
            prompt_mel=self.voice.mel,
            speaker=self.voice.speaker,
            noise=self.mel_noise.first(frames(len(tokens))),
            blocks=() if self.whole else (len(self.voice.speech_tokens), *BLOCKS),
            carried=self.carried,
        )

    def render(self, solved: Solved | None, vocode: Vocode) -> Samples:
        """The next samples [n]; `solved` is the solution of `job`."""
        if solved is None:
            return self._finish()
        wave = self._wave(solved.mel, vocode)
        self.rendered = len(self.tokens)
        if self.ended:
            return self._finish(wave)
        look_ahead = _of(LOOK_AHEAD, self.blocks)
        final = final_frames(len(self.voice.mel), len(solved.mel), look_ahead)
        self.carried = Carried(solved.states, final)
        self.blocks += 1
        end = len(wave) - round(look_ahead * TOKEN_SAMPLES / self.speed) - FADE
        # At high speed a short block may be all look-ahead.
        end = max(end, self.sent)
        out = self._joined(wave[self.sent :])[: end - self.sent]
        self.rest = self._joined(wave[self.sent :])[end - self.sent :]
        self.sent = end
        return out

    def _finish(self, wave: Samples | None = None) -> Samples:
        """Return the last samples and free everything kept for the stream."""
        if wave is not None:
            out = self._joined(wave[self.sent :])
        else:
            out = np.zeros(0, np.float32) if self.rest is None else self.rest
        self.sent += len(out)
        self.carried = self.rest = None
        self.mel_noise.rows = self.source_noise.rows = None
        return out

    def _joined(self, wave: Samples) -> Samples:
        """Fade wave [n], which continues at `sent`, in over the samples held back there."""
        if self.rest is None:
            return wave
        length = min(FADE, len(self.rest), len(wave))
        rising = np.linspace(0, 1, length, dtype=np.float32)
        mixed = self.rest[:length] * (1 - rising) + wave[:length] * rising
        return np.concatenate([mixed, wave[length:]])

    def _wave(self, mel: Tensor, vocode: Vocode) -> Samples:
        mel = at_speed(mel, self.speed)
        noise = self.source_noise.first(len(mel) * HOP)
        return vocode(mel.T[None], noise[None])[0].float().numpy(force=True)


def _of(sizes: tuple[int, ...], index: int) -> int:
    return sizes[min(index, len(sizes) - 1)]


def at_speed(mel: Tensor, speed: float) -> Tensor:
    """Stretch mel [T, 80] to [T / speed, 80], keeping the pitch.

    Frame j is taken at j·speed for any T, so that the blocks of a stream fit together.
    """
    if speed == 1:
        return mel
    count = max(1, int(len(mel) / speed))
    at = torch.arange(count, device=mel.device, dtype=torch.float64) * speed
    before = at.long().clamp(max=len(mel) - 1)
    after = (before + 1).clamp(max=len(mel) - 1)
    share = (at - before).float()[:, None]
    return mel[before] * (1 - share) + mel[after] * share
