"""How long each stage of the engine works, and how fast it lately was.

On a GPU times are taken by events between its own works: the host goes on meanwhile, and nothing
waits for them.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from ..acoustic.flow_queue import ROWS
from .admission import Rates
from .pace import STEPS

TOKENS, FLOW, VOCODER = "tokens", "flow", "vocoder"
SHARE = 0.1
"""The share of the newest time in a moving mean."""
LATE_FLOW = 6
"""How many times as long as an early block's a long stream's flow is taken to be, before any."""


@dataclass(slots=True)
class Work:
    """Something that is being timed. `pieces` alike pieces of a `kind` are done in it, of which a
    mean is kept; none of work that tells nothing of the next."""

    stage: str
    kind: str = ""
    rows: int = 1
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class _Timed:
    work: Work
    begun: torch.cuda.Event
    ended: torch.cuda.Event


class StageTimes:
    """The times of one engine on one device. Says nothing of any request."""

    def __init__(
        self, device: torch.device, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.seconds = dict.fromkeys((TOKENS, FLOW, VOCODER), 0.0)
        self._device = device
        self._clock = clock
        self._means: dict[tuple[str, int], float] = {}
        self._open: deque[_Timed] = deque()

    @contextmanager
    def of(self, stage: str, kind: str = "", rows: int = 1, pieces: int = 1) -> Iterator[Work]:
        """Time a block; it may set `pieces` of what it is given. Nothing is kept if it raises."""
        work = Work(stage, kind, rows, pieces)
        if self._device.type == "cuda":
            begun, ended = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            begun.record(torch.cuda.current_stream(self._device))
            yield work
            ended.record(torch.cuda.current_stream(self._device))
            self._open.append(_Timed(work, begun, ended))
        else:
            at = self._clock()
            yield work
            self._keep(work, self._clock() - at)

    def settle(self) -> None:
        """Take in the times of what the GPU has done by now."""
        while self._open and self._open[0].ended.query():
            done = self._open.popleft()
            self._keep(done.work, done.begun.elapsed_time(done.ended) / 1000)

    def rates(self) -> Rates | None:
        """How fast it lately was; None until each stage was seen."""
        token, early = self._mean("token"), self._mean_of_rows("early")
        block, late = self._mean("block"), self._mean_of_rows("late")
        if token is None or early is None or block is None:
            return None
        late = LATE_FLOW * early if late is None else late
        vocoder = ROWS * block
        return Rates(token, STEPS * early + vocoder, STEPS * late + vocoder)

    def _keep(self, work: Work, seconds: float) -> None:
        self.seconds[work.stage] += seconds
        if work.kind and work.pieces:
            key, one = (work.kind, work.rows), seconds / work.pieces
            self._means[key] = SHARE * one + (1 - SHARE) * self._means.get(key, one)

    def _mean(self, kind: str) -> float | None:
        return self._means.get((kind, 1))

    def _mean_of_rows(self, kind: str) -> float | None:
        """Of a tick of ROWS rows; where none was seen, at most as long as one row after another."""
        seen = {rows: mean for (each, rows), mean in self._means.items() if each == kind}
        if ROWS in seen:
            return seen[ROWS]
        return min((mean * ROWS / rows for rows, mean in seen.items()), default=None)
