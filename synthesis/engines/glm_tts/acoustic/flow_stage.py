"""Solves flows as a continuous batch: one Euler step of some flows in each tick.

Rows of a bucket of lengths live in memory that stays where it is, each at its own step, so that a
tick is one CUDA graph for each bucket and number of rows. Symbols in shapes: R rows, T frames of
the bucket, E token width.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext

import torch
from torch import Tensor
from torch.nn import functional as F

from ..config import MELS, SPEAKER
from ..graph import captured
from .flow import Flow, FlowJob, Solved, block_mask, schedule
from .flow_queue import NOBODY_WAITS, ROWS, FlowQueue, bucket

Timed = Callable[[str, int], AbstractContextManager[object]]
EARLY, LATE = "early", "late"
EARLY_FRAMES = 150
"""The most frames of a stream's first two blocks, beyond the prompt's."""


def _untimed(kind: str, rows: int) -> AbstractContextManager[object]:
    return nullcontext()


class FlowStage:
    """`submit` jobs, then `tick` until each is solved. A job's result is the same as alone."""

    def __init__(self, flow: Flow, rows: int = ROWS, timed: Timed = _untimed) -> None:
        """`timed` is called around each tick, with its kind (EARLY, LATE) and number of rows."""
        self.queue = FlowQueue(rows)
        self._timed = timed
        self._flow = flow
        self._jobs: dict[Hashable, FlowJob] = {}
        self._buckets: dict[int, _Bucket] = {}

    def submit(self, key: Hashable, job: FlowJob, deadline: float = NOBODY_WAITS) -> None:
        """Queue a job; `deadline` orders it among the others."""
        self._jobs[key] = job
        self.queue.add(key, job.frames, deadline, self._flow.config.steps)

    @torch.inference_mode()
    def drop(self, key: Hashable) -> None:
        """Forget a job, whether it waits or is being solved."""
        entry = self.queue.drop(key)
        job = self._jobs.pop(key, None)
        if entry is not None and job is not None and entry.row is not None:
            self._leave(bucket(job.frames), entry.row)

    @torch.inference_mode()
    def tick(self) -> list[tuple[Hashable, Solved]]:
        """Advance the most urgent jobs by one Euler step; returns those that are solved.

        If it raises, no job has advanced.
        """
        chosen = self.queue.next()
        if not chosen:
            return []
        size = bucket(chosen[0].frames)
        held = self._buckets.get(size)
        if held is None:
            held = self._buckets[size] = _Bucket(self._flow, size, self.queue.rows)
        for entry in chosen:
            if entry.row is not None and entry.row not in held.taken:
                held.take(entry.row, self._jobs[entry.key])
        with self._timed(self._kind([self._jobs[entry.key] for entry in chosen]), len(chosen)):
            held.advance()
        solved = []
        for entry in self.queue.ticked(chosen):
            job = self._jobs.pop(entry.key)
            if entry.row is not None:
                solved.append((entry.key, held.solved(entry.row, job)))
                self._leave(size, entry.row)
        return solved

    def _kind(self, jobs: Sequence[FlowJob]) -> str:
        is_early = any(job.frames - len(job.prompt_mel) <= EARLY_FRAMES for job in jobs)
        return EARLY if is_early else LATE

    def _leave(self, size: int, row: int) -> None:
        held = self._buckets.get(size)
        if held is None or row not in held.taken:
            return
        held.leave(row)
        # A GPU's graphs need their memory; a CPU has no graphs, and many buckets are used once.
        if not held.taken and held.device.type != "cuda":
            del self._buckets[size]

    @torch.inference_mode()
    def solve(self, jobs: Sequence[FlowJob]) -> list[Solved]:
        """Solve jobs and wait for them; results are in the order of the jobs."""
        for index, job in enumerate(jobs):
            self.submit(index, job)
        found: dict[Hashable, Solved] = {}
        while len(found) < len(jobs):
            found.update(self.tick())
        return [found[index] for index in range(len(jobs))]


