"""Makes labelled clips for screening, mixed from sources at known levels.

    python -m bench.screening.sets OUT [--sources DIR …] [--split fit|held] [--scale 1.0]

Writes OUT/<label>/<level>__<number>__<speaker>.wav; `fit` and `held` share no speaker, track or
noise file.
Without --sources the sources are the base voices, and synthetic music and noise. --whole has
sources that are all used, whichever half is made: rooms, of which there are few. --fold takes a
half of that half, for clips that are measured by a network that was trained on the other.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soxr
from numpy.random import Generator

from bench.screening.codec import through
from bench.screening.folds import FOLDS, of_fold
from bench.screening.measured_rooms import response
from bench.screening.mixer import Mixer, TooLittleSpeech, mixed
from bench.screening.registers import alike
from bench.screening.sounds import in_room
from bench.screening.sources import RATE, Samples, Sources, find, speak_base_voices, write

KINDS_OF_NOISE = ("impulsive", "animal", "crowd")
"""Kinds that the names of noises begin with: impulsive_…, animal_…, crowd_…."""

# (label, level, count). The level is in dB below the speech, seconds, or % of samples.
PLAN = (
    ("clean", "plain", 90),
    ("clean", "everyday", 160),
    ("clean", "codec", 60),
    ("acted", "", 30),
    *(("music", f"{db} dB", 32) for db in (0, 5, 10, 15, 20)),
    ("several_speakers", "in turn", 80),
    *(("several_speakers", f"at once {db} dB", 28) for db in (0, 5, 10)),
    *(("noise", f"{db} dB", 36) for db in (0, 5, 10)),
    *(("noise_warned", f"{db} dB", 24) for db in (15, 20)),
    *(("clipping", f"{share} %", 20) for share in (0.3, 1, 3, 10)),
    *(("echo", f"{rt60} s", 22) for rt60 in (0.75, 1.0, 1.3, 1.6)),
    ("music_only", "", 25),
    ("noise_only", "", 25),
    ("silence", "", 8),
    ("narrow_band", "telephone", 12),
    ("clean", "in a room", 40),
    ("several_speakers", "brief, ABA", 40),
    ("several_speakers", "brief, BA", 40),
    ("several_speakers", "alike", 40),
    *(("several_speakers", f"partly {db} dB", 30) for db in (5, 10)),
    *(("noise", f"{kind} {db} dB", 24) for kind in KINDS_OF_NOISE for db in (5, 10)),
    ("music", "solo 15 dB", 40),
    ("echo", "measured", 60),
)
"""Rows are only added at the end: a clip is drawn by its row's number."""

DRY, ECHOING = (0.12, 0.55), (0.8, 3.2)
"""RT60 in s of measured rooms that speech is clean in, and that it is refused in."""

BRIEF = (0.9, 2.4)
"""Seconds that a second speaker talks for, who is easily missed."""


_MOST_TRIES = 30


def clip(label: str, level: str, mixer: Mixer) -> Samples:
    """Make one clip of the plan [n] at 24 kHz; draws again if a source has too little speech.

    Raises TooLittleSpeech after _MOST_TRIES draws.
    """
    for _ in range(_MOST_TRIES - 1):
        mixer.speakers.clear()
        try:
            return _MAKERS[label](level, mixer)
        except TooLittleSpeech:
            continue
    return _MAKERS[label](level, mixer)


def _clean(level: str, mixer: Mixer) -> Samples:
    samples = mixer.speech()
    if level == "in a room":
        return mixer.gained(mixer.room(*DRY).around(samples))
    if level == "plain":
        return mixer.gained(samples)
    if mixer.rng.random() < 0.15:  # children's and very low voices
        factor = mixer.rng.uniform(0.88, 1.18)
        samples = soxr.resample(samples, RATE * factor, RATE).astype(np.float32)
    samples = mixer.gained(mixer.everyday(samples))
    return through_codec(samples, mixer.rng) if level == "codec" else samples


