"""Turns speech tokens into mel by flow matching (arXiv 2210.02747): the network and its jobs.

A job is one segment, or one block of a stream. `flow_stage` solves them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..config import HOP, MEL_RATE, SAMPLE_RATE, TOKEN_RATE, FlowConfig
from .dit import DiT


@dataclass(frozen=True, slots=True)
class Carried:
    """A block's state for the next block: `states` [10, T, 80], the noisy mel at every step.

    The next block keeps the first `final` frames and solves the others again.
    """

    states: Tensor = field(repr=False)
    final: int


@dataclass(frozen=True, slots=True)
class FlowJob:
    """One segment, or a stream up to its latest token.

    tokens [n]: the prompt's, then new ones; prompt_mel [p, 80]; speaker [192]; noise [≥ T, 80]
    with T = `frames(n)`; blocks: the number of tokens in each block of a stream, () to let every
    frame attend to all others.
    """

    tokens: Tensor = field(repr=False)
    prompt_mel: Tensor = field(repr=False)
    speaker: Tensor = field(repr=False)
    noise: Tensor = field(repr=False)
    blocks: tuple[int, ...] = ()
    carried: Carried | None = None

    @property
    def frames(self) -> int:
        return frames(len(self.tokens))


@dataclass(frozen=True, slots=True)
class Solved:
    """A solved job: mel [T - p, 80] without the prompt's; states [10, T, 80] for `Carried`."""

    mel: Tensor = field(repr=False)
    states: Tensor = field(repr=False)


def frames(tokens: int) -> int:
    """The number of mel frames for a number of speech tokens."""
    return int(tokens / TOKEN_RATE * MEL_RATE)


def final_frames(prompt: int, mel: int, look_ahead: int) -> int:
    """How many of `prompt` + `mel` frames the next block keeps, given `look_ahead` tokens.

    Keeps the reference's float arithmetic, with which its streaming weights were trained: it
    decides about the last frame.
    """
    seconds = mel * HOP / SAMPLE_RATE - look_ahead / TOKEN_RATE
    return prompt + int(seconds * SAMPLE_RATE / HOP) + 1


def block_frames(tokens: int) -> int:
    """The mel frames that a block of tokens counts as in the attention mask.

    The frame rate is not the mel's, but the weights were trained with it.
    """
    return int(tokens / 12.5 * 22050 / 256)


def block_mask(blocks: Sequence[int], length: int) -> Tensor:
    """The frames that each frame sees, [T, T] bool: up to half a block ahead within its block.

    `blocks` in tokens; the last one repeats. Blocks over 172 frames look 1/1.5 of a block ahead.
    """
    ends = torch.empty(length, dtype=torch.long)
    start = 0
    for size in _sizes(blocks):
        if start >= length:
            break
        at = torch.arange(start, min(start + size, length))
        ahead = int(size / 2) if size <= 172 else int(size / 1.5)
        ends[at] = torch.clamp(at + 1 + ahead, min=start + size)
        start += size
    return torch.arange(length)[None, :] < ends[:, None]


def _sizes(blocks: Sequence[int]) -> Iterator[int]:
    sizes = [block_frames(tokens) for tokens in blocks]
    return itertools.chain(sizes, itertools.repeat(max(sizes[-1], 1)))


def schedule(steps: int) -> list[tuple[float, float]]:
    """Time and length of each Euler step, on a cosine schedule from 0 to 1."""
    times = 1 - torch.cos(torch.linspace(0, 1, steps + 1) * 0.5 * torch.pi)
    pairs, now = [], times[0]
    for following in times[1:]:
        length = following - now
        pairs.append((now.item(), length.item()))
        now = now + length
    return pairs


class Flow(nn.Module):
    """The flow. The checkpoint calls the network `estimator`."""

    def __init__(self, config: FlowConfig) -> None:
        super().__init__()
        self.config = config
        self.estimator = DiT(config)

    @torch.inference_mode()
    def velocity_without_prompt(self, job: FlowJob, time: float) -> Tensor:
        """Call the network once on the job's noise, without a mel condition: [T, 80]."""
        length = job.frames
        noise = job.noise[None, :length]
        valid = torch.ones(1, length, dtype=torch.bool, device=noise.device)
        tokens = F.interpolate(job.tokens[None, None].float(), size=length, mode="nearest")
        visible = block_mask(job.blocks, length)[None, None] if job.blocks else None
        velocity = self.estimator(
            noise,
            condition=torch.zeros_like(noise),
            tokens=self.estimator.token_features(tokens[0].long(), valid),
            time=torch.tensor([time], device=noise.device),
            speaker=F.normalize(job.speaker[None], dim=1),
            valid=valid,
            visible=None if visible is None else visible.to(noise.device),
        )
        return velocity[0]