class _Bucket:
    """R rows of T frames. Rows that are not taken are computed or left out, and change nothing."""

    def __init__(self, flow: Flow, size: int, rows: int) -> None:
        self.device = next(flow.parameters()).device
        self.taken: set[int] = set()
        config = flow.config
        self._flow = flow
        self._size = size

        def zeros(*shape: int) -> Tensor:
            return torch.zeros(rows, *shape, device=self.device)

        # Of a pair, the first is guided by prompt and speaker, the second by neither.
        self._x = zeros(size, MELS)
        self._states = zeros(config.steps, size, MELS)
        self._condition = zeros(2, size, MELS)
        self._speaker = zeros(2, SPEAKER)
        self._tokens = zeros(size, config.speech_token_dim)
        self._valid = zeros(size).bool()
        self._visible = torch.ones(rows, 1, size, size, dtype=torch.bool, device=self.device)
        self._final, self._step = zeros().long(), zeros().long()
        self._active = zeros().bool()
        self._rows = torch.arange(rows, device=self.device)
        self._columns = torch.arange(size, device=self.device)
        steps = torch.tensor(schedule(config.steps), device=self.device)
        self._times, self._lengths = steps[:, 0].contiguous(), steps[:, 1].contiguous()
        self._graphs: dict[int, Callable[[], None]] = {}
        if self.device.type == "cuda":
            for count in sorted({1, 2, rows}):
                self._graphs[count] = captured(self._work(count), self.device)

    def take(self, row: int, job: FlowJob) -> None:
        """Put a job into a row."""
        length, size = job.frames, self._size
        tokens = F.interpolate(job.tokens[None, None].float(), size=length, mode="nearest")
        everywhere = torch.ones(1, length, dtype=torch.bool, device=self.device)
        features = self._flow.estimator.token_features(tokens[0].long(), everywhere)
        self.leave(row)
        self._tokens[row, :length] = features[0]
        prompt = job.prompt_mel[-length:]
        self._condition[row, 0, : len(prompt)] = prompt
        self._speaker[row, 0] = F.normalize(job.speaker.to(self.device), dim=0)
        self._x[row, :length] = job.noise[:length]
        self._valid[row, :length] = True
        if job.blocks:
            self._visible[row, 0].copy_(block_mask(job.blocks, size))
        self._visible[row, 0, :, length:] = False
        if job.carried is not None:
            final = min(job.carried.final, length)
            self._states[row, :, :final] = job.carried.states[:, :final]
            self._final[row].fill_(final)
        self._active[row].fill_(True)
        self.taken.add(row)

    def leave(self, row: int) -> None:
        """Erase a row."""
        for held in (self._x, self._states, self._condition, self._speaker, self._tokens):
            held[row].zero_()
        for numbers in (self._valid, self._final, self._step, self._active):
            numbers[row].zero_()
        self._visible[row].fill_(True)
        self.taken.discard(row)

    def solved(self, row: int, job: FlowJob) -> Solved:
        """What a row has come to. Copied, as the row is used again."""
        return Solved(
            mel=self._x[row, len(job.prompt_mel) : job.frames].clone(),
            states=self._states[row, :, : job.frames].clone(),
        )

    def advance(self) -> None:
        """One Euler step of every row that is taken."""
        needed = max(self.taken) + 1
        graph = next((graph for count, graph in self._graphs.items() if count >= needed), None)
        (graph or self._work(needed))()

    def _work(self, rows: int) -> Callable[[], None]:
        """One Euler step of the first `rows` rows."""
        guidance = self._flow.config.guidance

        def work() -> None:
            at = self._rows[:rows]
            step = self._step[:rows]
            final = self._columns[None, :, None] < self._final[:rows, None, None]
            x = torch.where(final, self._states[at, step], self._x[:rows])
            self._states[at, step] = x
            both = self._flow.estimator(
                x.repeat_interleave(2, dim=0),
                condition=self._condition[:rows].flatten(0, 1),
                tokens=self._tokens[:rows].repeat_interleave(2, dim=0),
                time=self._times[step].repeat_interleave(2),
                speaker=self._speaker[:rows].flatten(0, 1),
                valid=self._valid[:rows].repeat_interleave(2, dim=0),
                visible=self._visible[:rows].repeat_interleave(2, dim=0),
            )
            guided, free = both.unflatten(0, (rows, 2)).unbind(dim=1)
            velocity = (1 + guidance) * guided - guidance * free
            active = self._active[:rows]
            moved = x + self._lengths[step][:, None, None] * velocity
            self._x[:rows] = torch.where(active[:, None, None], moved, self._x[:rows])
            self._step[:rows] = (step + active).clamp(max=len(self._times) - 1)

        return work
