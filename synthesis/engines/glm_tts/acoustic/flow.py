"""Turns speech tokens into mel by flow matching (arXiv 2210.02747), for several segments at once.

A job is one segment, or one block of a stream. Jobs of any length and kind are solved as one
masked batch; each gets the same result as alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..config import HOP, MEL_RATE, MELS, SAMPLE_RATE, TOKEN_RATE, FlowConfig
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
    """The flow and its solver. The checkpoint calls the network `estimator`."""

    def __init__(self, config: FlowConfig) -> None:
        super().__init__()
        self.config = config
        self.estimator = DiT(config)

    @torch.inference_mode()
    def solve(self, jobs: Sequence[FlowJob]) -> list[Solved]:
        """Solve every job with classifier-free guidance; results are in the order of the jobs."""
        batch = _Batch.of(jobs, next(self.parameters()).device)
        features = self.estimator.token_features(batch.tokens, batch.valid)
        visible = batch.visible()
        guided = _Guided(batch, features, visible)
        x = batch.noise
        states = []
        for index, (time, length) in enumerate(schedule(self.config.steps)):
            x = batch.with_carried(x, index)
            states.append(x)
            velocity = guided.velocity(self.estimator, x, time, self.config.guidance)
            x = x + length * velocity
        kept = torch.stack(states)  # [10, B, T, 80]
        return [
            # Cloned: a view would keep the whole batch alive, and the neighbours' voices with it.
            Solved(
                mel=x[row, len(job.prompt_mel) : job.frames].clone(),
                states=kept[:, row, : job.frames].clone(),
            )
            for row, job in enumerate(jobs)
        ]

    @torch.inference_mode()
    def velocity_without_prompt(self, job: FlowJob, time: float) -> Tensor:
        """Call the network once on the job's noise, without a mel condition: [T, 80]."""
        batch = _Batch.of([job], next(self.parameters()).device)
        velocity = self.estimator(
            batch.noise,
            condition=torch.zeros_like(batch.condition),
            tokens=self.estimator.token_features(batch.tokens, batch.valid),
            time=torch.tensor([time], device=batch.noise.device),
            speaker=batch.speaker,
            valid=batch.valid,
            visible=batch.visible(),
        )
        return velocity[0]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Jobs side by side, padded with zeros to the longest."""

    jobs: Sequence[FlowJob]
    tokens: Tensor  # [B, T]
    condition: Tensor  # [B, T, 80]
    speaker: Tensor  # [B, 192]
    noise: Tensor  # [B, T, 80]
    valid: Tensor  # [B, T]

    @classmethod
    def of(cls, jobs: Sequence[FlowJob], device: torch.device) -> _Batch:
        longest = max(job.frames for job in jobs)
        tokens = torch.zeros(len(jobs), longest, dtype=torch.long, device=device)
        condition = torch.zeros(len(jobs), longest, MELS, device=device)
        noise = torch.zeros_like(condition)
        valid = torch.zeros(len(jobs), longest, dtype=torch.bool, device=device)
        for row, job in enumerate(jobs):
            length = job.frames
            stretched = F.interpolate(job.tokens[None, None].float(), size=length, mode="nearest")
            tokens[row, :length] = stretched[0, 0].long()
            prompt = job.prompt_mel[-length:]
            condition[row, : len(prompt)] = prompt
            noise[row, :length] = job.noise[:length]
            valid[row, :length] = True
        speaker = F.normalize(torch.stack([job.speaker for job in jobs]).to(device), dim=1)
        return cls(jobs, tokens, condition, speaker, noise, valid)

    def visible(self) -> Tensor | None:
        """The frames that each frame attends to, [B, 1, T or 1, T]; None for all."""
        if any(job.blocks for job in self.jobs):
            length = self.valid.shape[1]
            full = torch.ones(length, length, dtype=torch.bool)
            masks = [block_mask(job.blocks, length) if job.blocks else full for job in self.jobs]
            return torch.stack(masks).to(self.valid.device)[:, None] & self.valid[:, None, None]
        return None if bool(self.valid.all()) else self.valid[:, None, None]

    def with_carried(self, x: Tensor, step: int) -> Tensor:
        """Restore the frames that an earlier block made final."""
        x = x.clone()
        for row, job in enumerate(self.jobs):
            if job.carried is not None:
                kept = job.carried.states[step][: min(job.carried.final, job.frames)]
                x[row, : len(kept)] = kept
        return x


class _Guided:
    """The batch with and without prompt and speaker, for guidance (arXiv 2207.12598).

    Both keep the speech tokens, as in training (`speech_token_cfg: false`).
    """

    def __init__(self, batch: _Batch, features: Tensor, visible: Tensor | None) -> None:
        self._condition = torch.cat([batch.condition, torch.zeros_like(batch.condition)])
        self._speaker = torch.cat([batch.speaker, torch.zeros_like(batch.speaker)])
        self._tokens = torch.cat([features, features])
        self._valid = torch.cat([batch.valid, batch.valid])
        self._visible = None if visible is None else torch.cat([visible, visible])

    def velocity(self, estimator: DiT, x: Tensor, time: float, guidance: float) -> Tensor:
        """x [B, T, 80] → [B, T, 80]."""
        both = estimator(
            torch.cat([x, x]),
            condition=self._condition,
            tokens=self._tokens,
            time=torch.full((2 * len(x),), time, device=x.device),
            speaker=self._speaker,
            valid=self._valid,
            visible=self._visible,
        )
        conditional, unconditional = both.chunk(2)
        return (1 + guidance) * conditional - guidance * unconditional
