"""Compares what each runtime makes of the same sentences: sound, words, naturalness, and speed.

    python -m bench.runtimes MODELS CLIP… [--sentences 4]

Each clip is fitted once; base voices say sentences of their own language, fitted ones those of
both. All runtimes say the same, and are compared with OpenVINO in float32: mean distance of their
log mel spectra, along the best alignment since int8 changes durations; the reader's errors; DNSMOS.
Seconds of processor, for a second of audio and for a fit, are of this process alone. Kept in
bench/figures/runtimes.json.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openvino
from numpy.typing import NDArray
from scipy.signal import ShortTimeFFT
from speechmos import dnsmos

from bench.reader import Reader
from bench.sentences import ENGLISH, MANDARIN
from bench.voices.people import from_file
from speakers.encoders import Encoders
from speakers.slaney import mel_filters
from speakers.speech import speech_of
from synthesis.engines.base import Conditioning, Samples, SegmentRequest
from synthesis.engines.kokoro.catalogue import MODEL_FILE, SAMPLE_RATE
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fitting.fit import fit_voice
from synthesis.engines.kokoro.fitting.speaker import RATE
from synthesis.engines.kokoro.runtimes.choice import possible
from synthesis.engines.kokoro.runtimes.openvino_floats import NAMES, OpenVinoFloats
from synthesis.engines.speaking import speak
from synthesis.text import spans

KEPT = Path(__file__).with_name("figures") / "runtimes.json"
REFERENCE = NAMES["f32"]
BASE = {"en": ("af_heart", "am_michael"), "zh": ("zf_xiaobei", "zm_yunxi")}
TEXTS = {
    language: [text for text in texts if not any(sign.isdigit() for sign in text)]
    for language, texts in (("en", ENGLISH), ("zh", MANDARIN))
}
"""Without digits, which transcripts write in various ways."""


@dataclass(slots=True)
class Said:
    """What one runtime made of the sentences of one voice in one language."""

    utterances: list[Samples]
    processor: float
    """Seconds."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, help="folder that holds kokoro/ and whisper/")
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--sentences", type=int, default=4, help="in each language")
    arguments = parser.parse_args()
    folder = arguments.models / "kokoro"
    model = folder / MODEL_FILE
    runtimes = {name: load(model) for name, load in possible().items()}
    runtimes.setdefault(REFERENCE, OpenVinoFloats(model, "f32"))
    engines = {name: KokoroEngine(folder, runtime) for name, runtime in runtimes.items()}
    fits, voices = _fitted(engines, arguments.clips)
    for language, names in BASE.items():
        for name in names:
            voices[name, language] = engines[REFERENCE].base_conditioning(name)
    reader = Reader(arguments.models / "whisper")
    rows = []
    for (voice, language), conditioning in voices.items():
        texts = TEXTS[language][: arguments.sentences]
        said = {name: _say(each, conditioning, texts) for name, each in engines.items()}
        for name, heard in said.items():
            row = {
                "voice": voice,
                "language": language,
                "runtime": name,
                "mel dB": round(_distance(heard.utterances, said[REFERENCE].utterances), 2),
                "read": round(reader.error(heard.utterances, texts, language, SAMPLE_RATE), 3),
                "mos": round(_naturalness(np.concatenate(heard.utterances)), 2),
                "processor s per audio s": round(
                    heard.processor * SAMPLE_RATE / sum(map(len, heard.utterances)), 3
                ),
            }
            rows.append(row)
            print(*row.values(), sep="\t", flush=True)
    processor = openvino.Core().get_property("CPU", "FULL_DEVICE_NAME")
    means = {name: _means([row for row in rows if row["runtime"] == name]) for name in engines}
    print(json.dumps({"means": means, "processor s a fit": fits}, indent=1))
    kept = {
        "processor": processor,
        "means": means,
        "processor s a fit": fits,
        "rows": rows,
    }
    KEPT.write_text(json.dumps(kept, indent=1) + "\n")


def _fitted(
    engines: Mapping[str, KokoroEngine], clips: list[Path]
) -> tuple[dict[str, float], dict[tuple[str, str], Conditioning]]:
    """The seconds of processor that a fit took each engine, and the reference's voices."""
    encoders = Encoders.load()
    fits: dict[str, float] = {}
    voices: dict[tuple[str, str], Conditioning] = {}
    people = [from_file(path, 8.0) for path in clips]
    for name, engine in engines.items():
        engine.warm_up()
        started = time.process_time()
        made = [fit_voice(engine, encoders, each.fitted, lambda share: None) for each in people]
        fits[name] = round((time.process_time() - started) / len(people), 1)
        print(name, fits[name], "processor s a fit", flush=True)
        if name == REFERENCE:
            for person, conditioning in zip(people, made, strict=True):
                voices |= {(person.name, language): conditioning for language in TEXTS}
    return fits, voices


def _say(engine: KokoroEngine, conditioning: Conditioning, texts: list[str]) -> Said:
    started = time.process_time()
    utterances = [speak(engine, conditioning, SegmentRequest(spans(text))) for text in texts]
    return Said(utterances, time.process_time() - started)


def _distance(ours: list[Samples], reference: list[Samples]) -> float:
    """Decibels between log mel spectra: the mean along the best alignment of each pair."""
    return float(
        np.mean([_aligned(_mel(a), _mel(b)) for a, b in zip(ours, reference, strict=True)])
    )


def _mel(samples: Samples) -> NDArray[np.float64]:
    """[frames, 80] in decibels, with a floor 60 dB below the loudest."""
    transform = ShortTimeFFT(np.hanning(1024), 256, SAMPLE_RATE)
    filters = mel_filters(sample_rate=SAMPLE_RATE, fft=1024, mels=80)
    power = filters @ np.abs(transform.stft(samples)) ** 2
    decibels = 10 * np.log10(np.maximum(power, 1e-12)).T
    return np.maximum(decibels, decibels.max() - 60)


def _aligned(ours: NDArray[np.float64], reference: NDArray[np.float64]) -> float:
    """The mean distance along the cheapest monotonic path (dynamic time warping)."""
    apart = np.abs(ours[:, None] - reference[None]).mean(-1)
    cost = np.full((len(ours) + 1, len(reference) + 1), np.inf)
    steps = np.zeros_like(cost)
    cost[0, 0] = 0
    for i, row in enumerate(apart, 1):
        for j, here in enumerate(row, 1):
            before = min(((i - 1, j - 1), (i - 1, j), (i, j - 1)), key=cost.__getitem__)
            cost[i, j] = cost[before] + here
            steps[i, j] = steps[before] + 1
    return float(cost[-1, -1] / steps[-1, -1])


def _naturalness(samples: Samples) -> float:
    speech = speech_of(samples, SAMPLE_RATE)
    return float(dnsmos.run(speech / np.abs(speech).max(), RATE)["ovrl_mos"])


def _means(rows: list[dict[str, object]]) -> dict[str, float]:
    measures = ("mel dB", "read", "mos", "processor s per audio s")
    return {each: round(float(np.mean([row[each] for row in rows])), 3) for each in measures}


if __name__ == "__main__":
    main()
