"""Make `synthesis/engines/kokoro/voice_space.npz`: where blends of base voices lie in GE2E space.

    python -m bench.voice_space measure MODELS RAW.npz [--blends N]
    python -m bench.voice_space solve RAW.npz OUT.npz

`measure` speaks with every base voice and with N random blends, and embeds what it hears (about
5 s each on two cores; it goes on where it stopped). `solve` fits the linear model by ridge
regression and prints how well it predicts blends that it was not fitted to.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fit import speak
from synthesis.engines.kokoro.speaker import SpeakerEncoder

COUNT = 54
Array = NDArray[np.float32]


def draw(seed: int, male: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Weights of one random blend, timbre and prosody [54]; mostly within one gender."""
    rng = np.random.default_rng(seed)
    gender = male if rng.random() < 0.5 else ~male

    def half() -> Array:
        pool = np.flatnonzero(gender) if rng.random() < 0.8 else np.arange(COUNT)
        some = rng.choice(pool, rng.integers(1, 6), replace=False)
        weights = np.zeros(COUNT, np.float32)
        weights[some] = rng.dirichlet(np.ones(len(some)))
        return weights

    timbre = half()
    return timbre, half() if rng.random() < 0.7 else timbre


def measure(models: Path, raw: Path, blends: int) -> None:
    """Embed every base voice and `blends` random blends; saves after each ten."""
    engine, encoder = KokoroEngine(models / "kokoro"), SpeakerEncoder()
    male = np.array([voice.gender == "male" for voice in BASE_VOICES])
    weights = [(w, w) for w in np.eye(COUNT, dtype=np.float32)]
    weights += [draw(seed, male) for seed in range(blends)]
    embeddings: list[Array] = []
    if raw.exists():
        embeddings = list(np.load(raw)["embeddings"])
    for index in range(len(embeddings), len(weights)):
        embeddings.append(encoder(speak(engine, engine.blend(*weights[index])), engine.sample_rate))
        if index % 10 == 9 or index + 1 == len(weights):
            timbre, prosody = (np.array(half[: index + 1]) for half in zip(*weights, strict=True))
            np.savez(raw, timbre=timbre, prosody=prosody, embeddings=embeddings)
            print(index + 1, "of", len(weights), flush=True)


def ridge(timbre: Array, prosody: Array, embeddings: Array, strength: float) -> Array:
    """Least squares on [timbre, prosody] weights, [108, 256], drawn to a share of the base voices.

    The prior: a half moves the embedding by a fixed share of what the whole voice does.
    """
    base = embeddings[:COUNT]
    differ = np.abs(timbre - prosody).sum(1) > 0
    a, b = timbre[differ] @ base, prosody[differ] @ base
    share = float(((embeddings[differ] - b) * (a - b)).sum() / ((a - b) ** 2).sum())
    prior = np.concatenate([share * base, (1 - share) * base])
    print(f"timbre's share of a voice: {share:.2f}")
    rows = np.concatenate([timbre, prosody], axis=1)
    left = embeddings - rows @ prior
    change = np.linalg.solve(rows.T @ rows + strength * np.eye(2 * COUNT), rows.T @ left)
    return (prior + change).astype(np.float32)


def cosines(model: Array, timbre: Array, prosody: Array, embeddings: Array) -> Array:
    """How near the model's predictions are to what was heard, one cosine a blend."""
    predicted = np.concatenate([timbre, prosody], axis=1) @ model
    lengths = np.linalg.norm(predicted, axis=1) * np.linalg.norm(embeddings, axis=1)
    result: Array = (predicted * embeddings).sum(1) / lengths
    return result


def solve(raw: Path, out: Path) -> None:
    """Choose the ridge on held-out blends, fit on all, save as float16."""
    with np.load(raw) as npz:
        timbre, prosody, heard = npz["timbre"], npz["prosody"], npz["embeddings"]
    count = len(heard)
    fitted_to = np.ones(count, bool)
    fitted_to[COUNT + 2 :: 4] = False
    tried = {}
    for strength in (0.03, 0.1, 0.3, 1.0, 3.0, 10.0):
        model = ridge(timbre[fitted_to], prosody[fitted_to], heard[fitted_to], strength)
        held_out = cosines(model, timbre[~fitted_to], prosody[~fitted_to], heard[~fitted_to])
        tried[strength] = float(held_out.mean())
        print(
            f"ridge {strength}: held-out cosine {held_out.mean():.4f}, least {held_out.min():.3f}"
        )
    best = max(tried, key=lambda strength: tried[strength])
    model = ridge(timbre, prosody, heard, best).astype(np.float16)
    np.savez(out, timbre=model[:COUNT], prosody=model[COUNT:])
    print(f"{out}: ridge {best}, {out.stat().st_size} bytes, from {count - COUNT} blends")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure")
    measuring.add_argument("models", type=Path)
    measuring.add_argument("raw", type=Path)
    measuring.add_argument("--blends", type=int, default=120)
    solving = commands.add_parser("solve")
    solving.add_argument("raw", type=Path)
    solving.add_argument("out", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "measure":
        measure(arguments.models, arguments.raw, arguments.blends)
    else:
        solve(arguments.raw, arguments.out)


if __name__ == "__main__":
    main()
