"""What is known of every slot on the device, and how the next token is chosen from it."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from .drawing import WINDOW, Sampling, mixture, pick


class SlotState:
    """The state of S slots with P positions on the device, [S] each unless said otherwise."""

    def __init__(self, slots: int, positions: int, device: torch.device) -> None:
        def numbers(*size: int, of: int = 0) -> Tensor:
            return torch.full((slots, *size), of, dtype=torch.long, device=device)

        self.token = numbers()
        """The token of the vocabulary to be read next."""
        self.position = numbers()
        """How many tokens were read before it."""
        self.spoken = numbers()
        """How many speech tokens were drawn."""
        self.read = numbers()
        """How many of them the host has."""
        self.least, self.most = numbers(), numbers()
        self.running = torch.zeros(slots, dtype=torch.bool, device=device)
        self.ended = torch.zeros(slots, dtype=torch.bool, device=device)
        self.temperature = torch.ones(slots, 1, device=device)
        self.recent = numbers(WINDOW, of=-1)
        """The last drawn tokens, [S, 10]."""
        self.uniform = torch.zeros(slots, positions + 1, dtype=torch.float64, device=device)
        """The random number for the draw at each position of speech, [S, P + 1]."""
        self.tokens = numbers(positions + 1)
        """All drawn tokens, [S, P + 1]; the last column takes what is not to be kept."""

    def record(self, chosen: Tensor, live: Tensor, end: int, first: int) -> None:
        """Give every slot that is `live` [S] its token `chosen` [S], counted from 0.

        `end` is the choice that ends the audio, `first` the vocabulary's first speech token.
        """
        last = chosen == end
        speaks = live & ~last
        column = torch.where(speaks, self.spoken, self.tokens.shape[1] - 1)
        self.tokens.scatter_(1, column[:, None], chosen[:, None])
        self.spoken += speaks
        self.position += speaks
        self.ended |= live & (last | (self.spoken >= self.most))
        self.token.copy_(torch.where(speaks, chosen + first, self.token))
        moved = torch.cat([self.recent[:, 1:], chosen[:, None]], dim=1)
        self.recent.copy_(torch.where(speaks[:, None], moved, self.recent))

    def unread(self, count: int) -> Tensor:
        """[S, 2 + count]: how many tokens the host lacks, whether the slot has ended, and the
        first `count` tokens that it lacks. From now on the host has them."""
        at = self.read[:, None] + torch.arange(count, device=self.read.device)
        new = self.tokens.gather(1, at.clamp(max=self.tokens.shape[1] - 1))
        found = torch.cat([(self.spoken - self.read)[:, None], self.ended[:, None], new], dim=1)
        self.read.copy_(self.spoken)
        return found


Draw = Callable[[Tensor, SlotState], Tensor]
"""Logits [S, A + 1], of which the last is the end of audio, → the next token of each slot [S]."""


def sampled(sampling: Sampling) -> Draw:
    """Draw by repetition-aware nucleus sampling, with each slot's own numbers and temperature."""

    def draw(logits: Tensor, state: SlotState) -> Tensor:
        shares = mixture(logits / state.temperature, state.recent, sampling)
        return pick(shares, state.uniform.gather(1, state.spoken[:, None]))

    return draw
