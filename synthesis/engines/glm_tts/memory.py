"""How many segments fit: a budget of memory, less the weights, over what a slot takes."""

from __future__ import annotations

import re

import psutil
import torch
from torch import nn

from .cache import Shape
from .config import MEL_RATE, MELS, SAMPLE_RATE

SLOT_POSITIONS = 2048
"""Tokens of the longest sequence: 20 s of prompt, and a minute of speech."""
SLOT_SECONDS = 60
MOST_SLOTS = 64
GPU_SHARE, CPU_SHARE = 0.85, 0.5
"""Of the memory that is free when the engine is loaded, where no budget is given."""
WORKSPACE = 1 << 30
"""For the passes themselves: four flows of 20 s, with prompt, side by side."""

PATIENCE = 250
"""Steps that have to go well before one more slot is tried: 10 s of speech in each of those that
run, so that flows of the longest block were among them."""
MOST_PATIENCE = 16 * PATIENCE

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def parsed(size: str) -> int:
    """Bytes of "24GB", "800 MB", "2G" (powers of ten) or "4GiB". Raises ValueError."""
    match = re.fullmatch(r"\s*([\d.]+)\s*([KMGT]?)(i?)B?\s*", size, re.IGNORECASE)
    if match is None:
        raise ValueError(f"{size!r} is no size of memory; write it like 24GB")
    unit = _UNITS[match[2].upper()]
    if match[3]:
        unit = 1 << {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}[match[2].upper()]
    return int(float(match[1]) * unit)


def free(device: torch.device) -> int:
    """Bytes that may be used on the device, the weights that lie there already included or not."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0] * GPU_SHARE)
    return int(psutil.virtual_memory().available * CPU_SHARE)


def slot_bytes(shape: Shape) -> int:
    """The most that one segment keeps: keys and values, twice while rows move, and its stream."""
    keys = 2 * SLOT_POSITIONS * shape.bytes_per_token
    states = 10 * 2 * SLOT_SECONDS * MEL_RATE * MELS * 4
    noise = SLOT_SECONDS * SAMPLE_RATE * 9 * 4
    return keys + states + noise


def weights(modules: list[nn.Module]) -> int:
    """Bytes of all parameters and buffers."""
    tensors = {t.data_ptr(): t.nbytes for m in modules for t in (*m.parameters(), *m.buffers())}
    return sum(tensors.values())


def slots(budget: int, *, loaded: int, shape: Shape) -> int:
    """How many segments may be made at once: one at least, for else there is no engine."""
    room = budget - loaded - WORKSPACE
    return max(1, min(MOST_SLOTS, room // slot_bytes(shape)))


class Room:
    """How many segments may be made at once: what the budget allows, less while memory is short.

    After it ran out there are `slots` left; PATIENCE steps that went well give one back. Where
    memory runs out again on the way up, the next try comes twice as late: what is shed is lost.
    """

    def __init__(self, budgeted: int) -> None:
        self.budgeted = self.slots = budgeted
        self._patience = PATIENCE
        self._well = 0
        self._grown = False

    def went_well(self) -> None:
        """A step had memory enough."""
        self._well += 1
        if self._well < self._patience:
            return
        self._well = 0
        if self.slots < self.budgeted:
            self.slots += 1
            self._grown = True
        else:
            self._patience = PATIENCE
            self._grown = False

    def ran_out(self, remaining: int) -> None:
        """A step had not; `remaining` segments go on."""
        if self._grown:
            self._patience = min(2 * self._patience, MOST_PATIENCE)
        self.slots = max(1, remaining)
        self._well = 0
        self._grown = False
