"""Trains the network on kept examples."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import torch
from torch.nn import functional

from bench.screening.other_sounds.kept import Kept
from voices.screening.other_sounds.network import LEVELS_DB, VOICES, Heard, Network

EPOCHS, BATCH = 10, 32
_RATE, _DECAY = 2e-3, 0.02
_CHANGE_FRAMES = 9
_EITHER_SHARE = 0.35
_WHOLE_WEIGHT = 0.5
_MOST_CUT = 0.25


def train(
    examples: Sequence[Kept],
    seed: int = 0,
    epochs: int = EPOCHS,
    say: Callable[[str], None] = print,
) -> Network:
    """Fit a network to examples; the seed determines it, on one machine with one thread."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = Network()
    _even(network, examples)
    weights = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=_RATE, weight_decay=_DECAY)
    steps = epochs * (-(-len(examples) // BATCH))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps + 1)
    for epoch in range(epochs):
        network.train()
        lost, began = [], time.process_time()
        for batch in _batches(examples, rng):
            loss = _loss(network(batch[0]), *batch[1:])
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            schedule.step()
            lost.append(float(loss.detach()))
        took = time.process_time() - began
        say(f"epoch {epoch + 1} of {epochs}: loss {np.mean(lost):.4f}, {took:.0f} s")
    return network.eval()


def _even(network: Network, examples: Sequence[Kept]) -> None:
    """Set the mean and scale of each value."""
    some = np.concatenate([one.values[::7].astype(np.float32) for one in examples[::3]])
    network.mean.copy_(torch.from_numpy(some.mean(0)))
    network.scale.copy_(torch.from_numpy(some.std(0) + 1e-3))


def _batches(examples: Sequence[Kept], rng: np.random.Generator) -> Iterator[list[torch.Tensor]]:
    """Examples of about one length, each cut to the shortest of its batch."""
    lengths = np.array([len(one.values) for one in examples]) * rng.uniform(
        0.95, 1.05, len(examples)
    )
    order = np.argsort(lengths)
    starts = np.arange(0, len(order), BATCH)
    for start in rng.permutation(starts):
        used = [examples[index] for index in order[start : start + BATCH]]
        size = min(len(one.values) for one in used)
        size = max(30, int(size * (1 - rng.uniform(0, _MOST_CUT) * (rng.random() < 0.3))))
        cut = []
        for one in used:
            at = int(rng.integers(0, max(1, len(one.values) - size + 1)))
            cut.append(slice(at, at + size))
        yield [
            torch.from_numpy(np.stack(arrays))
            for arrays in zip(
                *(_sample(one, at) for one, at in zip(used, cut, strict=True)), strict=True
            )
        ]


def _sample(one: Kept, at: slice) -> tuple[np.ndarray, ...]:
    """Values, targets [t, 10], weights [t, 10], the voices the other way round [t, 3], whole [2],
    its weights [2], and whether either voice may be the second."""
    first, second = one.first[at], one.second[at]
    both = first & second
    level = one.level_db[at]
    above = [level > limit for limit in LEVELS_DB]
    change = _changes(first, second)
    forth = np.stack([second, both, change, *above], 1).astype(np.float32)
    back = np.stack([first, both, change], 1).astype(np.float32)
    talk = np.array([first.sum(), second.sum()], np.float32)
    share = talk.min() / max(talk.sum(), 1.0)
    if talk[1] > talk[0]:
        forth[:, : len(VOICES)], back = back, forth[:, : len(VOICES)].copy()
    weights = np.ones_like(forth)
    several = one.several
    if several < 0:
        weights[:, : len(VOICES)] = 0
    elif several == 1 and talk.min() * 0.03375 < 0.4:
        several = -1
    whole = np.array([max(several, 0), max(one.noisy, 0)], np.float32)
    known = np.array([several >= 0, one.noisy >= 0], np.float32)
    either = np.float32(share > _EITHER_SHARE)
    return one.values[at].astype(np.float32), forth, weights, back, whole, known, np.array(either)


def _changes(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Frames near a place where one stops and the other begins."""
    alone = np.where(first & ~second, 1, np.where(second & ~first, -1, 0))
    out = np.zeros(len(alone), bool)
    heard = np.flatnonzero(alone)
    for left, right in pairwise(heard):
        if alone[left] != alone[right]:
            out[max(0, left - _CHANGE_FRAMES) : right + _CHANGE_FRAMES + 1] = True
    return out


def _loss(
    heard: Heard,
    forth: torch.Tensor,
    weights: torch.Tensor,
    back: torch.Tensor,
    whole: torch.Tensor,
    known: torch.Tensor,
    either: torch.Tensor,
) -> torch.Tensor:
    each = functional.binary_cross_entropy_with_logits
    voices = heard.frames[..., : len(VOICES)]
    ways = [
        (each(voices, target, reduction="none") * weights[..., : len(VOICES)]).mean((1, 2))
        for target in (forth[..., : len(VOICES)], back)
    ]
    spoken = torch.where(either > 0, torch.minimum(*ways), ways[0]).mean()
    sounds = each(heard.frames[..., len(VOICES) :], forth[..., len(VOICES) :])
    clips = (each(heard.whole, whole, reduction="none") * known).sum() / known.sum().clamp(min=1)
    return 2 * spoken + sounds + _WHOLE_WEIGHT * clips
