"""`make bench-glm`: measures GLM-TTS at a middle size with random weights, on a GPU if possible.

    python -m bench.glm [--released]

`--released` measures the language model at its released size (1.5 billion weights) instead, read
from files like the real one. Both save their figures in `bench/figures/glm.json`.
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

from bench.table import Figure, at_least, at_most, show
from synthesis.engines.base import Conditioning, SegmentRequest
from synthesis.engines.glm_tts.acoustic.flow import FlowJob
from synthesis.engines.glm_tts.conditioning import keep
from synthesis.engines.glm_tts.config import FlowConfig, VocoderConfig
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


def start_segment(engine: GlmTtsEngine, seed: int, tokens: int = SPEECH_TOKENS) -> GlmDecoding:
    """Start a segment that will have exactly `tokens` speech tokens."""
    request = SegmentRequest((Span("en", "hello world"),), seed=seed)
    decoding = engine.start(request, voice(engine._codebook))
    decoding.least = decoding.most = tokens
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
    """Tokens per second over steps 3 to 22: after the prompts, before the first block is full."""
    running = [start_segment(engine, seed) for seed in range(slots)]
    while min(len(one.speech.tokens) for one in running) < 2:
        engine.step([one for one in running if len(one.speech.tokens) < 2])
    step = seconds(lambda: engine.step(running), engine.options.device, times=20)
    return slots / step


def first_sound(engine: GlmTtsEngine) -> float:
    decoding = start_segment(engine, seed=1)

    def until_heard() -> None:
        while not any(len(chunk.samples) for chunk in engine.step([decoding])):
            pass

    return seconds(until_heard, engine.options.device)


def cache_against_reading(engine: GlmTtsEngine, length: int = 500) -> float:
    """Seconds to read a token and all before it without a cache, over seconds of one step."""
    model, device = engine._model, engine.options.device
    tokens = [int(token) for token in np.random.default_rng(0).integers(0, 300, length)]
    row, _ = model.begin(tokens)
    step = seconds(lambda: model.append([row], [5]), device, times=10)
    return seconds(lambda: model.begin([*tokens, 5]), device, times=3) / step


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
    single = seconds(lambda: [engine._flow.solve([job]) for job in jobs], device)
    return seconds(lambda: engine._flow.solve(jobs), device) / single


def bytes_a_slot(engine: GlmTtsEngine) -> float:
    """Bytes that each segment of 10 s adds to the peak, from sixteen of them against one."""
    peaks = []
    for slots in (1, 16):
        running = [start_segment(engine, seed) for seed in range(slots)]
        # Solve one block, so that there is a stream's state to keep; then read all tokens.
        for one in running:
            engine._flow.solve([_first_block(one)])
            one.prompt += [engine._model.ids.audio] * SPEECH_TOKENS
        while any(one.row is None for one in running):
            engine.step([one for one in running if one.row is None])
        _reset_peak(engine.options.device)
        for _ in range(3):
            engine.step(running)
        peaks.append(_peak(engine.options.device))
    return (peaks[1] - peaks[0]) / 15


def _first_block(one: GlmDecoding) -> FlowJob:
    one.speech.tokens = [1] * 20
    job = one.speech.job
    if job is None:
        raise RuntimeError("a segment with one block of tokens has a job for the flow")
    one.speech.tokens = []
    return job


def _reset_peak(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats()


def _peak(device: torch.device) -> int:
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated()
    return psutil.Process().memory_info().rss


def figures(folder: Path) -> Iterator[Figure]:
    write(folder, MIDDLE)
    options = Options.of()
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
    engine.options = replace(options, whole=True)
    whole = first_sound(engine)
    engine.options = options
    yield Figure("seconds to first audio of 10 s, whole", whole, "", None)
    yield at_most("first audio of 10 s, streamed ÷ whole", streamed / whole, 0.35)
    yield Figure("flow, batch of 4 ÷ four single runs", flow_batch(engine), "", None)
    yield Figure("MB at the peak for each slot of 10 s", bytes_a_slot(engine) / 1e6, "", None)


def released(folder: Path) -> Iterator[Figure]:
    """The language model at its released size, read from files."""
    write(folder, RELEASED)
    on_gpu = torch.cuda.is_available()
    for weights in (Weights.BFLOAT16,) if on_gpu else (Weights.INT8, Weights.BFLOAT16):
        yield from _released(folder, replace(Options.of(), weights=weights))


def _released(folder: Path, options: Options) -> Iterator[Figure]:
    started = time.perf_counter()
    engine = GlmTtsEngine(folder, options)
    name = f"released size, {options.weights.value}"
    yield Figure(f"{name}: seconds to load", time.perf_counter() - started, "", None)
    decoding = start_segment(engine, seed=1)
    engine.step([decoding])
    step = seconds(lambda: engine.step([decoding]), options.device, times=15)
    yield Figure(f"{name}: seconds a token", step, "", None)
    yield at_most(f"{name}: GB in memory", _peak(options.device) / 1e9, 8)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--released", action="store_true")
    arguments = parser.parse_args()
    kept = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    measured = released if arguments.released else figures
    with tempfile.TemporaryDirectory(prefix="lectern-glm-") as folder:
        all_hold = show(measured(Path(folder)), RESULTS)
    new = json.loads(RESULTS.read_text())
    gpu = f", {torch.cuda.get_device_name()}" if torch.cuda.is_available() else ""
    new["machine"] = f"{os.cpu_count()} cores, {platform.machine()}{gpu}, torch {torch.__version__}"
    kept["released" if arguments.released else "middle"] = new
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    sys.exit(0 if all_hold else 1)


if __name__ == "__main__":
    main()
