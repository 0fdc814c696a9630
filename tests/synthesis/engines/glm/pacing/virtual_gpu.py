"""A GPU that costs virtual time: what the engine does in a step, with a price for each part."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from synthesis.engines.glm_tts.acoustic.flow_queue import NOBODY_WAITS, ROWS, FlowQueue, bucket
from synthesis.engines.glm_tts.engine import TOKENS
from synthesis.engines.glm_tts.pacing.admission import Rates, may_listen
from synthesis.engines.glm_tts.pacing.pace import IN_HAND, STEPS, ticks
from synthesis.engines.glm_tts.stream import BLOCKS, FADE, LOOK_AHEAD

COSTS = Path(__file__).with_name("costs.json")
PROMPT_FRAMES = 150


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of each part of a step; `frame` is for a row and frame of one Euler step."""

    token: float
    token_per_slot: float
    prefill: float
    tick: float
    frame: float
    vocoder: float

    @classmethod
    def read(cls) -> Costs:
        return cls(**json.loads(COSTS.read_text())["seconds"])

    def rates(self, slots: int) -> Rates:
        def flow(tokens: int) -> float:
            frames = bucket(PROMPT_FRAMES + 2 * tokens)
            return STEPS * (self.tick + self.frame * ROWS * frames) + ROWS * self.vocoder

        token = self.token + slots * self.token_per_slot + self.prefill / TOKENS
        # While an early block waits, a step makes five tokens and five ticks of the flow.
        return Rates(token=token, flow=flow(75), late_flow=flow(475))


@dataclass(eq=False)
class Stream:
    """One job, a sentence at a time: `tokens` to speak, then those of `later` sentences. Somebody
    `listens`, or it is made in the background."""

    arrived: float
    tokens: int
    listens: bool
    later: list[int] = field(default_factory=list)
    first: float | None = None
    """When its first sound came."""
    audio: float = 0.0
    gaps: float = 0.0
    admitted: float = 0.0
    # Of the sentence that it is at:
    began: float = 0.0
    before: float = 0.0
    """Seconds of audio of earlier sentences."""
    heard_from: float | None = None
    spoken: int = 0
    rendered: int = 0
    blocks: int = 0
    in_flow: bool = False
    done: bool = False

    @property
    def boundary(self) -> int:
        if not self.listens:
            return self.tokens
        return min(sum(BLOCKS[min(i, 2)] for i in range(self.blocks + 1)), self.tokens)

    def hear(self, now: float) -> None:
        """Get the audio of a block."""
        self.rendered = self.boundary
        ahead = (
            0.0
            if self.rendered == self.tokens
            else (LOOK_AHEAD[min(self.blocks, 2)] / 25 + FADE / 24_000)
        )
        if self.first is None:
            self.first = now
        else:
            self.gaps += max(0.0, now - self.first - self.audio - self.gaps)
        if self.heard_from is None:
            self.heard_from = now
        self.audio = self.before + self.rendered / 25 - ahead
        self.blocks += 1
        self.in_flow = False
        self.done = self.rendered == self.tokens

    @property
    def deadline(self) -> float:
        """As GlmTtsEngine has it."""
        if not self.listens:
            return NOBODY_WAITS
        if self.heard_from is None:
            return self.began + (IN_HAND if self.before else 0.0)
        return self.heard_from + self.audio - self.before

    def begin(self, now: float) -> None:
        """Be claimed."""
        self.began = now
        if not self.before:
            self.admitted = now

    def next_sentence(self, now: float) -> bool:
        """Go on with the next sentence, which waits from now on; whether there is one."""
        if not self.later:
            return False
        self.tokens = self.later.pop(0)
        self.arrived, self.before, self.heard_from = now, self.audio, None
        self.spoken = self.rendered = self.blocks = 0
        self.done = False
        return True


@dataclass
class VirtualGpu:
    costs: Costs
    slots: int
    now: float = 0.0
    running: list[Stream] = field(default_factory=list)
    finished: list[Stream] = field(default_factory=list)
    queue: FlowQueue = field(default_factory=FlowQueue)

    def admits(self, stream: Stream) -> bool:
        """Whether a new job may begin, as GlmTtsEngine.may_listen decides."""
        heard = [one.audio - one.before for one in self.running if one.listens]
        if not stream.listens or not heard:
            return True
        return may_listen(self.costs.rates(self.slots), heard)

    def step(self) -> list[Stream]:
        """What GlmTtsEngine.step does, on virtual time; returns those who wait for a sentence."""
        costs = self.costs
        speaking = [one for one in self.running if one.spoken < one.tokens]
        if any(one.spoken == 0 for one in speaking):
            self.now += costs.prefill
        if speaking:
            self.now += TOKENS * (costs.token + self.slots * costs.token_per_slot)
        for one in speaking:
            one.spoken = min(one.spoken + TOKENS, one.tokens)
        for one in self.running:
            if not one.in_flow and one.spoken >= one.boundary > one.rendered:
                deadline = one.deadline
                self.queue.add(one, PROMPT_FRAMES + 2 * one.boundary, deadline, STEPS)
                one.in_flow = True
        waiting = any(not one.in_flow and one.spoken < one.tokens for one in self.running)
        made = 0
        while made < ticks(
            self.queue.first_deadline - self.now, len(self.queue), beside_tokens=waiting
        ):
            made += 1
            chosen = self.queue.next()
            self.now += costs.tick + costs.frame * len(chosen) * bucket(chosen[0].frames)
            for entry in self.queue.ticked(chosen):
                self.now += costs.vocoder
                stream = entry.key
                assert isinstance(stream, Stream)
                stream.hear(self.now)
        ended = [one for one in self.running if one.done]
        self.running = [one for one in self.running if not one.done]
        going_on = [one for one in ended if one.next_sentence(self.now)]
        self.finished += [one for one in ended if one not in going_on]
        return going_on
