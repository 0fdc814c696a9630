"""Decodes many segments at once in a fixed number of slots.

All memory is allocated once. A segment takes a free slot, keeps it until it is evicted, and moves
nobody else's memory by coming or going. A step always computes every slot, so its shape never
changes: that makes it one CUDA graph for each width of attention, and it makes a slot's tokens
independent of its neighbours to the last bit. Which slots really advance is data on the device. So
is the choice of tokens; the host reads them once for several steps.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import torch

from ..graph import captured
from ..language_model import LanguageModel
from .drawing import uniform_numbers
from .llama import SlotMemory, mask
from .prefill import Prefill, ReadingShape
from .state import Draw, SlotState

WIDTHS = (512, 1024, 2048)
"""Positions that attention reads. A slot belongs to the first width that holds all its tokens."""


@dataclass(frozen=True, slots=True)
class Order:
    """A segment to decode: `prompt` are tokens of the vocabulary; audio can't end before `least`
    speech tokens and ends after `most`; `seed` decides every draw."""

    prompt: Sequence[int] = field(repr=False)
    least: int
    most: int
    temperature: float
    seed: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was read from a slot: new speech tokens, counted from 0, and whether it has ended."""

    tokens: list[int]
    ended: bool


class NoSlot(Exception):
    """Every slot is taken."""


class SlotDecoder:
    """Slots over a model. `admit`, then `step` and `read` until the slot has ended, then `evict`.

    A slot that is given up without having ended is evicted in the same way.
    """

    def __init__(
        self,
        model: LanguageModel,
        *,
        slots: int,
        draw: Draw,
        widths: Sequence[int] = WIDTHS,
        reading: ReadingShape | None = None,
    ) -> None:
        self.slots = slots
        self.widths = tuple(widths)
        self._model = model
        self._draw = draw
        device = model.shape.device
        positions = self.widths[-1]
        self._memory = SlotMemory(slots, positions, model.shape)
        self._state = SlotState(slots, positions, device)
        reading = reading or ReadingShape.of(device)
        self._prefill = Prefill(model.layers, self._memory, self.widths, reading)
        self._rows = torch.arange(slots, device=device)
        self._columns = torch.arange(positions, device=device)
        self._free = list(reversed(range(slots)))
        self._length: dict[int, int] = {}
        """Tokens read before the next step, of each taken slot that has not ended."""
        self._unread: dict[int, int] = {}
        """Steps since the last reading, of each slot that advanced."""
        self._ended: set[int] = set()
        self._running: frozenset[int] = frozenset()
        # Captured while nothing runs, so that the runs of a capture change nothing.
        with torch.inference_mode():
            lowest = (0, *self.widths[:-1])
            self._advance = {
                width: captured(self._step_of(lower, width), device)
                for lower, width in zip(lowest, self.widths, strict=True)
            }

    @property
    def free(self) -> int:
        """How many slots are free."""
        return len(self._free)

    @property
    def taken(self) -> dict[int, int]:
        """How many slots are taken, by the width that they are in."""
        widths = [self._width(slot) for slot in self._length]
        return {width: widths.count(width) for width in self.widths}

    @torch.inference_mode()
    def admit(self, order: Order) -> int:
        """Give a segment a slot; its prompt is read in the steps that follow.

        Raises NoSlot, or ValueError if the prompt and `most` tokens don't fit a slot.
        """
        positions = self.widths[-1]
        if not order.prompt or len(order.prompt) + order.most > positions:
            raise ValueError(f"{len(order.prompt)} + {order.most} tokens don't fit {positions}")
        if not self._free:
            raise NoSlot(f"all {self.slots} slots are taken")
        slot = self._free.pop()
        *before, last = order.prompt
        state = self._state
        # Filled, not assigned: assigning a number to an element may wait for the device.
        for held, value in (
            (state.token, last),
            (state.position, len(before)),
            (state.spoken, 0),
            (state.read, 0),
            (state.least, order.least),
            (state.most, order.most),
            (state.ended, False),
            (state.temperature, order.temperature),
            (state.recent, -1),
        ):
            held[slot].fill_(value)
        numbers = torch.from_numpy(uniform_numbers(order.seed, order.most + 1))
        state.uniform[slot, : len(numbers)].copy_(numbers, non_blocking=True)
        self._length[slot] = len(before)
        self._prefill.add(slot, before)
        return slot

    @torch.inference_mode()
    def evict(self, slot: int) -> None:
        """Free a slot and erase what it held."""
        del self._length[slot]
        self._prefill.drop(slot)
        self._run(self._running - {slot})
        self._unread.pop(slot, None)
        self._ended.discard(slot)
        self._memory.clear(slot)
        self._state.tokens[slot].zero_()
        self._state.uniform[slot].zero_()
        self._free.append(slot)

    @torch.inference_mode()
    def step(self, count: int, slots: Collection[int] | None = None) -> None:
        """Read one piece of the prompts that wait, then add `count` tokens to every other slot.

        Only `slots` advance, or all. Those that have ended stay as they are. Nothing here waits
        for the device.
        """
        chosen = self._length.keys() if slots is None else slots
        self._prefill.advance(chosen)
        running = frozenset(chosen) - set(self._prefill.waiting) - self._ended
        self._run(running)
        for _ in range(count if running else 0):
            in_use = {self._width(slot) for slot in running}
            # The widest first: a slot that grows out of its width moves on only in the next step.
            for width in sorted(in_use, reverse=True):
                self._advance[width]()
            for slot in running:
                self._length[slot] += 1
                self._unread[slot] = self._unread.get(slot, 0) + 1

    @torch.inference_mode()
    def read(self) -> dict[int, Spoken]:
        """What the steps since the last reading added, by slot. Waits for the device, once."""
        if not self._unread:
            return {}
        found = self._state.unread(max(self._unread.values())).cpu().numpy()
        slots, self._unread = list(self._unread), {}
        spoken = {}
        for slot in slots:
            count, ended, *tokens = found[slot].tolist()
            spoken[slot] = Spoken(tokens[:count], bool(ended))
            if ended:
                self._ended.add(slot)
        return spoken

    def _width(self, slot: int) -> int:
        # A slot that has ended without the host's knowledge may seem to be past the last width.
        length = min(self._length[slot], self.widths[-1] - 1)
        return next(width for width in self.widths if length < width)

    def _run(self, running: frozenset[int]) -> None:
        """Let exactly these slots advance in the steps that follow."""
        if running == self._running:
            return
        self._running = running
        flags = torch.zeros(self.slots, dtype=torch.bool)
        flags[list(running)] = True
        self._state.running.copy_(flags, non_blocking=True)

    def _step_of(self, lower: int, width: int) -> Callable[[], None]:
        """One token for every running slot that has `lower` to `width` - 1 tokens."""
        model, memory, state, draw = self._model, self._memory, self._state, self._draw
        columns = self._columns[:width]

        def work() -> None:
            live = state.running & ~state.ended
            live &= (state.position >= lower) & (state.position < width)
            at = state.position.clamp(max=width - 1)[:, None]
            hidden = model.layers(
                state.token[:, None],
                at,
                memory=memory,
                into=torch.where(live, self._rows, memory.nowhere)[:, None],
                read=lambda held: held[: memory.slots, :, :width],
                mask=mask((columns <= at)[:, None, None], model.shape.dtype),
            )
            logits = model.speech_logits(hidden[:, 0])
            logits[:, -1].masked_fill_(state.spoken < state.least, -torch.inf)
            state.record(draw(logits, state), live, model.ids.count, model.ids.audio)

        return work
