"""Make `synthesis/engines/kokoro/voice_space.npz`: how the voices that Kokoro can have sound.

    python -m bench.voice_space measure MODELS RAW.npz [--voices N]
    python -m bench.voice_space solve MODELS RAW.npz OUT.npz

`measure` speaks with every base voice and with N random ones, and listens (about 3 s each on two
cores; it goes on where it stopped). A random voice is a blend of one gender's base voices, drawn
away from its mean, with an offset in directions that no blend has, another pitch and formants.
`solve` fits the linear model by ridge regression and prints how well it predicts unseen voices.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthesis.engines.base import SegmentRequest, Span
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fit import speak
from synthesis.engines.kokoro.speaker import Listener
from synthesis.engines.kokoro.voice import TIMBRE, KokoroVoice
from synthesis.engines.kokoro.voice_space import VoiceSpace, axes

COUNT = len(BASE_VOICES)
Array = NDArray[np.float32]

SAID = tuple(
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
"""Voices take turns with these: what is learned is the voice, not the words."""


def draw(seed: int, means: Array, scales: tuple[Array, Array]) -> KokoroVoice:
    """One random voice. `means` [54, 256] are the base voices' styles; `scales` the columns
    [128, n] along which each half of the style is moved by one deviation."""
    rng = np.random.default_rng(seed)
    gender = "female" if rng.random() < 0.5 else "male"
    pool = np.flatnonzero([voice.gender == gender for voice in BASE_VOICES])
    middle = means[pool].mean(0)

    def half(away: tuple[float, float], off: tuple[float, float], part: slice, scale: Array):
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


def measure(models: Path, raw: Path, voices: int) -> None:
    """Listen to every base voice and to `voices` random ones; saves after each ten."""
    engine, listener = KokoroEngine(models / "kokoro"), Listener()
    means = engine.mean_styles()
    scales = axes(means[:, :TIMBRE]).T, axes(means[:, TIMBRE:]).T
    eye = np.eye(COUNT, dtype=np.float32)
    drawn = [KokoroVoice(one, one) for one in eye]
    drawn += [draw(seed, means, scales) for seed in range(voices)]
    kept: dict[str, list] = {}
    if raw.exists():
        with np.load(raw) as npz:
            kept = {name: list(npz[name]) for name in npz.files}
    for index in range(len(kept.get("ge2e", ())), len(drawn)):
        voice = drawn[index]
        turns = range(index, index + 1 if index >= COUNT else index + 2)
        samples = np.concatenate(
            [speak(engine, engine.conditioning(voice), SAID[turn % len(SAID)]) for turn in turns]
        )
        heard = listener(samples, engine.sample_rate)
        style = voice.offset + np.concatenate(
            [voice.timbre @ means[:, :TIMBRE], voice.prosody @ means[:, TIMBRE:]]
        )
        row = {
            "style": style,
            "turned": np.array([voice.pitch, np.log2(voice.formants)]),
            "ge2e": heard.ge2e,
            "campp": heard.campp,
            "pitch": np.array([heard.pitch, heard.pitch_range]),
            "spectrum": heard.spectrum,
        }
        for name, value in row.items():
            kept.setdefault(name, []).append(np.float32(value))
        if index % 10 == 9 or index + 1 == len(drawn):
            np.savez(raw, **{name: np.array(values) for name, values in kept.items()})
            print(index + 1, "of", len(drawn), flush=True)


OUTPUTS = ("ge2e", "campp", "pitch", "spectrum")


def ridge(points: Array, heard: Array, strength: float) -> Array:
    """Least squares from [1, point] to what is heard, [259, n]; every deviation costs alike."""
    rows = np.concatenate([np.ones((len(points), 1)), points], axis=1)
    cost = np.diag(np.r_[0.0, np.full(points.shape[1], strength)])
    return np.linalg.solve(rows.T @ rows + cost, rows.T @ heard)


def cosines(model: Array, points: Array, heard: Array) -> Array:
    """How near what the model says is to what was heard, one cosine a voice."""
    said = model[0] + points @ model[1:]
    lengths = np.linalg.norm(said, axis=1) * np.linalg.norm(heard, axis=1)
    result: Array = (said * heard).sum(1) / lengths
    return result


def solve(raw: Path, out: Path, models: Path) -> None:
    """Choose the ridge of each output on voices that were held out, fit on all, save as float16."""
    with np.load(raw) as npz:
        measured = {name: npz[name].astype(np.float64) for name in npz.files}
    count = len(measured["style"])
    means = KokoroEngine(models / "kokoro").mean_styles()
    directions = np.concatenate([axes(means[:, :TIMBRE]), axes(means[:, TIMBRE:])])
    nothing = np.zeros((0, 0))
    frame = VoiceSpace(means.mean(0), directions, nothing, nothing, nothing, nothing)
    points = np.array(
        [frame.point(*both) for both in zip(measured["style"], measured["turned"], strict=True)]
    )
    held_out = np.arange(count) % 4 == 3
    held_out[:COUNT] = False
    maps = {}
    for name in OUTPUTS:
        heard = measured[name]
        error = {}
        for strength in (10.0, 20.0, 40.0, 80.0, 160.0, 320.0):
            model = ridge(points[~held_out], heard[~held_out], strength)
            said = model[0] + points[held_out] @ model[1:]
            error[strength] = float(((said - heard[held_out]) ** 2).mean())
        best = min(error, key=lambda strength: error[strength])
        model = ridge(points[~held_out], heard[~held_out], best)
        unexplained = error[best] / heard[held_out].var(0).mean()
        line = f"{name}: ridge {best:g}, explained {1 - unexplained:.2f} of the held-out variance"
        if name in ("ge2e", "campp"):
            near = cosines(model, points[held_out], heard[held_out])
            line += f", cosine {near.mean():.3f}, least {near.min():.3f}"
        print(line)
        maps[name] = ridge(points, heard, best)
    arrays = {"middle": frame.middle, "directions": directions, **maps}
    np.savez_compressed(out, **{name: np.float16(array) for name, array in arrays.items()})
    print(f"{out}: {out.stat().st_size} bytes, from {count} voices")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure")
    measuring.add_argument("models", type=Path)
    measuring.add_argument("raw", type=Path)
    measuring.add_argument("--voices", type=int, default=400)
    solving = commands.add_parser("solve")
    solving.add_argument("models", type=Path)
    solving.add_argument("raw", type=Path)
    solving.add_argument("out", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "measure":
        measure(arguments.models, arguments.raw, arguments.voices)
    else:
        solve(arguments.raw, arguments.out, arguments.models)


if __name__ == "__main__":
    main()
