"""Makes `voice_space.npz` of kokoro/fitting, which maps Kokoro's voices to their sound.

    python -m bench.voices.space measure MODELS RAW.npz [--voices N] [--jobs 2]
    python -m bench.voices.space solve MODELS RAW.npz OUT.npz
    python -m bench.voices.space learn PACKED.npz OUT.npz

`measure` speaks with every base voice and with N random ones, measures the audio and has it
transcribed (about 4 s per voice on two cores; resumes an interrupted run). A random voice is a
blend of one gender's base voices, moved away from their mean, with an offset in directions that no
blend has, and another pitch and formants.

`solve` packs the measurements with what is learned of them (`relevance`); `learn` does so with a
file that is packed already. Both print how well they predict voices that were held out.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bench.reader import Reader
from bench.voices.relevance import Learned, learned, without_words
from speakers.encoders import Encoders
from synthesis.engines.base import SegmentRequest
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fitting.search import Predictor
from synthesis.engines.kokoro.fitting.speaker import Listener
from synthesis.engines.kokoro.fitting.voice_space import VoiceSpace, axes
from synthesis.engines.kokoro.voice import TIMBRE, KokoroVoice
from synthesis.engines.speaking import speak
from synthesis.text.span import Span

COUNT = len(BASE_VOICES)
Array = NDArray[np.float32]

SENTENCES = tuple(
    SegmentRequest((Span("zh", zh.rstrip("。")), Span("en", en)))
    for zh, en in (
        ("今天我们来学习光合作用，", "the leaves of a tree catch the light."),
        ("老师请大家翻开课本，", "please open your books, everyone."),
        ("一个好问题很有价值，", "a good question is worth an answer."),
        ("老人静静地看着大海，", "the old man looked at the sea."),
        ("天空为什么是蓝色的，", "can anybody tell me why?"),
        ("下课以后请收拾好东西，", "put your things away and leave quietly."),
    )
)
"""Voices take turns with these sentences, so that the fit learns voices rather than words."""


def draw(seed: int, means: Array, scales: tuple[Array, Array]) -> KokoroVoice:
    """Draw a random voice. `means` [54, 256] are the base voices' styles; the columns of `scales`
    [128, n] are one deviation of each half of the style."""
    rng = np.random.default_rng(seed)
    gender = "female" if rng.random() < 0.5 else "male"
    pool = np.flatnonzero([voice.gender == gender for voice in BASE_VOICES])
    middle = means[pool].mean(0)

    def half(
        away: tuple[float, float], off: tuple[float, float], part: slice, scale: Array
    ) -> tuple[Array, Array]:
        some = rng.choice(pool, rng.integers(1, 5), replace=False)
        weights = np.zeros(COUNT, np.float32)
        weights[some] = rng.dirichlet(np.ones(len(some)))
        offset = (rng.uniform(*away) - 1) * (weights @ means - middle)[part]
        offset += rng.uniform(*off) * scale @ rng.standard_normal(scale.shape[1])
        return weights, offset.astype(np.float32)

    timbre, offset = half((0.8, 1.5), (0.2, 0.8), slice(0, TIMBRE), scales[0])
    prosody, more = half((0.7, 1.2), (0.0, 0.4), slice(TIMBRE, 2 * TIMBRE), scales[1])
    return KokoroVoice(
        timbre,
        prosody,
        np.concatenate([offset, more]),
        pitch=float(np.clip(rng.normal(0, 0.12), -0.3, 0.3)),
        formants=float(np.exp(np.clip(rng.normal(0, 0.04), -0.1, 0.1))),
    )


def turns_of(index: int) -> range:
    """The indices (modulo their number) of the SENTENCES of voice `index`; base voices say two."""
    return range(index, index + (2 if index < COUNT else 1))


class _Measuring:
    """Speaks with a voice by its number, and measures it."""

    def __init__(self, models: Path) -> None:
        self._engine, self._listener = KokoroEngine(models / "kokoro"), Listener(Encoders.load())
        self._reader = Reader(models / "whisper")
        self._means = self._engine.mean_styles()
        self._scales = axes(self._means[:, :TIMBRE]).T, axes(self._means[:, TIMBRE:]).T

    def __call__(self, index: int) -> dict[str, Array]:
        """Measure voice `index`: the base voices come first, then random ones."""
        if index < COUNT:
            one = np.eye(COUNT, dtype=np.float32)[index]
            voice = KokoroVoice(one, one)
        else:
            voice = draw(index - COUNT, self._means, self._scales)
        requests = [SENTENCES[turn % len(SENTENCES)] for turn in turns_of(index)]
        conditioning = self._engine.conditioning(voice)
        utterances = [speak(self._engine, conditioning, request) for request in requests]
        clarity = [
            self._reader.clarity(samples, request.spans, self._engine.sample_rate)
            for samples, request in zip(utterances, requests, strict=True)
        ]
        heard = self._listener(np.concatenate(utterances), self._engine.sample_rate)
        style = np.concatenate(
            [voice.timbre @ self._means[:, :TIMBRE], voice.prosody @ self._means[:, TIMBRE:]]
        )
        row = {
            "style": voice.offset + style,
            "turned": np.array([voice.pitch, np.log2(voice.formants)]),
            "ge2e": heard.ge2e,
            "campp": heard.campp,
            "pitch": np.array([heard.pitch, heard.pitch_range]),
            "spectrum": heard.spectrum,
            "clarity": np.array([[each["zh"], each["en"]] for each in clarity]).mean(0),
        }
        return {name: value.astype(np.float32) for name, value in row.items()}


@cache
def _measuring(models: Path) -> _Measuring:
    """Load what a process needs to measure, and limit it to one thread."""
    threadpool_limits(1)
    return _Measuring(models)


def _measured(models: Path, index: int) -> dict[str, Array]:
    return _measuring(models)(index)


def measure(models: Path, raw: Path, voices: int, jobs: int) -> None:
    """Measure every base voice and `voices` random ones; saves after every ten."""
    kept: dict[str, list[Array]] = {}
    if raw.exists():
        with np.load(raw) as npz:
            kept = {name: list(npz[name]) for name in npz.files}
    left = range(len(kept.get("ge2e", ())), COUNT + voices)
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        for index, row in zip(left, pool.map(partial(_measured, models), left), strict=True):
            for name, value in row.items():
                kept.setdefault(name, []).append(value)
            if index % 10 == 9 or index == left[-1]:
                arrays = {name: np.array(values) for name, values in kept.items()}
                np.savez(raw, allow_pickle=False, **arrays)
                print(index + 1, "of", COUNT + voices, flush=True)


WITHIN = 14.0
"""The distance, in deviations of mean length, over which voices are alike: a first guess, as the
two below are. With them predictions explain 0.57 of the variance of GE2E and 0.50 of CAM++ from 854
voices, 0.53 and 0.45 from 454, 0.49 and 0.41 from 270; as learned of 854, 0.60 and 0.54, or 0.63
and 0.56 where what is due to the sentence is predicted too. From 160, a linear model explained
less: 0.35 instead of 0.43, and 0.25 instead of 0.34. A third or more of the variance is due to the
words: single sentences of one voice differ that much."""

PROSODY, TURNED = 0.4, 4.0
"""The weight of a deviation of prosody, and of pitch and formants, relative to one of timbre."""

EARS = {"ge2e": 0.4, "campp": 0.5, "clarity": 0.1}
"""The weights by which relevance is learned."""

_PARTS = {"ge2e": slice(0, 256), "campp": slice(256, 448), "pitch": slice(448, 449)}


def guessed(directions: NDArray[np.float64]) -> NDArray[np.float64]:
    """A first guess at the weight in likeness, [258], of a deviation along each of the directions
    [256, 128], of pitch and of formants: long directions of the style weigh more."""
    lengths = np.linalg.norm(directions, axis=1)
    counts = lengths / np.sqrt((lengths**2).mean())
    counts[TIMBRE:] *= PROSODY
    return np.append(counts, [TURNED, TURNED]) / WITHIN


def solve(models: Path, raw: Path, out: Path) -> None:
    """Save the measurements with what is learned of them."""
    with np.load(raw) as npz:
        measured = {name: npz[name].astype(np.float64) for name in npz.files}
    means = KokoroEngine(models / "kokoro").mean_styles()
    halves = axes(means[:, :TIMBRE]), axes(means[:, TIMBRE:])
    directions = np.concatenate(halves).astype(np.float64)
    nothing = np.zeros((0, 0))
    frame = VoiceSpace(means.mean(0, np.float64), directions, nothing, nothing, nothing, nothing)
    points = np.array(
        [frame.point(*both) for both in zip(measured["style"], measured["turned"], strict=True)]
    )
    heard = np.concatenate([measured["ge2e"], measured["campp"], measured["pitch"][:, :1]], axis=1)
    clarity = _more_than_usual(measured["clarity"])
    learn(replace(frame, points=points, heard=heard, clarity=clarity), out)


def learn(space: VoiceSpace, out: Path) -> None:
    """Save `space` with its relevance and without the effect of the sentences, and print how much
    it predicts of a fifth of the voices held out."""
    guess, said = guessed(space.directions), _said(len(space.points))
    ears = {name: space.heard[:, part] for name, part in _PARTS.items()}
    ears["clarity"] = space.clarity

    def by(which: NDArray[np.bool_]) -> Learned:
        weighed = [(weight, ears[name][which]) for name, weight in EARS.items()]
        return learned(guess, space.points[which], said[which], weighed)

    new = (np.arange(len(space.points)) % 5 == 4) & (np.arange(len(space.points)) >= COUNT)
    held = by(~new)
    known = space.points[~new]
    for name, each in ears.items():
        cleaned = without_words(held, known, said[~new], each[~new])
        first = Predictor(guess, known, each[~new])
        then = Predictor(held.relevance, known, cleaned)
        shares = [_explained(each[new], model, space.points[new]) for model in (first, then)]
        print(f"{name}: explained {shares[0]:.3f} by the guess, {shares[1]:.3f} as learned")
    final = by(np.ones(len(space.points), bool))
    print(f"noise {final.noise:.3f}, words {final.words:.3f}")
    arrays = {
        "middle": space.middle,
        "directions": space.directions,
        "relevance": final.relevance,
        "points": space.points,
        "heard": without_words(final, space.points, said, space.heard),
        "clarity": space.clarity,
    }
    halved = {name: array.astype(np.float16) for name, array in arrays.items()}
    np.savez_compressed(out, allow_pickle=False, **halved)
    print(f"{out}: {out.stat().st_size} bytes, {len(space.points)} voices")


def _explained(wanted: NDArray[np.float64], model: Predictor, points: NDArray[np.float64]) -> float:
    """The share of the variance of `wanted` [n, m] that predictions at `points` explain."""
    predicted = np.array([model.at(point) for point in points])
    return float(1 - ((predicted - wanted) ** 2).sum() / ((wanted - wanted.mean(0)) ** 2).sum())


def _said(count: int) -> NDArray[np.float64]:
    """The share of each of SENTENCES in what each voice said, [count, 6]."""
    shares = np.zeros((count, len(SENTENCES)))
    for index, row in enumerate(shares):
        turns = turns_of(index)
        for turn in turns:
            row[turn % len(SENTENCES)] += 1 / len(turns)
    return shares


def _more_than_usual(clarity: NDArray[np.float64]) -> NDArray[np.float64]:
    """The clarity of voices [n, 2], minus the mean of each sentence."""
    shares = _said(len(clarity))
    usual, *_ = np.linalg.lstsq(shares, clarity, rcond=None)
    return clarity - shares @ usual


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure")
    measuring.add_argument("models", type=Path)
    measuring.add_argument("raw", type=Path)
    measuring.add_argument("--voices", type=int, default=800)
    measuring.add_argument("--jobs", type=int, default=2, help="processes, of one thread each")
    solving = commands.add_parser("solve")
    solving.add_argument("models", type=Path)
    solving.add_argument("raw", type=Path)
    solving.add_argument("out", type=Path)
    learning = commands.add_parser("learn")
    learning.add_argument("packed", type=Path)
    learning.add_argument("out", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "measure":
        measure(arguments.models, arguments.raw, arguments.voices, arguments.jobs)
    elif arguments.command == "solve":
        solve(arguments.models, arguments.raw, arguments.out)
    else:
        learn(VoiceSpace.load(arguments.packed), arguments.out)


if __name__ == "__main__":
    main()
