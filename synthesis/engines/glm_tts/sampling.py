"""Chooses the next speech token by repetition-aware nucleus sampling (VALL-E 2, 2406.05370).

A token is drawn from the likeliest ones, up to a total probability of `top_p` and at most `top_k`.
If it is among the last ten, it is drawn again from the whole distribution, so that speech doesn't
get stuck.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

WINDOW = 10
"""The number of last tokens in which a token counts as a repetition (0.4 s)."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """temperature > 0; top_p in 0 to 1; top_k ≥ 1. Defaults are those of the reference."""

    temperature: float = 1.0
    top_p: float = 0.8
    top_k: int = 25


@dataclass(slots=True)
class Draws:
    """One request's random generator and recent tokens: never shared, so requests stay apart."""

    sampling: Sampling
    random: np.random.Generator
    recent: deque[int] = field(default_factory=lambda: deque(maxlen=WINDOW))


def draw(logits: Tensor, requests: Sequence[Draws]) -> list[int]:
    """Draw the next token of each request from logits [B, V] and record it as recent.

    Always takes two numbers from each request's generator, even if only one is needed.
    """
    device = logits.device
    samplings = [request.sampling for request in requests]
    temperature = torch.tensor([one.temperature for one in samplings], device=device)
    uniform = torch.from_numpy(np.stack([request.random.random(2) for request in requests]))
    uniform = uniform.to(device)  # float64 [B, 2]
    scores = logits.float() / temperature[:, None]
    chosen = _nucleus(scores, samplings, uniform[:, :1])
    recent = torch.full((len(requests), WINDOW), -1)
    for row, request in enumerate(requests):
        recent[row, : len(request.recent)] = torch.tensor(list(request.recent), dtype=torch.long)
    repeated = (recent.to(device) == chosen[:, None]).any(dim=1)
    if bool(repeated.any()):
        whole = scores[repeated].double().softmax(dim=-1)
        chosen[repeated] = _inverse(whole, uniform[repeated, 1:])
    tokens = chosen.tolist()
    for request, token in zip(requests, tokens, strict=True):
        request.recent.append(token)
    return tokens


def _nucleus(scores: Tensor, samplings: list[Sampling], uniform: Tensor) -> Tensor:
    """scores [B, V], uniform [B, 1] → tokens [B]."""
    device = scores.device
    top_p = torch.tensor([one.top_p for one in samplings], device=device)[:, None]
    top_k = torch.tensor([one.top_k for one in samplings], device=device)[:, None]
    best, tokens = scores.topk(min(max(one.top_k for one in samplings), scores.shape[1]))
    shares = (best - scores.logsumexp(dim=-1, keepdim=True)).exp().double()  # [B, k]
    before = shares.cumsum(dim=-1) - shares
    rank = torch.arange(shares.shape[1], device=device)
    inside = (before < top_p) & (rank < top_k)
    # The likeliest token is always inside, even for a top_p of 0.
    inside[:, 0] = True
    picked = _inverse(shares * inside, uniform)
    return tokens.gather(1, picked[:, None])[:, 0]


def _inverse(shares: Tensor, uniform: Tensor) -> Tensor:
    """Index at which the running sum passes uniform · total: [B, n], [B, 1] → [B]."""
    sums = shares.cumsum(dim=-1)
    picked = torch.searchsorted(sums, uniform * sums[:, -1:], right=True)[:, 0]
    return picked.clamp(max=shares.shape[1] - 1)