def _music(level: str, mixer: Mixer) -> Samples:
    speech = mixer.everyday(mixer.speech())
    kind, below = _kind_and_db(level)
    music = mixer.music(len(speech), f"{kind}_" if kind else "")
    return mixer.gained(mixed(speech, music, below))


def _noise(level: str, mixer: Mixer) -> Samples:
    speech = mixer.speech()
    kind, below = _kind_and_db(level)
    return mixer.gained(mixed(speech, mixer.noise(len(speech), kind), below))


def _kind_and_db(level: str) -> tuple[str, float]:
    """`10 dB` or `solo 10 dB`: a kind, if there is one, and how far below the speech it is."""
    kind, _, below = level.removesuffix(" dB").rpartition(" ")
    return kind, float(below)


def _several(level: str, mixer: Mixer) -> Samples:
    rng, speech = mixer.rng, mixer.sources.speech
    first, second = (
        alike(speech, rng) if level == "alike" else map(str, rng.choice(sorted(speech), 2, False))
    )
    if level in ("in turn", "alike"):
        order = (first, second, first)[: 2 + int(rng.random() < 0.3)]
        return _in_turn([mixer.speech(1.8, 5.0, speaker) for speaker in order], mixer)
    if level.startswith("brief"):
        other = mixer.speech(*BRIEF, second)
        parts = [other, mixer.speech(3.0, 6.0, first)]
        if level.endswith("ABA"):
            parts = [mixer.speech(1.8, 4.0, first), other, mixer.speech(1.8, 4.0, first)]
        return _in_turn(parts, mixer)
    one, other = mixer.speech(speaker=first), mixer.speech(speaker=second)
    below = _kind_and_db(level)[1]
    if level.startswith("partly"):
        size = min(len(other), int(rng.uniform(0.4, 0.6) * len(one)))
        start = int(rng.integers(0, len(one) - size + 1))
        quieter = other[:size] * np.float32(10 ** (-below / 20))
        one[start : start + size] += quieter
        return mixer.gained(mixer.everyday(one))
    count = min(len(one), len(other))
    return mixer.gained(mixer.everyday(mixed(one[:count], other[:count], below)))


def _in_turn(parts: list[Samples], mixer: Mixer) -> Samples:
    """Turns one after the other, 0.1 to 0.6 s apart, their levels within 3 dB."""
    rng, out = mixer.rng, []
    for part in parts:
        turn = part * np.float32(10 ** (rng.uniform(-3, 3) / 20))
        out += [turn, np.zeros(int(rng.uniform(0.1, 0.6) * RATE), np.float32)]
    return mixer.gained(mixer.everyday(np.concatenate(out)))


def _clipped(level: str, mixer: Mixer) -> Samples:
    """Clip at a microphone's sample rate, then resample to 24 kHz as for an upload."""
    rng = mixer.rng
    rate = int(rng.choice([16_000, 24_000, 44_100, 48_000]))
    samples = soxr.resample(mixer.everyday(mixer.speech()), RATE, rate)
    share = float(level.split()[0]) / 100
    top = float(np.quantile(np.abs(samples), 1 - share))
    samples = np.clip(samples / top, -1, 1) * 10 ** (-rng.uniform(0, 12) / 20)
    return soxr.resample(samples, rate, RATE).astype(np.float32)


def _echo(level: str, mixer: Mixer) -> Samples:
    rng = mixer.rng
    if level == "measured":
        samples = mixer.room(*ECHOING).around(mixer.speech())
    else:
        rt60 = float(level.split()[0]) * rng.uniform(0.95, 1.05)
        samples = in_room(mixer.speech(), rt60, rng, rng.uniform(-8, 3))
    if rng.random() < 0.5:
        samples = mixed(samples, mixer.noise(len(samples)), rng.uniform(30, 45))
    return mixer.gained(samples)


def _silence(level: str, mixer: Mixer) -> Samples:
    count, rng = int(mixer.rng.uniform(4, 10) * RATE), mixer.rng
    level_db = rng.choice([-np.inf, -90, -75, -66])
    return (rng.standard_normal(count) * 10 ** (level_db / 20)).astype(np.float32)


