"""From speech tokens to mel: flow matching (arXiv 2210.02747), solved for several segments at once.

A job is one segment, or one block of a stream. Jobs of any length and kind are solved as one
masked batch; each gets what it gets alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .config import HOP, MEL_RATE, MELS, SAMPLE_RATE, TOKEN_RATE, FlowConfig
from .dit import DiT


@dataclass(frozen=True, slots=True)
class Carried:
    """What a block hands on to the next: `states` [10, T, 80], the noisy mel at every step.

    The first `final` frames are kept by the next block, the others are solved again.
    """

    states: Tensor = field(repr=False)
    final: int


@dataclass(frozen=True, slots=True)
class FlowJob:
    """One segment, or all of a stream that has tokens so far.

    tokens [n]: of the prompt, then new ones; prompt_mel [p, 80]; speaker [192]; noise [≥ T, 80]
    with T = `frames(n)`; blocks: the tokens of each block of a stream, () to see everything.
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
    """mel [T - p, 80], without the prompt's; states [10, T, 80] for `Carried`."""

    mel: Tensor = field(repr=False)
    states: Tensor = field(repr=False)


def frames(tokens: int) -> int:
    """Mel frames of a number of speech tokens."""
    return int(tokens / TOKEN_RATE * MEL_RATE)


def final_frames(prompt: int, mel: int, look_ahead: int) -> int:
    """Frames that the next block keeps, of `prompt` + `mel` with `look_ahead` tokens to come.

    The weights of the reference's streams come from this float arithmetic: the last frame counts.
    """
    seconds = mel * HOP / SAMPLE_RATE - look_ahead / TOKEN_RATE
    return prompt + int(seconds * SAMPLE_RATE / HOP) + 1


def block_frames(tokens: int) -> int:
    """The mel frames that a block of tokens counts as in the attention mask.

    They are those of another frame rate; the weights were trained with it.
    """
    return int(tokens / 12.5 * 22050 / 256)


def block_mask(blocks: Sequence[int], length: int) -> Tensor:
    """Which frames each frame sees, [T, T] bool: to the end of its block, or half a block ahead.

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
    made, now = [], times[0]
    for following in times[1:]:
        length = following - now
        made.append((now.item(), length.item()))
        now = now + length
    return made


class Flow(nn.Module):
    """The flow and its solver. `estimator` is what the checkpoint calls its network."""

    def __init__(self, config: FlowConfig) -> None:
        super().__init__()
        self.config = config
        self.estimator = DiT(config)

    @torch.inference_mode()
    def solve(self, jobs: Sequence[FlowJob]) -> list[Solved]:
        """Mel of every job, with classifier-free guidance; the order is kept."""
        batch = _Batch.of(jobs, next(self.parameters()).device)
        features = self.estimator.token_features(batch.tokens, batch.valid)
        visible = batch.visible()
        twice = _Twice(batch, features, visible)
        x = batch.noise
        states = []
        for index, (time, length) in enumerate(schedule(self.config.steps)):
            x = batch.with_carried(x, index)
            states.append(x)
            velocity = twice.velocity(self.estimator, x, time, self.config.guidance)
            x = x + length * velocity
        kept = torch.stack(states)  # [10, B, T, 80]
        return [
            # Clones: a view would hold the whole batch, the neighbours' voices with it.
            Solved(
                mel=x[row, len(job.prompt_mel) : job.frames].clone(),
                states=kept[:, row, : job.frames].clone(),
            )
            for row, job in enumerate(jobs)
        ]

    @torch.inference_mode()
    def velocity_without_prompt(self, job: FlowJob, time: float) -> Tensor:
        """One call of the network at the job's noise, with no mel condition: [T, 80]."""
        batch = _Batch.of([job], next(self.parameters()).device)
        made = self.estimator(
            batch.noise,
            condition=torch.zeros_like(batch.condition),
            tokens=self.estimator.token_features(batch.tokens, batch.valid),
            time=torch.tensor([time], device=batch.noise.device),
            speaker=batch.speaker,
            valid=batch.valid,
            visible=batch.visible(),
        )
        return made[0]


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
            drawn = F.interpolate(job.tokens[None, None].float(), size=length, mode="nearest")
            tokens[row, :length] = drawn[0, 0].long()
            prompt = job.prompt_mel[-length:]
            condition[row, : len(prompt)] = prompt
            noise[row, :length] = job.noise[:length]
            valid[row, :length] = True
        speaker = F.normalize(torch.stack([job.speaker for job in jobs]).to(device), dim=1)
        return cls(jobs, tokens, condition, speaker, noise, valid)

    def visible(self) -> Tensor | None:
        """[B, 1, T or 1, T]: what each frame attends to; None where that is everything."""
        if any(job.blocks for job in self.jobs):
            length = self.valid.shape[1]
            full = torch.ones(length, length, dtype=torch.bool)
            masks = [block_mask(job.blocks, length) if job.blocks else full for job in self.jobs]
            return torch.stack(masks).to(self.valid.device)[:, None] & self.valid[:, None, None]
        return None if bool(self.valid.all()) else self.valid[:, None, None]

    def with_carried(self, x: Tensor, step: int) -> Tensor:
        """The frames that an earlier block has made final are put back as they were."""
        x = x.clone()
        for row, job in enumerate(self.jobs):
            if job.carried is not None:
                kept = job.carried.states[step][: min(job.carried.final, job.frames)]
                x[row, : len(kept)] = kept
        return x


class _Twice:
    """The batch with and without prompt and speaker, for guidance (arXiv 2207.12598).

    The speech tokens stay in both, as the weights were trained (`speech_token_cfg: false`).
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
        told, untold = both.chunk(2)
        return (1 + guidance) * told - guidance * untold
