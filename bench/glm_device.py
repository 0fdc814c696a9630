"""Measures GLM-TTS at its released size with random weights, in some minutes of a GPU.

    python -m bench.glm_device [--small] > glm.jsonl

Prints a line of JSON for each measurement. `--small` tries the script with a tiny model on a CPU.
The goals on an H100: one stream at 20 seconds of audio a second, 32 at 150 together; the first
audio after 120 ms alone and 400 ms among 32; no gap for a listener. Not run on a GPU yet.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import torch

from bench.glm import RELEASED, decoded, filled_decoder, seconds, start_segment
from bench.glm_costs import costs
from synthesis.engines.glm_tts.acoustic.flow import FlowJob
from synthesis.engines.glm_tts.acoustic.flow_stage import FlowStage
from synthesis.engines.glm_tts.decoder.slot_decoder import WIDTHS
from synthesis.engines.glm_tts.engine import TOKENS, GlmDecoding, GlmTtsEngine
from synthesis.engines.glm_tts.options import Options
from tests.synthesis.engines.glm.random_checkpoint import Sizes, small_llm, write


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: numbers of slots, of segments at once, and new tokens of a flow."""

    sizes: Sizes
    slots: tuple[int, ...]
    at_once: tuple[int, ...]
    flows: tuple[int, ...]
    speech: int
    widths: tuple[int, ...]
    cost_flows: tuple[int, int]


SMALL = Plan(Sizes(small_llm()), (1, 2), (1, 2), (25,), 40, WIDTHS[:1], (25, 150))
FULL = Plan(RELEASED, (1, 8, 32, 64), (1, 8, 32), (25, 75, 250), 250, WIDTHS, (75, 475))


def say(what: str, **figures: object) -> None:
    print(json.dumps({"what": what, **figures}), flush=True)


def finished(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize()


def milliseconds(action: Callable[[], object], device: torch.device, times: int = 5) -> float:
    """The median of several runs, after one that is not counted."""
    taken = [1e3 * seconds(action, device) for _ in range(times + 1)]
    return round(statistics.median(taken[1:]), 3)


def tokens(engine: GlmTtsEngine, plan: Plan) -> None:
    """A step of the decoder with all slots taken, in each width of attention."""
    device = engine.options.device
    for slots in plan.slots:
        for width in plan.widths:
            decoder = filled_decoder(engine, slots, prompt=max(width - 100, 20))
            step = milliseconds(partial(decoded, decoder, TOKENS), device) / TOKENS
            say("token", slots=slots, width=width, ms=step, tokens_s=round(1e3 * slots / step))
            del decoder


def alone_and_beside(engine: GlmTtsEngine, plan: Plan) -> None:
    """Whether the tokens of a segment are the same alone and in a full decoder."""

    def first(taken: int) -> list[int]:
        """All tokens so far of the segment that came first, in slot 0."""
        decoder = filled_decoder(engine, plan.slots[-1], taken=taken)
        decoder.step(4 * TOKENS)
        found: list[int] = decoder._state.tokens[0, : 4 * TOKENS].tolist()
        return found

    say("alone and beside others", slots=plan.slots[-1], same=first(1) == first(plan.slots[-1]))


def job(engine: GlmTtsEngine, new: int, seed: int = 0) -> FlowJob:
    speech = start_segment(engine, seed).speech
    speech.tokens, speech.ended, speech.whole = [seed] * new, True, True
    made = speech.job
    if made is None:
        raise RuntimeError("a segment with all its tokens has a job for the flow")
    return made


def flows(engine: GlmTtsEngine, plan: Plan) -> None:
    """Flows alone and in a group, exact and in TF32; the vocoder."""
    device = engine.options.device
    stage = FlowStage(engine._flow)
    for new in plan.flows:
        exact = stage.solve([job(engine, new)])[0].mel
        for group in (1, 4):
            jobs = [job(engine, new, seed) for seed in range(group)]
            for tf32 in (False, True) if device.type == "cuda" else (False,):
                # Of its own, as a graph keeps the precision that it was captured with.
                torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tf32
                other = FlowStage(engine._flow)
                ms = milliseconds(partial(other.solve, jobs), device, 3)
                off = (other.solve(jobs)[0].mel - exact).abs().max() / exact.abs().max()
                say("flow", new_tokens=new, group=group, tf32=tf32, ms=ms, off=float(off))
            torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
        noise = torch.randn(1, len(exact) * 480, 9, device=device)
        vocode = milliseconds(partial(engine._vocoder, exact.T[None], noise), device)
        say("vocoder", new_tokens=new, ms=vocode)


@dataclass(slots=True)
class Listener:
    decoding: GlmDecoding
    first: float | None = None
    audio: float = 0.0
    gaps: float = 0.0

    def hear(self, samples: int, now: float) -> None:
        if not samples:
            return
        if self.first is None:
            self.first = now
        self.gaps += max(0.0, now - self.first - self.gaps - self.audio)
        self.audio += samples / GlmTtsEngine.sample_rate


def at_once(engine: GlmTtsEngine, plan: Plan) -> None:
    """Listeners who begin at the same moment; each plays from the first audio on."""
    device = engine.options.device
    for count in plan.at_once:
        heard = [Listener(start_segment(engine, seed, plan.speech)) for seed in range(count)]
        started = time.perf_counter()
        while left := [one for one in heard if not one.decoding.done]:
            by_decoding = {id(one.decoding): one for one in left}
            for chunk in engine.step([one.decoding for one in left]):
                finished(device)
                now = time.perf_counter() - started
                by_decoding[id(chunk.decoding)].hear(len(chunk.samples), now)
        wall = time.perf_counter() - started
        firsts = sorted(one.first for one in heard if one.first is not None)
        say(
            "at once",
            listeners=count,
            audio_s_per_s=round(sum(one.audio for one in heard) / wall, 2),
            first_audio_s=[round(firsts[index], 3) for index in (0, len(firsts) // 2, -1)],
            with_gaps=sum(one.gaps > 0 for one in heard),
            gaps_s=round(sum(one.gaps for one in heard) / count, 3),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--small", action="store_true")
    plan = SMALL if parser.parse_args().small else FULL
    with tempfile.TemporaryDirectory(prefix="lectern-glm-") as folder:
        measure(Path(folder), plan)


def measure(folder: Path, plan: Plan) -> None:
    started = time.perf_counter()
    write(folder, plan.sizes)
    # Random tokens would be taken for a runaway.
    options = replace(Options.of(), slots=max(plan.at_once), guarded=False)
    engine = GlmTtsEngine(folder, options)
    device = engine.options.device
    gpu = torch.cuda.get_device_name() if device.type == "cuda" else "none"
    took = round(time.perf_counter() - started, 1)
    say(
        "built",
        seconds=took,
        gpu=gpu,
        torch=torch.__version__,
        weights_gb=engine.weight_bytes / 1e9,
    )
    engine.warm_up()
    tokens(engine, plan)
    alone_and_beside(engine, plan)
    flows(engine, plan)
    paid = costs(engine, plan.slots[-1], plan.cost_flows, partial(job, engine))
    # As tests/synthesis/engines/glm/pacing/costs.json has it.
    say(
        "costs",
        of=f"measured on {gpu}",
        seconds={name: float(f"{each:.3g}") for name, each in paid.items()},
    )
    at_once(engine, plan)


if __name__ == "__main__":
    main()
