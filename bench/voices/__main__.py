"""Measures how much a fitted voice sounds like the person, on sentences not used in the fit.

    python -m bench.voices MODELS CLIP… [--whisper FOLDER] [--seconds 8] [--sentences 4]

For each clip, its first seconds are fitted and the rest of it judges (the same, where no 3 s are
left): the nearest base voice, the fit with both encoders, and with one of them, so that each
encoder also judges voices that never saw it.
Reader errors need the folder of a faster-whisper model. All of it is kept, with the targets and
whether they are met, in bench/figures/voices.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import av
import numpy as np
from speechmos import dnsmos

from bench.reader import Reader
from bench.sentences import ENGLISH, MANDARIN
from bench.voices.targets import BASE, BY_CAMPP, BY_GE2E, FIT, Rows, targets
from speakers.encoders import Encoders
from speakers.speech import speech_of
from synthesis.engines.base import Clip, Conditioning, Samples, SegmentRequest
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fitting.fit import fit_voice, register, speak
from synthesis.engines.kokoro.fitting.search import Aim
from synthesis.engines.kokoro.fitting.speaker import RATE, Heard, Listener
from synthesis.engines.kokoro.fitting.voice_space import VoiceSpace
from synthesis.text import spans

KEPT = Path(__file__).parents[1] / "figures/voices.json"
LEAST_REST = 3.0
TEXTS = {
    "en": [ENGLISH[index] for index in (7, 11, 12, 15)],
    "zh": [MANDARIN[index] for index in (8, 12, 15, 16)],
}
"""None of the sentences used in fitting, and no digits, which transcripts write in various ways."""
MEASURES = ("ge2e en", "ge2e zh", "campp en", "campp zh", "semitones", "mos", "read en", "read zh")


@dataclass(frozen=True, slots=True)
class Person:
    """A name, the clip to fit, and the clip to compare with."""

    name: str
    fitted: Clip
    judge: Clip


def read(path: Path, seconds: float) -> Person:
    """Decode any audio file to mono float32, and split off its first `seconds` to fit."""
    with av.open(str(path)) as file:
        rate = file.streams.audio[0].rate
        resampler = av.AudioResampler("flt", "mono", rate)
        frames = [f.to_ndarray()[0] for g in file.decode(audio=0) for f in resampler.resample(g)]
    samples = np.concatenate(frames).astype(np.float32)
    cut = round(seconds * rate)
    rest = samples[cut : cut + 12 * rate]
    fitted = Clip(samples[:cut], rate)
    judge = Clip(rest, rate) if len(rest) > LEAST_REST * rate else fitted
    return Person(path.stem.removesuffix(".fit"), fitted, judge)


def nearest_base_voice(heard: Heard) -> str:
    """The base voice of the person's register that sounds most like them to GE2E."""
    voices = VoiceSpace.load().heard[: len(BASE_VOICES), : len(heard.ge2e)]
    likeness = voices @ heard.ge2e / np.linalg.norm(voices, axis=1)
    likeness[~register(heard)] = -1
    return BASE_VOICES[int(likeness.argmax())].name


class Judge:
    """Speaks the sentences with a voice and measures the audio."""

    def __init__(self, engine: KokoroEngine, listener: Listener, reader: Reader | None, count: int):
        self._engine, self._listener, self._reader = engine, listener, reader
        self._texts = {language: texts[:count] for language, texts in TEXTS.items()}

    def __call__(self, person: Person, conditioning: Conditioning) -> dict[str, float]:
        """All `MEASURES`: cosines, semitones off (absolute), DNSMOS overall, error rates (NaN
        without a reader)."""
        wanted = self._listener(person.judge.samples, person.judge.sample_rate)
        pitch = self._listener(person.fitted.samples, person.fitted.sample_rate).pitch
        row: dict[str, list[float]] = {measure: [] for measure in MEASURES}
        for language, texts in self._texts.items():
            utterances = [self._say(text, conditioning) for text in texts]
            heard = self._listener(np.concatenate(utterances), self._engine.sample_rate)
            row[f"ge2e {language}"].append(float(heard.ge2e @ wanted.ge2e))
            row[f"campp {language}"].append(float(heard.campp @ wanted.campp))
            row["semitones"].append(12 * (heard.pitch - pitch))
            row["mos"].append(_naturalness(np.concatenate(utterances), self._engine.sample_rate))
            if self._reader:
                row[f"read {language}"].append(
                    self._reader.error(utterances, texts, language, self._engine.sample_rate)
                )
        means = {
            measure: float(np.mean(row[measure])) if row[measure] else np.nan for measure in row
        }
        return means | {"semitones": abs(means["semitones"])}

    def _say(self, text: str, conditioning: Conditioning) -> Samples:
        return speak(self._engine, conditioning, SegmentRequest(spans(text)))


