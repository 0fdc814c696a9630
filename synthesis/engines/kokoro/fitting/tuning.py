"""Finds the colour that makes a voice more like a person, by gradient descent through encoders.

It starts from the differences between the person's and the voice's sounds of each class. No speech
is synthesised here: the same sentences are filtered again and again, and both encoders embed them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from threadpoolctl import threadpool_limits
from torch import Tensor

from speakers.encoders import Encoders

from ...base import OnProgress, Samples
from ..bands import BANDS
from ..colour import (
    CLASSES,
    HOP_SECONDS,
    MOST,
    WINDOW_SECONDS,
    Colour,
    levels,
    memberships,
    shapes,
    spread,
)
from .search import Aim
from .speaker import RATE, Heard

STEPS = 20
"""Each step uses one of the sentences. Two per step and 24 steps took twice as long, for 0.003."""

_FIRST, _LAST = 0.9, 0.25
"""Adam's learning rate in dB per step (Kingma and Ba 2015)."""

_SIZE, _ROUGHNESS = 0.001, 0.003
"""Penalties per squared decibel: from the start, and between neighbouring bands."""

_RARE = 4.0
"""The number of frames of a class, in both, at which half of the difference is trusted."""

_QUIET_DB = 30.0
"""Frames this far below the loudest are left out of a voice's mean levels."""

Array = NDArray[np.float32]

_WINDOW, _HOP = round(WINDOW_SECONDS * RATE), round(HOP_SECONDS * RATE)


# The classes differ in the last bits with the number of threads, and the colour by 0.2 dB then.
@threadpool_limits.wrap(limits=1)
def tune(
    encoders: Encoders,
    target: Heard,
    aim: Aim,
    utterances: Sequence[Samples],
    clip: Samples,
    highest: float,
    on_progress: OnProgress,
) -> Colour:
    """Find the colour with which the voice is most like the person. Deterministic.

    `utterances` are some sentences by the voice and `clip` is the person's speech, both as
    returned by `speech_of` (16 kHz). The clip's spectrum is valid up to `highest` Hz.
    """
    sentences = [Sentence(speech) for speech in utterances]
    heard = np.concatenate([sentence.levels for sentence in sentences])
    centres, _ = kmeans2(shapes(heard), CLASSES, minit="++", rng=np.random.default_rng(0))
    shares = [torch.from_numpy(memberships(one.levels, centres)) for one in sentences]
    known = torch.from_numpy(np.minimum(np.arange(len(BANDS)), (highest >= BANDS).sum() - 1))
    pulls = [
        _Pull(aim.ge2e, encoders.ge2e.utterance, torch.from_numpy(target.ge2e)),
        _Pull(aim.campp, encoders.campp.utterance, torch.from_numpy(target.campp)),
    ]
    start = torch.from_numpy(_differences(heard, Sentence(clip).levels, centres))
    free = start.clone().requires_grad_()
    optimizer = torch.optim.Adam([free], betas=(0.8, 0.95))
    # A limit on threads holds for the thread that set it.
    with ThreadPoolExecutor(len(pulls), initializer=threadpool_limits, initargs=(1,)) as pool:
        for step in range(STEPS):
            sentence, share = sentences[step % len(utterances)], shares[step % len(utterances)]
            for group in optimizer.param_groups:
                group["lr"] = _FIRST + (_LAST - _FIRST) * step / (STEPS - 1)
            gains = free[:, known]
            speech = sentence.changed(share @ gains)
            away = gains - start[:, known]
            loss = _SIZE * away.square().mean() + _ROUGHNESS * away.diff(dim=1).square().mean()
            for slope in pool.map(_Pull.slope, pulls, [speech.detach()] * len(pulls)):
                loss = loss - slope @ speech  # has the gradient of the likeness
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                free.clamp_(-MOST, MOST)
            on_progress((step + 1) / STEPS)
    gains = free.detach()[:, known]
    gains = (gains - _louder(sentences, shares, gains)).clamp(-MOST, MOST)
    return Colour(centres.astype(np.float32), gains.numpy())


@dataclass(frozen=True, slots=True)
class _Pull:
    """The gradient of one encoder's likeness to a person. Two run in parallel: 4.8 s per voice
    instead of 6.4."""

    weight: float
    hear: Callable[[Tensor], Tensor]
    person: Tensor

    def slope(self, speech: Tensor) -> Tensor:
        """The gradient [n] of `weight` times the likeness of `speech` [n] by its samples."""
        if not self.weight:
            return torch.zeros_like(speech)
        own = speech.clone().requires_grad_()
        (slope,) = torch.autograd.grad(self.weight * (self.hear(own) @ self.person), own)
        return slope


def _differences(own: Array, person: Array, centres: Array) -> Array:
    """By how many dB the person's sounds of each class exceed the voice's, [16, 24], from the
    `levels` [n, 24] of both, each relative to the mean of its frame. Reduced for rare classes."""
    # A different room or microphone must not change the class of a sound.
    shifted = person + _middle(own) - _middle(person)
    shares = [memberships(each, centres) for each in (own, shifted)]
    counts = [each.sum(0)[:, None] for each in shares]
    means = [
        share.T @ (heard - heard.mean(1, keepdims=True)) / (count + 1e-6)
        for share, heard, count in zip(shares, (own, person), counts, strict=True)
    ]
    frames = np.minimum(*counts)
    believed = (means[1] - means[0]) * frames / (frames + _RARE)
    return np.clip(believed, -MOST, MOST).astype(np.float32)


def _middle(heard: Array) -> Array:
    """The mean levels [24] of the louder frames."""
    loudness = heard.mean(1)
    middle: Array = heard[loudness > loudness.max() - _QUIET_DB].mean(0)
    return middle


def _louder(sentences: list[Sentence], shares: list[Tensor], gains: Tensor) -> float:
    """By how many dB the gains make the sentences louder in total."""
    before = sum(float(one.speech.square().sum()) for one in sentences)
    changed = [one.filtered(share @ gains) for one, share in zip(sentences, shares, strict=True)]
    after = sum(float(one.square().sum()) for one in changed)
    return float(10 * np.log10(after / before))


class Sentence:
    """Speech whose frames can be filtered; `levels` [frames, 24] are the levels of its bands."""

    def __init__(self, speech: Samples) -> None:
        self.speech = torch.from_numpy(speech)
        self._window = torch.hann_window(_WINDOW)
        self._bins = torch.stft(
            self.speech,
            _WINDOW,
            _HOP,
            window=self._window,
            pad_mode="constant",
            return_complex=True,
        )  # [bins, frames]
        self.levels: Array = levels((self._bins.abs() ** 2).T.numpy(), RATE)
        self._spread = torch.from_numpy(spread(RATE))

    def filtered(self, gains: Tensor) -> Tensor:
        """The speech [n] after gains [frames, 24] in dB."""
        factors = 10 ** ((gains @ self._spread) / 20)
        return torch.istft(
            self._bins * factors.T, _WINDOW, _HOP, window=self._window, length=len(self.speech)
        )

    def changed(self, gains: Tensor) -> Tensor:
        """Filter, then restore the loudness, on which GE2E depends, too."""
        speech = self.filtered(gains)
        return speech * (self.speech.square().mean().sqrt() / speech.square().mean().sqrt())
