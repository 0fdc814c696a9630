"""How like a person a fitted voice sounds: the cosine of GE2E embeddings, on new sentences.

    python -m bench.voices MODELS CLIP... [--seconds 8]

For each clip: the nearest base voice by the linear model, then the fitted blend, each speaking
English and Mandarin that it was not fitted on; and what the rest of the clip reaches, a ceiling.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import av
import numpy as np

from bench.sentences import ENGLISH, MANDARIN
from synthesis.engines.base import Clip, Conditioning, Engine, Samples, SegmentRequest
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fit import VoiceSpace, register
from synthesis.engines.kokoro.speaker import SpeakerEncoder
from synthesis.text import spans

NEW = {"en": ENGLISH[2:12:3], "zh": MANDARIN[2:12:3]}


def read(path: Path) -> Clip:
    """Decode any audio file to mono float32."""
    with av.open(str(path)) as file:
        rate = file.streams.audio[0].rate
        resampler = av.AudioResampler("flt", "mono", rate)
        frames = [f.to_ndarray()[0] for g in file.decode(audio=0) for f in resampler.resample(g)]
    return Clip(np.concatenate(frames).astype(np.float32), rate)


def speak(engine: Engine, texts: list[str], conditioning: Conditioning) -> Samples:
    """All texts one after the other."""
    chunks = []
    for text in texts:
        decoding = engine.start(SegmentRequest(spans(text)), conditioning)
        while not decoding.done:
            chunks += [chunk.samples for chunk in engine.step([decoding])]
    return np.concatenate(chunks)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, help="folder that holds kokoro/")
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--seconds", type=float, default=8.0, help="how much of a clip is fitted")
    arguments = parser.parse_args()
    engine = KokoroEngine(arguments.models / "kokoro")
    engine.warm_up()
    encoder, space = SpeakerEncoder(), VoiceSpace.load()

    print(f"{'clip':14} {'own':>5} {'nearest voice':15} {'en':>5} {'zh':>5}   fitted en    zh   s")
    results = []
    for path in arguments.clips:
        whole = read(path)
        cut = round(arguments.seconds * whole.sample_rate)
        clip = Clip(whole.samples[:cut], whole.sample_rate)
        person = encoder(clip.samples, clip.sample_rate)
        rest = whole.samples[cut:]
        own = np.nan
        if len(rest) > 2 * whole.sample_rate:
            own = float(person @ encoder(rest, whole.sample_rate))

        weights = space.nearest_voice(person, register(clip))
        start = time.perf_counter()
        fitted = engine.enrol(clip, "", lambda share: None)
        seconds = time.perf_counter() - start
        row = [
            float(person @ encoder(speak(engine, texts, conditioning), engine.sample_rate))
            for conditioning in (engine.blend(weights, weights), fitted)
            for texts in NEW.values()
        ]
        results.append(row)
        name = BASE_VOICES[int(weights.argmax())].name
        print(
            f"{path.stem:14} {own:5.2f} {name:15} {row[0]:5.2f} {row[1]:5.2f}"
            f"        {row[2]:5.2f} {row[3]:5.2f} {seconds:3.0f}",
            flush=True,
        )
    mean = np.mean(results, axis=0)
    print(f"{'mean':36} {mean[0]:5.2f} {mean[1]:5.2f}        {mean[2]:5.2f} {mean[3]:5.2f}")


if __name__ == "__main__":
    main()