def _naturalness(samples: Samples, sample_rate: int) -> float:
    speech = speech_of(samples, sample_rate)
    return float(dnsmos.run(speech / np.abs(speech).max(), RATE)["ovrl_mos"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, help="folder that holds kokoro/")
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--whisper", type=Path, help="folder of a faster-whisper model")
    parser.add_argument("--seconds", type=float, default=8.0, help="how much of a clip is fitted")
    parser.add_argument("--sentences", type=int, default=4, help="in each language")
    parser.add_argument("--ways", nargs="*", default=[BASE, FIT, BY_GE2E, BY_CAMPP])
    parser.add_argument("--out", type=Path, default=KEPT)
    arguments = parser.parse_args()
    engine = KokoroEngine(arguments.models / "kokoro")
    engine.warm_up()
    encoders = Encoders.load()
    listener = Listener(encoders)
    reader = Reader(arguments.whisper) if arguments.whisper else None
    if not reader:
        print("reader errors are not measured: no --whisper")
    judge = Judge(engine, listener, reader, arguments.sentences)

    def nearest(clip: Clip) -> Conditioning:
        heard = listener(clip.samples, clip.sample_rate)
        return engine.base_conditioning(nearest_base_voice(heard))

    def fitted(aim: Aim) -> Callable[[Clip], Conditioning]:
        return lambda clip: fit_voice(engine, encoders, clip, lambda share: None, aim=aim)

    ways: dict[str, Callable[[Clip], Conditioning]] = {
        BASE: nearest,
        FIT: fitted(Aim()),
        BY_GE2E: fitted(Aim(ge2e=1.0, campp=0.0)),
        BY_CAMPP: fitted(Aim(ge2e=0.0, campp=1.0)),
    }
    ways = {name: ways[name] for name in arguments.ways}
    columns = (*MEASURES, "s", "CPU s")
    head = " ".join(f"{measure:>9}" for measure in columns)
    print(f"{'clip':14} {'voice':18} {head}", flush=True)
    kept: dict[str, Rows] = {name: {} for name in ways}
    people: dict[str, dict[str, object]] = {}
    for path in arguments.clips:
        person = read(path, arguments.seconds)
        people[person.name] = _described(person, listener)
        for name, make in ways.items():
            start, cpu = time.perf_counter(), time.process_time()
            conditioning = make(person.fitted)
            took = {"s": time.perf_counter() - start, "CPU s": time.process_time() - cpu}
            kept[name][person.name] = judge(person, conditioning) | took
            _show(person.name, name, kept[name][person.name])
        result = {
            "date": date.today().isoformat(),
            "machine": f"{os.cpu_count()} cores, {platform.machine()}, "
            f"Python {platform.python_version()}",
            "sentences": arguments.sentences,
            "people": people,
            "targets": targets(kept),
            "means": {name: _means(rows, columns) for name, rows in kept.items()},
            "table": kept,
        }
        arguments.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    for name, rows in kept.items():
        _show("mean", name, _means(rows, columns))
    for each in targets(kept):
        print(
            f"{each['what']:52} {each['mean']:7.3f}  worst {each['worst']:7.3f} ({each['of']})  "
            f"{each['must']:9} {'holds' if each['holds'] else 'does not hold'}"
        )


def _means(rows: Rows, columns: tuple[str, ...]) -> dict[str, float]:
    return {each: float(np.mean([row[each] for row in rows.values()])) for each in columns}


def _described(person: Person, listener: Listener) -> dict[str, object]:
    heard = listener(person.fitted.samples, person.fitted.sample_rate)
    low = not register(heard)[0]  # the first base voice is a woman's
    return {
        "register": "low" if low else "high",
        "hertz": round(2**heard.pitch),
        "fitted seconds": round(len(person.fitted.samples) / person.fitted.sample_rate, 1),
        "judged by": "the same clip" if person.judge is person.fitted else "the rest of it",
    }


def _show(person: str, way: str, row: dict[str, float]) -> None:
    print(
        f"{person:14} {way:18} " + " ".join(f"{value:9.3f}" for value in row.values()), flush=True
    )


if __name__ == "__main__":
    main()
