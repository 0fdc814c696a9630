"""Renders audio while tokens are still being generated: blocks with look-ahead, cross-faded.

The first block has 25 tokens (a second), the next 50, all others 200. The end of a block is
rendered again with the next one before it is sent, as the network had not seen what follows.
Symbols in shapes: s tokens of the prompt, T generated mel frames, n samples.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from ..base import Samples
from .acoustic.flow import Carried, FlowJob, Solved, final_frames, frames
from .acoustic.vocoder import CONTEXT, LEAD
from .conditioning import Voice
from .config import HOP, MEL_RATE, MELS, SAMPLE_RATE, TOKEN_RATE

BLOCKS = (25, 50, 200)
LOOK_AHEAD = (12, 25, 100)
FADE = SAMPLE_RATE // 10
TOKEN_SAMPLES = SAMPLE_RATE // TOKEN_RATE
HARMONICS = 9


class Vocode(Protocol):
    """`Vocoder.go_on`: mel [1, 80, lead + T], noise [1, n, 9], turns before [1, 9] → waveform
    [1, n], turns [1, T, 9]."""

    def __call__(
        self, mel: Tensor, noise: Tensor, before: Tensor | None, lead: int, /
    ) -> tuple[Tensor, Tensor]: ...


class Noise:
    """Standard normal rows, drawn on the device in pieces as they are needed.

    Row n is the same whatever is asked for, and in whichever order.
    """

    def __init__(self, seed: int, width: int, device: torch.device, piece: int) -> None:
        self._random = torch.Generator(device).manual_seed(seed)
        self._size = (piece, width)
        self._begin = 0
        self._rows = torch.zeros(0, width, device=device)

    def between(self, start: int, end: int) -> Tensor:
        """The rows from `start`, which must not be forgotten, to `end`: [end - start, width]."""
        while self._begin + len(self._rows) < end:
            device = self._rows.device
            more = torch.randn(self._size, generator=self._random, device=device)
            self._rows = torch.cat([self._rows, more])
        return self._rows[start - self._begin : end - self._begin]

    def forget(self, before: int) -> None:
        """Free the rows before this one."""
        if before > self._begin:
            self._rows = self._rows[before - self._begin :].clone()
            self._begin = before


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
    vocoded_from: int = 0
    """The frame, at the segment's speed, from which the vocoder goes on; ..."""
    turns: Tensor | None = None
    """... and the turns of the harmonics up to it."""

    @classmethod
    def begin(cls, voice: Voice, *, speed: float, seed: int, whole: bool) -> Speech:
        device = voice.mel.device
        seeds = np.random.SeedSequence(seed).spawn(2)
        flow, source = (int(each.generate_state(1, np.uint64)[0] >> 1) for each in seeds)
        return cls(
            voice,
            speed,
            mel_noise=Noise(flow, MELS, device, piece=MEL_RATE),
            source_noise=Noise(source, HARMONICS, device, piece=SAMPLE_RATE),
            whole=whole,
        )

    @property
    def due(self) -> bool:
        """Whether audio can be rendered now: a block is full, or all tokens are there."""
        return self.ended or (not self.whole and len(self.tokens) >= self._boundary)

    @property
    def _boundary(self) -> int:
        return sum(_of(BLOCKS, index) for index in range(self.blocks + 1))

    @property
    def _next(self) -> int:
        """How many tokens are rendered next: up to the end of the block, though there may be more.

        So the audio doesn't depend on when tokens come.
        """
        return len(self.tokens) if self.whole else min(len(self.tokens), self._boundary)

    @property
    def finished(self) -> bool:
        """Whether all tokens are there, and rendered."""
        return self.ended and self.rendered == len(self.tokens)

    @property
    def job(self) -> FlowJob | None:
        """The job for the flow; None if it has already solved all tokens."""
        count = self._next
        if count == self.rendered:
            return None
        new = torch.tensor(self.tokens[:count], device=self.voice.speech_tokens.device)
        tokens = torch.cat([self.voice.speech_tokens, new])
        return FlowJob(
            tokens=tokens,
            prompt_mel=self.voice.mel,
            speaker=self.voice.speaker,
            noise=self.mel_noise.between(0, frames(len(tokens))),
            blocks=() if self.whole else (len(self.voice.speech_tokens), *BLOCKS),
            carried=self.carried,
        )

    def render(self, solved: Solved | None, vocode: Vocode) -> Samples:
        """The next samples [n]; `solved` is the solution of `job`."""
        if solved is None:
            return self._finish()
        mel = at_speed(solved.mel, self.speed)
        start = self.vocoded_from
        wave, turns = self._wave(mel, vocode)
        self.rendered = self._next
        if self.finished:
            return self._finish(wave)
        look_ahead = _of(LOOK_AHEAD, self.blocks)
        final = final_frames(len(self.voice.mel), len(solved.mel), look_ahead)
        self.carried = Carried(solved.states[:, :final].clone(), final)
        self.blocks += 1
        end = len(mel) * HOP - round(look_ahead * TOKEN_SAMPLES / self.speed) - FADE
        # At high speed a short block may be all look-ahead.
        end = max(end, self.sent)
        joined = self._joined(wave)
        out, self.rest = joined[: end - self.sent], joined[end - self.sent :]
        self.sent = end
        self.vocoded_from = max(start, end // HOP - CONTEXT)
        if self.vocoded_from > start:
            self.turns = turns[:, self.vocoded_from - start - 1].clone()
            self.source_noise.forget(self.vocoded_from * HOP)
        return out

    def _finish(self, wave: Samples | None = None) -> Samples:
        """Return the last samples and free everything kept for the stream."""
        if wave is not None:
            out = self._joined(wave)
        else:
            out = np.zeros(0, np.float32) if self.rest is None else self.rest
        self.sent += len(out)
        self.carried = self.rest = self.turns = None
        return out

    def _joined(self, wave: Samples) -> Samples:
        """Fade wave [n], which continues at `sent`, in over the samples held back there."""
        if self.rest is None:
            return wave
        length = min(FADE, len(self.rest), len(wave))
        rising = np.linspace(0, 1, length, dtype=np.float32)
        mixed = self.rest[:length] * (1 - rising) + wave[:length] * rising
        return np.concatenate([mixed, wave[length:]])

    def _wave(self, mel: Tensor, vocode: Vocode) -> tuple[Samples, Tensor]:
        """The waveform from `sent` on, and the turns of every frame from `vocoded_from` on."""
        start = self.vocoded_from
        lead = min(start, LEAD)
        noise = self.source_noise.between(start * HOP, len(mel) * HOP)
        wave, turns = vocode(mel[start - lead :].T[None], noise[None], self.turns, lead)
        return wave[0, self.sent - start * HOP :].float().numpy(force=True), turns


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
