"""Reads prompts into slots: a fixed number of pieces of a fixed length in each pass.

The fixed shape bounds how long running segments wait, and makes a slot's keys and values
independent of what is read beside it. Rows and tokens that are missing are written nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .llama import SlotLlama, SlotMemory, mask


@dataclass(frozen=True, slots=True)
class ReadingShape:
    """`prompts` are read beside each other, `tokens` of each in one pass."""

    prompts: int
    tokens: int

    @classmethod
    def of(cls, device: torch.device) -> ReadingShape:
        """A pass that a GPU hardly notices; on a CPU every token of it is felt."""
        return cls(4, 128) if device.type == "cuda" else cls(1, 32)


class Prefill:
    """The prompts that are not read yet, oldest first. `widths` as in the decoder."""

    def __init__(
        self,
        layers: SlotLlama,
        memory: SlotMemory,
        widths: Sequence[int],
        shape: ReadingShape,
    ) -> None:
        self._layers, self._memory = layers, memory
        self._widths, self._shape = widths, shape
        self._prompts: dict[int, list[int]] = {}
        self._read: dict[int, int] = {}
        """How many tokens of each waiting slot's prompt are read."""
        self._columns = torch.arange(memory.positions, device=layers.shape.device)

    @property
    def waiting(self) -> Collection[int]:
        """The slots whose prompts are not read to the end."""
        return self._prompts.keys()

    def add(self, slot: int, prompt: list[int]) -> None:
        """Have a prompt read into the slot, in the passes to come."""
        if prompt:
            self._prompts[slot], self._read[slot] = prompt, 0

    def drop(self, slot: int) -> None:
        """Read no more of a slot's prompt, if it waits at all."""
        if self._prompts.pop(slot, None) is not None:
            del self._read[slot]

    def advance(self, allowed: Collection[int]) -> None:
        """Read the next piece of the oldest prompts among the slots `allowed`, in one pass."""
        waiting = [slot for slot in self._prompts if slot in allowed]
        if not waiting:
            return
        # One width in a pass: it depends on the slot itself, never on its neighbours.
        width = self._width(waiting[0])
        chosen = [slot for slot in waiting if self._width(slot) == width][: self._shape.prompts]
        self._pass(chosen, width)
        for slot in chosen:
            self._read[slot] += self._shape.tokens
            if self._read[slot] >= len(self._prompts[slot]):
                self.drop(slot)

    def _width(self, slot: int) -> int:
        end = min(self._read[slot] + self._shape.tokens, self._memory.positions)
        return next(width for width in self._widths if end <= width)

    def _pass(self, chosen: Sequence[int], width: int) -> None:
        rows, count = self._shape.prompts, self._shape.tokens
        tokens = np.zeros((rows, count), np.int64)
        into = np.full((rows, count), self._memory.nowhere)
        at = np.zeros((rows, count), np.int64)
        for row, slot in enumerate(chosen):
            begin = self._read[slot]
            piece = self._prompts[slot][begin : begin + count]
            tokens[row, : len(piece)] = piece
            into[row, : len(piece)] = slot
            at[row] = np.minimum(begin + np.arange(count), width - 1)
        # Row by row: with rows that are not there, attention reads the row that nobody owns.
        slots = np.full(rows, self._memory.nowhere)
        slots[: len(chosen)] = chosen
        given, where, into_rows, read = (self._moved(each) for each in (tokens, at, into, slots))
        visible = self._columns[:width] <= where[..., None]  # [R, t, w]
        self._layers(
            given,
            where,
            memory=self._memory,
            into=into_rows,
            read=lambda held: held[read, :, :width],
            mask=mask(visible[:, None], self._layers.shape.dtype),
        )

    def _moved(self, numbers: np.ndarray) -> Tensor:
        return torch.from_numpy(numbers).to(self._layers.shape.device, non_blocking=True)
