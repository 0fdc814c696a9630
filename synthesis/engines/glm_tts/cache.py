"""A key-value cache for sequences of different lengths that are decoded together.

Each sequence holds its `Row`; rows decoded together share one `KeyValues`. When the set of rows
changes, the remaining rows are copied into new memory, and the old memory is freed with its last
row. There is no list of sequences, so nothing of a sequence outlives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from transformers.cache_utils import Cache, CacheLayerMixin

GROWTH = 128
"""Positions added at a time: a sequence is copied once per 5 seconds of speech."""


class KeyValueLayer(CacheLayerMixin):
    """Keys and values [B, H, L, d]: row b is filled up to `lengths[b]`, the rest is never read."""

    is_sliding = False

    def __init__(self, keys: Tensor, values: Tensor, lengths: Tensor) -> None:
        super().__init__()
        self.kept_keys, self.kept_values, self.lengths = keys, values, lengths
        self.width = 0
        """How many positions are read: those of the longest row, including new ones."""

    def lazy_initialization(self, key_states: Tensor, value_states: Tensor) -> None:
        """Does nothing: memory is allocated in the constructor."""

    def update(
        self, key_states: Tensor, value_states: Tensor, *args: object, **kwargs: object
    ) -> tuple[Tensor, Tensor]:
        """Append [B, H, t, d] to every row; returns all that attention reads, [B, H, w, d]."""
        added = key_states.shape[2]
        device = self.lengths.device
        rows = torch.arange(len(self.lengths), device=device)[:, None]
        at = self.lengths[:, None] + torch.arange(added, device=device)  # [B, t]
        self.kept_keys[rows, :, at] = key_states.transpose(1, 2)
        self.kept_values[rows, :, at] = value_states.transpose(1, 2)
        return self.kept_keys[:, :, : self.width], self.kept_values[:, :, : self.width]

    def get_seq_length(self) -> int:
        return self.width

    def get_max_length(self) -> int:
        return self.kept_keys.shape[2]

    def get_mask_sizes(self, query_length: int) -> tuple[int, int]:
        return self.width, 0


class KeyValues(Cache):
    """A cache for transformers, with one layer for each layer of the model."""

    def __init__(self, rows: int, capacity: int, like: Shape) -> None:
        self.lengths = torch.zeros(rows, dtype=torch.long, device=like.device)
        self.filled = [0] * rows
        self.capacity = capacity
        size = (rows, like.heads, capacity, like.width)
        # Attention multiplies the unread end of a row by zero, so it must not be NaN.
        self.own = [
            KeyValueLayer(
                torch.zeros(size, dtype=like.dtype, device=like.device),
                torch.zeros(size, dtype=like.dtype, device=like.device),
                self.lengths,
            )
            for _ in range(like.layers)
        ]
        super().__init__(layers=[*self.own])

    def mask(self, added: int) -> Tensor:
        """The mask [B, 1, added, w] by which new positions see their row so far and themselves."""
        width = max(self.filled) + added
        for layer in self.own:
            layer.width = width
        device = self.lengths.device
        end = self.lengths[:, None] + torch.arange(1, added + 1, device=device)  # [B, added]
        return (torch.arange(width, device=device) < end[..., None])[:, None]

    def added(self, count: int) -> None:
        """Record that every row has grown by `count` positions."""
        self.lengths += count
        self.filled = [length + count for length in self.filled]

    def take(self, row: int, source: KeyValues, of: int) -> None:
        """Copy row `of` of `source` into `row`."""
        length = source.filled[of]
        for mine, theirs in zip(self.own, source.own, strict=True):
            mine.kept_keys[row, :, :length] = theirs.kept_keys[of, :, :length]
            mine.kept_values[row, :, :length] = theirs.kept_values[of, :, :length]
        self.lengths[row] = length
        self.filled[row] = length


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a model's keys and values."""

    layers: int
    heads: int
    width: int
    dtype: torch.dtype
    device: torch.device

    @property
    def bytes_per_token(self) -> int:
        return 2 * self.layers * self.heads * self.width * self.dtype.itemsize


@dataclass(slots=True, eq=False)
class Row:
    """One sequence's place in a cache. It moves when its neighbours change."""

    held: KeyValues
    index: int

    @property
    def length(self) -> int:
        return self.held.filled[self.index]


def together(rows: Sequence[Row], like: Shape) -> KeyValues:
    """Move these rows into one `KeyValues`, in this order, with room for one more token each."""
    held = rows[0].held
    longest = max(row.length for row in rows)
    same = len(held.filled) == len(rows) and all(
        row.held is held and row.index == index for index, row in enumerate(rows)
    )
    if same and longest < held.capacity:
        return held
    merged = KeyValues(len(rows), _rounded(longest + 1), like)
    for index, row in enumerate(rows):
        merged.take(index, row.held, row.index)
    for index, row in enumerate(rows):
        row.held, row.index = merged, index
    return merged


def _rounded(positions: int) -> int:
    return -(-positions // GROWTH) * GROWTH
