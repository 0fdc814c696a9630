"""Computes how many segments fit: memory budget less weights, divided by the size of a slot."""

from __future__ import annotations

import re

import psutil
import torch
from torch import nn

from .config import MEL_RATE, MELS, SAMPLE_RATE
from .decoder.llama import Shape
from .language_model import POSITIONS

SLOT_SECONDS = 60
SLOTS = (64, 32, 16, 8, 4, 2, 1)
"""The numbers of slots that a decoder may have."""
MOST_SLOTS = SLOTS[0]
GPU_SHARE, CPU_SHARE = 0.85, 0.5
"""Share of the memory free at load that is used if no budget is set."""
WORKSPACE = 1 << 30
"""Memory for the forward passes: four flows of 20 s with prompt, side by side."""

PATIENCE = 250
"""Successful steps before one more slot is tried: 10 s of speech in each running segment, enough
to include flows of the longest block."""
MOST_PATIENCE = 16 * PATIENCE

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def parsed(size: str) -> int:
    """Bytes of "24GB", "800 MB", "2G" (powers of ten) or "4GiB". Raises ValueError."""
    match = re.fullmatch(r"\s*([\d.]+)\s*([KMGT]?)(i?)B?\s*", size, re.IGNORECASE)
    if match is None:
        raise ValueError(f"{size!r} is not a memory size; write it like 24GB")
    unit = _UNITS[match[2].upper()]
    if match[3]:
        unit = 1 << {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}[match[2].upper()]
    return int(float(match[1]) * unit)


def free(device: torch.device) -> int:
    """Bytes that may be used on the device: a share of its memory that is free now."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0] * GPU_SHARE)
    return int(psutil.virtual_memory().available * CPU_SHARE)


def slot_bytes(shape: Shape) -> int:
    """The bytes of one slot: its keys and values, and at most so much for its stream."""
    keys = POSITIONS * shape.bytes_per_token
    states = 10 * 2 * SLOT_SECONDS * MEL_RATE * MELS * 4
    noise = SLOT_SECONDS * SAMPLE_RATE * 9 * 4
    return keys + states + noise


def weights(modules: list[nn.Module]) -> int:
    """Bytes of all parameters and buffers, shared ones once."""
    tensors = {t.data_ptr(): t.nbytes for m in modules for t in (*m.parameters(), *m.buffers())}
    return sum(tensors.values())


def slots(budget: int, *, loaded: int, shape: Shape, most: int = MOST_SLOTS) -> int:
    """How many slots fit, up to `most`; at least one, or the engine would be useless."""
    fitting = min(most, (budget - loaded - WORKSPACE) // slot_bytes(shape))
    return next((count for count in SLOTS if count <= fitting), 1)


class Room:
    """How many segments may be decoded at once: as the budget allows, fewer while memory is short.

    After memory ran out, `slots` are left; every PATIENCE successful steps give one back. If
    memory runs out again meanwhile, the wait doubles, since evicted segments lose their audio.
    """

    def __init__(self, budgeted: int) -> None:
        self.budgeted = self.slots = budgeted
        self._patience = PATIENCE
        self._well = 0
        self._grown = False

    def went_well(self) -> None:
        """Record a step that had enough memory."""
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
        """Record a step that ran out of memory; `remaining` segments go on."""
        if self._grown:
            self._patience = min(2 * self._patience, MOST_PATIENCE)
        self.slots = max(1, remaining)
        self._well = 0
        self._grown = False
