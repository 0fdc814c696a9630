"""The costs of a card, as the virtual clock of the tests takes them (`costs.json`).

Each is what one part adds to a step: two sizes are measured, and the line through both is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch

from bench.glm import decoded, filled_decoder, seconds
from synthesis.engines.glm_tts.acoustic.flow import FlowJob
from synthesis.engines.glm_tts.acoustic.flow_queue import ROWS, bucket
from synthesis.engines.glm_tts.acoustic.flow_stage import FlowStage
from synthesis.engines.glm_tts.decoder.slot_decoder import WIDTHS, Order
from synthesis.engines.glm_tts.engine import TOKENS, GlmTtsEngine
from synthesis.engines.glm_tts.pacing.pace import STEPS

MakesJob = Callable[[int, int], FlowJob]
"""(new tokens, seed) → a job for the flow."""
PIECE = 128
"""Tokens of a prompt that a step reads."""
PROMPT = 20
TIMES = 5


def costs(
    engine: GlmTtsEngine, slots: int, flows: tuple[int, int], job: MakesJob
) -> dict[str, float]:
    """Seconds of each part, under its name in costs.json.

    `slots` is the largest number of them, at least 2; `flows` are two numbers of new tokens.
    """
    one, many = (_token(engine, count) for count in (1, slots))
    of_slot = max(0.0, (many - one) / (slots - 1))
    (few, short), (more, long) = ((_frames(job, new), _tick(engine, new, job)) for new in flows)
    of_frame = max(0.0, (long - short) / (more - few) / ROWS)
    return {
        "token": max(0.0, one - of_slot),
        "token_per_slot": of_slot,
        "prefill": _prefill(engine, slots),
        "tick": max(0.0, short - of_frame * ROWS * few),
        "frame": of_frame,
        "vocoder": _vocoder(engine, flows[0], job),
    }


def _token(engine: GlmTtsEngine, slots: int) -> float:
    decoder = filled_decoder(engine, slots, prompt=PROMPT)
    return seconds(partial(decoded, decoder, TOKENS), engine.options.device, TIMES) / TOKENS


def _prefill(engine: GlmTtsEngine, slots: int) -> float:
    """What a step takes longer that reads a piece of a prompt, besides adding tokens."""
    device = engine.options.device
    decoder = filled_decoder(engine, slots, prompt=PROMPT, taken=slots - 1)
    without = seconds(partial(decoded, decoder, TOKENS), device, TIMES)
    reading = []
    for seed in range(TIMES):
        order = Order([5] * PIECE, least=1, most=WIDTHS[0] - PIECE, temperature=1.0, seed=seed)
        slot = decoder.admit(order)
        reading.append(seconds(partial(decoded, decoder, TOKENS), device))
        decoder.evict(slot)
    return max(0.0, min(reading) - without)


def _frames(job: MakesJob, new: int) -> int:
    return bucket(job(new, 0).frames)


def _tick(engine: GlmTtsEngine, new: int, job: MakesJob) -> float:
    """An Euler step of as many flows as are solved together."""
    stage = FlowStage(engine._flow)
    jobs = [job(new, seed) for seed in range(ROWS)]
    return seconds(lambda: stage.solve(jobs), engine.options.device, TIMES) / STEPS


def _vocoder(engine: GlmTtsEngine, new: int, job: MakesJob) -> float:
    device = engine.options.device
    mel = FlowStage(engine._flow).solve([job(new, 0)])[0].mel
    noise = torch.randn(1, len(mel) * 480, 9, device=device)
    return seconds(partial(engine._vocoder, mel.T[None], noise), device, TIMES)
