"""Decides which flows are solved next: plain bookkeeping, without a tensor.

A flow is ten Euler steps over its frames. Each tick is one step of up to ROWS flows of one bucket
of lengths; flows join and leave between ticks. The most urgent flow decides the bucket, so a long
one holds up nobody for more than a tick.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

ROWS = 4
"""Flows beside each other in a tick, at most."""
NOBODY_WAITS = float("inf")
"""The deadline of a flow that no listener waits for."""


def bucket(frames: int) -> int:
    """The padded length for so many frames, at most an eighth longer from 512 on: a multiple of
    64 up to 512, of 128 up to 1024, and so on."""
    unit = 64
    while frames > 8 * unit:
        unit *= 2
    return -(-frames // unit) * unit


@dataclass(slots=True, eq=False)
class Entry:
    """A flow in the queue. `deadline`, in seconds of any clock, orders it among the others."""

    key: Hashable
    frames: int
    deadline: float
    steps_left: int
    row: int | None = None
    """Its row in its bucket, once it is being solved."""


@dataclass(slots=True)
class FlowQueue:
    """The flows that wait or are being solved, `rows` of a bucket at a time."""

    rows: int = ROWS
    entries: dict[Hashable, Entry] = field(default_factory=dict)

    def add(self, key: Hashable, frames: int, deadline: float, steps: int) -> None:
        self.entries[key] = Entry(key, frames, deadline, steps)

    def drop(self, key: Hashable) -> Entry | None:
        return self.entries.pop(key, None)

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def first_deadline(self) -> float:
        return min((entry.deadline for entry in self.entries.values()), default=NOBODY_WAITS)

    def next(self) -> list[Entry]:
        """The flows of the next tick, all of one bucket, each with its row; [] if there are none.

        Those that were begun keep their rows; the most urgent of the others take free ones.
        """
        if not self.entries:
            return []
        # Of flows that nobody waits for, those that were begun are finished first.
        first = min(self.entries.values(), key=lambda e: (e.deadline, e.row is None))
        size = bucket(first.frames)
        alike = [entry for entry in self.entries.values() if bucket(entry.frames) == size]
        chosen = [entry for entry in alike if entry.row is not None]
        free = sorted(set(range(self.rows)) - {entry.row for entry in chosen})
        for entry in sorted((e for e in alike if e.row is None), key=lambda e: e.deadline):
            if free:
                entry.row = free.pop(0)
                chosen.append(entry)
        return chosen

    def ticked(self, chosen: list[Entry]) -> list[Entry]:
        """Record a tick; returns the flows that are solved, which leave the queue."""
        for entry in chosen:
            entry.steps_left -= 1
        solved = [entry for entry in chosen if not entry.steps_left]
        for entry in solved:
            del self.entries[entry.key]
        return solved
