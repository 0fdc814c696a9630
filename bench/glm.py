"""`make bench-glm`: measures GLM-TTS at a middle size with random weights, on a GPU if possible.

    python -m bench.glm [--released | --operations]

`--released` measures the language model at its released size (1.5 billion weights) instead, read
from files like the real one; `--operations` only counts the operations of a step. All save their
figures in `bench/figures/glm.json`.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import torch
from transformers import LlamaConfig

from bench import glm_operations
from bench.table import Figure, at_least, at_most, show
from synthesis.engines.base import Conditioning, SegmentRequest
from synthesis.engines.glm_tts import memory
from synthesis.engines.glm_tts.acoustic.flow import FlowJob
from synthesis.engines.glm_tts.acoustic.flow_stage import FlowStage
from synthesis.engines.glm_tts.conditioning import keep
from synthesis.engines.glm_tts.config import FlowConfig, VocoderConfig
from synthesis.engines.glm_tts.decoder.slot_decoder import WIDTHS, Order, SlotDecoder, Spoken
from synthesis.engines.glm_tts.decoder.state import sampled
from synthesis.engines.glm_tts.engine import GlmDecoding, GlmTtsEngine
from synthesis.engines.glm_tts.options import Options, Weights
from synthesis.text.span import Span
from tests.synthesis.engines.glm.random_checkpoint import Sizes, small_llm, write

RESULTS = Path(__file__).with_name("figures") / "glm.json"
SLOTS = (1, 2, 4, 8, 16)
PROMPT_TOKENS = 75  # 3 s
SPEECH_TOKENS = 250  # 10 s
AUDIO = 32_768

MIDDLE = Sizes(
    llm=small_llm(
        hidden_size=1024,
        intermediate_size=3072,
        num_hidden_layers=14,
        num_attention_heads=16,
        num_key_value_heads=4,
        head_dim=64,
    ),
    flow=FlowConfig(dim=256, depth=6, heads=4, speech_token_dim=256, vocab_size=AUDIO),
    vocoder=VocoderConfig(channels=256, f0_channels=256),
    audio=AUDIO,
)
"""205 million weights in the language model; flow and vocoder smaller in proportion."""

RELEASED = Sizes(
    llm=LlamaConfig(
        hidden_size=2048,
        intermediate_size=6144,
        num_hidden_layers=28,
        num_attention_heads=16,
        num_key_value_heads=4,
        head_dim=128,
        tie_word_embeddings=True,
        rms_norm_eps=1e-5,
        max_position_embeddings=8192,
    ),
    audio=AUDIO,
    vocabulary=98_304,
    dtype=torch.bfloat16,
)


def voice(codebook: str) -> Conditioning:
    """The conditioning of a 3 s clip."""
    chance = np.random.default_rng(0)
    return keep(
        prompt_text="hello world in the inner world",
        speech_tokens=chance.integers(0, 64, PROMPT_TOKENS),
        mel=chance.standard_normal((2 * PROMPT_TOKENS, 80)),
        speaker=chance.standard_normal(192),
        codebook=codebook,
    )


def start_segment(
    engine: GlmTtsEngine, seed: int, tokens: int = SPEECH_TOKENS, *, whole: bool = False
) -> GlmDecoding:
    """Start a segment that will have exactly `tokens` speech tokens."""
    request = SegmentRequest((Span("en", "hello world"),), seed=seed, whole=whole)
    decoding = engine.start(request, voice(engine._codebook))
    decoding.order = replace(decoding.order, least=tokens, most=tokens)
    return decoding


def seconds(action: Callable[[], object], device: torch.device, times: int = 1) -> float:
    """The fastest of several runs, since other load on the machine only adds time."""
    durations = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        if device.type == "cuda":
            torch.cuda.synchronize()
        durations.append(time.perf_counter() - started)
    return min(durations)


def tokens_a_second(engine: GlmTtsEngine, slots: int) -> float:
    """Tokens per second of a decoder that has so many slots, all of them taken."""
    decoder = filled_decoder(engine, slots)
    step = seconds(lambda: decoded(decoder, 4), engine.options.device, times=5) / 4
    return slots / step


def filled_decoder(
    engine: GlmTtsEngine, slots: int, *, prompt: int = 100, taken: int | None = None
) -> SlotDecoder:
    """A decoder of its own for the engine's model, with a segment in every slot, or in `taken`."""
    decoder = SlotDecoder(engine._model, slots=slots, draw=sampled(engine.options.sampling))
    taken = slots if taken is None else taken
    most = WIDTHS[-1] - prompt
    for seed in range(taken):
        decoder.admit(Order([5] * prompt, least=most, most=most, temperature=1.0, seed=seed))
    while len(decoded(decoder, 1)) < taken:
        pass
    return decoder


