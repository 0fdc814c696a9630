"""Learns from measured voices which directions of the style matter to the ear.

The relevance of each direction is a scale of the Gaussian process that predicts voices
(`fitting/search.py`), found by the marginal likelihood (Rasmussen and Williams 2006, ch. 5.1), near
a first guess. What a voice said is part of the model: each of the six sentences moves all voices
that say it alike, and this shift is taken from the measurements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Array = NDArray[np.float64]

STEPS, _RATE = 45, 0.06
"""Of Adam, on the logarithms; the likelihood rises no more after forty."""

_NOISE, _WORDS = 0.17, 0.03
"""First guesses of the shares of variance due to one utterance alone, and to its sentence."""

_CHANGE = 1.0
"""The deviation of a logarithm of relevance from the first guess. With 0.3 and 3 times the penalty,
what is explained of held-out voices was at most 0.003 different."""


@dataclass(frozen=True, slots=True)
class Learned:
    """`relevance` [258]; `noise` and `words`, shares of variance."""

    relevance: Array
    noise: float
    words: float


def learned(
    guess: Array, points: Array, said: Array, heard: Sequence[tuple[float, Array]]
) -> Learned:
    """Relevances from voices at `points` [n, 258], which said the shares `said` [n, 6] of the
    sentences and were `heard` as [n, m] by each of several ears, each with its weight; the weights
    sum to 1. Deterministic on one machine."""
    outputs = np.concatenate([np.sqrt(weight) * _scaled(each) for weight, each in heard], axis=1)
    likeness = torch.from_numpy(outputs @ outputs.T)
    places, same = torch.from_numpy(points), torch.from_numpy(said @ said.T)
    first = torch.from_numpy(np.log(guess))
    scales = first.clone().requires_grad_()
    shares = torch.tensor(np.log([1.0, _NOISE, _WORDS])).requires_grad_()
    optimizer = torch.optim.Adam([scales, shares], lr=_RATE)
    for _ in range(STEPS):
        known = _covariance(places * scales.exp(), same, shares.exp())
        root = torch.linalg.cholesky(known)
        fit = torch.trace(torch.cholesky_solve(likeness, root)) / 2
        change = (scales - first).square().sum() / (2 * _CHANGE**2)
        loss = fit + torch.log(torch.diagonal(root)).sum() + change
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    whole, noise, words = shares.detach().exp().tolist()
    return Learned(scales.detach().exp().numpy(), noise / whole, words / whole)


def without_words(by: Learned, points: Array, said: Array, heard: Array) -> Array:
    """`heard` [n, m] less what is expected to come from the sentences alone."""
    places, same = torch.from_numpy(points * by.relevance), torch.from_numpy(said @ said.T)
    shares = torch.tensor([1.0, by.noise, by.words], dtype=torch.float64)
    known = _covariance(places, same, shares).numpy()
    effects = by.words * said.T @ np.linalg.solve(known, heard - heard.mean(0))
    cleaned: Array = heard - said @ effects
    return cleaned


def _scaled(heard: Array) -> Array:
    """With a mean of 0, and a squared length of 1 in the mean."""
    away = heard - heard.mean(0)
    scaled: Array = away / np.sqrt((away**2).sum(1).mean())
    return scaled


def _covariance(places: Tensor, same: Tensor, shares: Tensor) -> Tensor:
    apart = (places**2).sum(1)
    apart = (apart[:, None] + apart - 2 * places @ places.T).clamp(min=0)
    return (
        shares[0] * torch.exp(-apart / 2)
        + shares[1] * torch.eye(len(places), dtype=places.dtype)
        + shares[2] * same
    )