def _telephone(level: str, mixer: Mixer) -> Samples:
    samples = soxr.resample(mixer.speech(), RATE, 8000)
    return mixer.gained(soxr.resample(samples, 8000, RATE).astype(np.float32))


_MAKERS: dict[str, Callable[[str, Mixer], Samples]] = {
    "clean": _clean,
    "acted": lambda level, mixer: mixer.gained(mixer.voice(mixer.sources.acted)),
    "music": _music,
    "several_speakers": _several,
    "noise": _noise,
    "noise_warned": _noise,
    "clipping": _clipped,
    "echo": _echo,
    "music_only": lambda level, mixer: mixer.gained(mixer.music(int(7 * RATE))),
    "noise_only": lambda level, mixer: mixer.gained(mixer.noise(int(7 * RATE))),
    "silence": _silence,
    "narrow_band": _telephone,
}


def through_codec(samples: Samples, rng: Generator) -> Samples:
    """Encode at a low bit rate, as phones and messengers do, and decode again."""
    codec, container, rate, kbps = (
        ("libmp3lame", "mp3", 24_000, 48),
        ("libmp3lame", "mp3", 24_000, 64),
        ("libopus", "ogg", 48_000, 24),
        ("libopus", "ogg", 48_000, 32),
        ("aac", "adts", 24_000, 48),
    )[rng.integers(5)]
    return through(samples, codec=codec, container=container, rate=rate, kbps=int(kbps))


def build(
    sources: Sources,
    folder: Path,
    scale: float = 1.0,
    seed: int = 1,
    vary_rooms: bool = False,
) -> int:
    """Write the clips of PLAN, `scale` times as many; returns their number.

    Rows that there are no sources for are left out: voices out of films, measured rooms, tracks or
    noises of a kind. File names end in the first speaker's name, so that a fit can group clips by
    person.
    """
    written = 0
    for row, (label, level, count) in enumerate(PLAN):
        if not _possible(label, level, sources):
            continue
        for number in range(max(1, round(count * scale))):
            name = f"{level or 'all'}__{number:03d}"
            if not any((folder / label).glob(f"{name}__*.wav")):
                mixer = Mixer(sources, np.random.default_rng([seed, row, number]), vary_rooms)
                samples = clip(label, level, mixer)
                speaker = mixer.speakers[0] if mixer.speakers else "nobody"
                write(folder / label / f"{name}__{speaker}.wav", samples)
            written += 1
    return written


def _possible(label: str, level: str, sources: Sources) -> bool:
    if label == "acted":
        return bool(sources.acted)
    if level in ("in a room", "measured"):
        least, most = DRY if label == "clean" else ECHOING
        return any(
            least <= response(file).rt60 <= most
            for files in sources.rooms.values()
            for file in files
        )
    if label in ("music", "noise"):
        kind, _below = _kind_and_db(level)
        of = sources.music if label == "music" else sources.noise
        return not kind or any(name.startswith(f"{kind}_") for name in of)
    return True


def gathered(models: Path, cache: Path, extra: list[Path]) -> Sources:
    """The base voices (recorded in `cache` once) and the operator's own sources."""
    speak_base_voices(models, cache)
    return find([cache, *extra])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--models", type=Path, help="folder that holds kokoro/")
    parser.add_argument("--sources", type=Path, nargs="*", default=[])
    parser.add_argument("--whole", type=Path, nargs="*", default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", choices=("fit", "held"), default="fit")
    parser.add_argument("--fold", type=int, choices=range(FOLDS))
    parser.add_argument("--scale", type=float, default=1.0)
    chosen = parser.parse_args()
    if chosen.models:
        sources = gathered(chosen.models, chosen.out.parent / "base_voices", chosen.sources)
    else:
        sources = find(chosen.sources)
    half = sources.half(chosen.split).with_all(find(chosen.whole))
    if chosen.fold is not None:
        half = of_fold(half, chosen.fold)
    fitting = chosen.split == "fit"
    made = build(half, chosen.out, chosen.scale, chosen.seed, vary_rooms=fitting)
    print(made, "clips in", chosen.out)


if __name__ == "__main__":
    main()
