"""Fits the rates of `synthesis.text.estimate.estimate_ms` to the length of Kokoro's audio.

    python -m bench.estimate MODELS

Prints least-squares rates, and the error of the code's present estimates for each voice.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from scipy.optimize import nnls

from bench.sentences import ENGLISH, MANDARIN, MIXED
from synthesis.engines import ENGINES
from synthesis.engines.base import SegmentRequest
from synthesis.text import spans
from synthesis.text.estimate import estimate_ms, features

VOICES = ("af_heart", "am_michael", "zf_xiaobei", "zm_yunyang")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, help="folder that holds kokoro/")
    engine = ENGINES["kokoro"].load(parser.parse_args().models)

    texts = ENGLISH + MANDARIN + MIXED
    spoken = np.zeros((len(VOICES), len(texts)))
    for v, voice in enumerate(VOICES):
        for t, text in enumerate(texts):
            decoding = engine.start(SegmentRequest(spans(text)), engine.base_conditioning(voice))
            while not decoding.done:
                for chunk in engine.step([decoding]):
                    spoken[v, t] += len(chunk.samples) / engine.sample_rate * 1000

    counted = np.array([(1, *features(text)) for text in texts], float)
    longest = spoken.mean(axis=0)
    rates, _ = nnls(counted / longest[:, None], np.ones(len(texts)))  # least relative error
    print("segment, han, letter, word, mark, digit, symbol (ms):", rates.round(0))
    ratio = np.array([estimate_ms(text) for text in texts]) / spoken
    print(f"estimate / spoken now: mean {ratio.mean():.2f}, all voices and sentences")
    for v, voice in enumerate(VOICES):
        total = sum(map(estimate_ms, texts)) / spoken[v].sum()
        print(f"  {voice}: {total:.2f} in sum, {ratio[v].min():.2f} to {ratio[v].max():.2f}")
    for name, part in (("en", slice(0, 20)), ("zh", slice(20, 40)), ("mixed", slice(40, None))):
        part_ratio = ratio.mean(axis=0)[part]
        print(f"  {name}: {part_ratio.mean():.2f} ({part_ratio.min():.2f}-{part_ratio.max():.2f})")


if __name__ == "__main__":
    main()
