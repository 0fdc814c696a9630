"""Measures how fast Kokoro speaks: seconds of work per second of audio, by language.

python -m bench.engine MODELS [--sentences N]
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from bench.sentences import ENGLISH, MANDARIN, MIXED
from synthesis.engines import ENGINES
from synthesis.engines.base import Engine, SegmentRequest
from synthesis.text import spans


def measure(engine: Engine, texts: list[str], voice: str) -> tuple[float, float]:
    """Seconds of audio and of wall time for speaking all texts."""
    audio = 0.0
    start = time.perf_counter()
    for text in texts:
        decoding = engine.start(SegmentRequest(spans(text)), engine.base_conditioning(voice))
        while not decoding.done:
            for chunk in engine.step([decoding]):
                audio += len(chunk.samples) / engine.sample_rate
    return audio, time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, help="folder that holds kokoro/")
    parser.add_argument("--sentences", type=int, default=10, help="how many of each language")
    arguments = parser.parse_args()

    start = time.perf_counter()
    engine = ENGINES["kokoro"].load(arguments.models)
    print(f"load      {time.perf_counter() - start:.2f} s")
    start = time.perf_counter()
    engine.warm_up()
    print(f"warm up   {time.perf_counter() - start:.2f} s")
    for name, texts, voice in (
        ("en", ENGLISH, "af_heart"),
        ("zh", MANDARIN, "zf_xiaobei"),
        ("mixed", MIXED, "zf_xiaobei"),
    ):
        audio, wall = measure(engine, texts[: arguments.sentences], voice)
        print(
            f"{name:9} {audio:.1f} s of audio in {wall:.1f} s: {audio / wall:.2f} x real time"
            f" (factor {wall / audio:.2f})"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory    {peak:.0f} MB at most")


if __name__ == "__main__":
    main()