def decoded(decoder: SlotDecoder, count: int) -> dict[int, Spoken]:
    decoder.step(count)
    return decoder.read()


def first_sound(engine: GlmTtsEngine, *, whole: bool = False) -> float:
    decoding = start_segment(engine, seed=1, whole=whole)

    def until_heard() -> None:
        while not any(len(chunk.samples) for chunk in engine.step([decoding])):
            pass

    return seconds(until_heard, engine.options.device)


def cache_against_reading(engine: GlmTtsEngine, length: int = 500) -> float:
    """Seconds to read so many tokens and draw the next, over seconds to draw one more."""
    decoder = filled_decoder(engine, 1, prompt=length)
    step = seconds(lambda: decoded(decoder, 1), engine.options.device, times=10)
    return seconds(lambda: filled_decoder(engine, 1, prompt=length), engine.options.device) / step


def flow_batch(engine: GlmTtsEngine) -> float:
    """Seconds of four flows as a batch, over seconds of one after another."""
    jobs = []
    for seed in range(4):
        speech = start_segment(engine, seed).speech
        speech.tokens = [seed] * (60 + 5 * seed)
        speech.ended = True
        job = speech.job
        if not isinstance(job, FlowJob):
            raise TypeError("a segment with all its tokens has a job for the flow")
        jobs.append(job)
    device = engine.options.device
    stage = FlowStage(engine._flow)
    single = seconds(lambda: [stage.solve([job]) for job in jobs], device)
    return seconds(lambda: stage.solve(jobs), device) / single


def _peak(device: torch.device) -> int:
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated()
    return psutil.Process().memory_info().rss


def figures(folder: Path) -> Iterator[Figure]:
    write(folder, MIDDLE)
    # Random weights speak noise of any length.
    options = replace(Options.of(), guarded=False)
    engine = GlmTtsEngine(folder, options)
    engine.warm_up()
    speeds = {}
    for slots in SLOTS:
        speeds[slots] = tokens_a_second(engine, slots)
        yield Figure(f"tokens a second, {slots} slots", speeds[slots], "", None)
    yield at_least("tokens a second, 8 slots ÷ 1 slot", speeds[8] / speeds[1], 4)
    ratio = cache_against_reading(engine)
    yield at_least("a token at 500: all read anew ÷ with keys and values", ratio, 5)
    streamed = first_sound(engine)
    yield Figure("seconds to first audio of 10 s, streamed", streamed, "", None)
    whole = first_sound(engine, whole=True)
    yield Figure("seconds to first audio of 10 s, whole", whole, "", None)
    yield at_most("first audio of 10 s, streamed ÷ whole", streamed / whole, 0.35)
    yield Figure("flow, batch of 4 ÷ four single runs", flow_batch(engine), "", None)
    yield Figure("MB of a slot", memory.slot_bytes(engine._model.shape) / 1e6, "", None)


def released(folder: Path) -> Iterator[Figure]:
    """The language model at its released size, read from files."""
    write(folder, RELEASED)
    on_gpu = torch.cuda.is_available()
    for weights in (Weights.BFLOAT16,) if on_gpu else (Weights.INT8, Weights.BFLOAT16):
        yield from _released(folder, replace(Options.of(), weights=weights, guarded=False))


def _released(folder: Path, options: Options) -> Iterator[Figure]:
    started = time.perf_counter()
    engine = GlmTtsEngine(folder, options)
    name = f"released size, {options.weights.value}"
    yield Figure(f"{name}: seconds to load", time.perf_counter() - started, "", None)
    slots = engine.max_batch
    decoder = filled_decoder(engine, slots, prompt=10, taken=1)
    step = seconds(lambda: decoded(decoder, 1), options.device, times=15)
    yield Figure(f"{name}: seconds a token, one of {slots} slots taken", step, "", None)
    yield at_most(f"{name}: GB in memory", _peak(options.device) / 1e9, 8)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--released", action="store_true")
    kinds.add_argument("--operations", action="store_true")
    arguments = parser.parse_args()
    kept = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    with tempfile.TemporaryDirectory(prefix="lectern-glm-") as folder:
        if arguments.operations:
            measured = glm_operations.figures()
        else:
            measured = (released if arguments.released else figures)(Path(folder))
        all_hold = show(measured, RESULTS)
    new = json.loads(RESULTS.read_text())
    gpu = f", {torch.cuda.get_device_name()}" if torch.cuda.is_available() else ""
    new["machine"] = f"{os.cpu_count()} cores, {platform.machine()}{gpu}, torch {torch.__version__}"
    part = "released" if arguments.released else "operations" if arguments.operations else "middle"
    kept[part] = new
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    sys.exit(0 if all_hold else 1)


if __name__ == "__main__":
    main()
