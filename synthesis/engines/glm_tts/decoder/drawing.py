"""Chooses the next speech token by repetition-aware nucleus sampling (VALL-E 2, 2406.05370).

The rule: a token is drawn from the likeliest ones, up to a total probability of `top_p` and at most
`top_k`; if it is among the last ten, it is drawn again from the whole distribution, so that speech
doesn't get stuck. That is one draw from a mixture: the nucleus without the last ten, and the whole
distribution with the weight that the last ten have in the nucleus. So one random number decides,
and nothing has to be known on the host.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

WINDOW = 10
"""The number of last tokens in which a token counts as a repetition (0.4 s)."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """temperature > 0; top_p in 0 to 1; top_k ≥ 1. Defaults are those of the reference."""

    temperature: float = 1.0
    top_p: float = 0.8
    top_k: int = 25


def uniform_numbers(seed: int, count: int) -> NDArray[np.float64]:
    """The random number of each position of a segment with this seed, in [0, 1)."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed))).random(count)


def mixture(scores: Tensor, recent: Tensor, sampling: Sampling) -> Tensor:
    """The probability of every token, [B, V] float64, of scores [B, V] (logits ÷ temperature).

    `recent` [B, 10]: the last tokens, -1 where there are none yet.
    """
    full = scores.softmax(dim=-1)
    best, tokens = full.topk(min(sampling.top_k, scores.shape[1]))  # [B, k]
    full, best = full.double(), best.double()
    before = best.cumsum(dim=-1) - best
    # The likeliest token is always inside, even for a top_p of 0.
    inside = before < max(sampling.top_p, 1e-12)
    nucleus = best * inside
    nucleus = nucleus / nucleus.sum(dim=-1, keepdim=True)
    repeated = (tokens[..., None] == recent[:, None]).any(dim=-1)
    redrawn = (nucleus * repeated).sum(dim=-1, keepdim=True)
    return (full * redrawn).scatter_add(1, tokens, nucleus * ~repeated)


def pick(shares: Tensor, uniform: Tensor) -> Tensor:
    """The token at which the running sum passes uniform · total: [B, V], [B, 1] → [B]."""
    sums = shares.cumsum(dim=-1)
    picked = torch.searchsorted(sums, uniform * sums[:, -1:], right=True)[:, 0]
    return picked.clamp(max=shares.shape[1] - 1)
