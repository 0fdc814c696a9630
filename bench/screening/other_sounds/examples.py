"""Clips of one or two speakers with another sound or none, and what each of their frames holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import soxr
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from bench.screening.mixer import LEAST_SECONDS, Mixer, TooLittleSpeech
from bench.screening.other_sounds.noises import CLEAN_DB, NOISY_DB, other_sound
from bench.screening.registers import alike
from bench.screening.sets import BRIEF, DRY, through_codec
from bench.screening.sounds import gated, room, small_microphone, with_breaths
from bench.screening.sources import RATE, Samples, active_rms
from voices.decode.clip import sound_span
from voices.screening.other_sounds.frames import FIRST_SAMPLE, FRAME_SAMPLES
from voices.screening.recording import RATE as HEARD_RATE

MOST_SECONDS = 10.0
"""The network is trained on one window of the segmentation at a time."""

QUIET_DB = -120.0
_ACTIVE = 10 ** (-22 / 10)
"""A voice speaks in frames within 22 dB of its level."""

_LEAST_TALK = 0.4
_MOST_TRIES = 30

_SINGLE = 0.5
_VOICES = ("in turn", "alike", "ABA", "BA", "partly", "at once")
_VOICES_SHARES = (0.12, 0.1, 0.28, 0.14, 0.26, 0.1)


@dataclass(frozen=True)
class Example:
    """A clip [n] at 24 kHz.

    For each frame [t] of `frames.values`: where the `first` and the `second` speaker talk, and the
    level of other sounds in dB over the speech. `several`: there is a second speaker; `noisy`: what
    else sounds is NOISY_DB below or louder; None is neither yes nor no.
    """

    samples: Samples = field(repr=False)
    first: NDArray[np.bool_] = field(repr=False)
    second: NDArray[np.bool_] = field(repr=False)
    level_db: NDArray[np.float32] = field(repr=False)
    several: bool | None
    noisy: bool | None
    kind: str
    speakers: tuple[str, ...]


def example(mixer: Mixer) -> Example:
    """Draw one. Raises TooLittleSpeech after _MOST_TRIES draws."""
    for _ in range(_MOST_TRIES):
        mixer.speakers.clear()
        try:
            return _drawn(mixer)
        except TooLittleSpeech:
            continue
    raise TooLittleSpeech("none of the speakers")


def _drawn(mixer: Mixer) -> Example:
    rng = mixer.rng
    single = rng.random() < _SINGLE
    voices = "one" if single else str(rng.choice(_VOICES, p=_VOICES_SHARES))
    first, second = _one(mixer) if single else _two(voices, mixer)
    sounds, below, kind = other_sound(mixer, len(first), single)
    level = active_rms(first if single else first + second)
    sounds = sounds * np.float32(level * 10 ** (-below / 20) / _rms(sounds))
    parts = _treated(np.stack([first, second, sounds]), mixer)
    parts = parts[:, slice(*sound_span(parts.sum(0)))]
    if parts.shape[1] < LEAST_SECONDS * RATE:
        raise TooLittleSpeech(mixer.speakers[0])
    if parts.shape[1] > MOST_SECONDS * RATE:
        count = int(MOST_SECONDS * RATE)
        start = int(rng.integers(0, parts.shape[1] - count + 1))
        parts = parts[:, start : start + count]
    talk = [_frames(part) for part in parts]
    voice = float(active_rms(parts[0] + parts[1])) ** 2
    own = [float(active_rms(part)) ** 2 if part.any() else 1.0 for part in parts[:2]]
    active = [power > _ACTIVE * one for power, one in zip(talk[:2], own, strict=True)]
    seconds = [float(one.sum()) * FRAME_SAMPLES / HEARD_RATE for one in active]
    crowd = kind == "crowd" and below < 30
    several: bool | None = min(seconds) >= _LEAST_TALK
    if (not several and min(seconds) > 0) or crowd:
        several = None
    noisy: bool | None = below <= NOISY_DB
    if NOISY_DB < below < CLEAN_DB:
        noisy = None
    return Example(
        samples=_heard(parts.sum(0), mixer),
        first=active[0],
        second=active[1],
        level_db=(10 * np.log10(talk[2] / voice + 10 ** (QUIET_DB / 10))).astype(np.float32),
        several=several,
        noisy=noisy,
        kind=f"{voices}, {kind} {below:.0f} dB",
        speakers=tuple(mixer.speakers),
    )


def _one(mixer: Mixer) -> tuple[Samples, Samples]:
    """One speaker; often in takes of different days and levels, as somebody who speaks on."""
    rng = mixer.rng
    if rng.random() < 0.55:
        first = mixer.speech()
    else:
        speaker = mixer.pick(mixer.sources.speech)
        takes = [
            mixer.speech(1.8, 4.0, speaker) * np.float32(10 ** (rng.uniform(-4, 4) / 20))
            for _ in range(int(rng.integers(2, 4)))
        ]
        first = np.concatenate([part for take in takes for part in (take, _pause(rng))])
    if rng.random() < 0.25:
        first = with_breaths(first, rng)
    first = _as_another(first, rng)
    return first, np.zeros_like(first)


def _two(how: str, mixer: Mixer) -> tuple[Samples, Samples]:
    rng, speech = mixer.rng, mixer.sources.speech
    names = alike(speech, rng) if how == "alike" else rng.choice(sorted(speech), 2, False)
    one, other = (str(name) for name in names)
    if how in ("partly", "at once"):
        first, second = mixer.speech(speaker=one), mixer.speech(speaker=other)
        first, second = _as_another(first, rng), _as_another(second, rng)
        size = min(len(first), len(second))
        if how == "at once":
            first = first[:size]
        else:
            size = min(size, int(rng.uniform(0.25, 0.65) * len(first)))
        start = int(rng.integers(0, len(first) - size + 1))
        out = np.zeros_like(first)
        out[start : start + size] = second[:size] * np.float32(10 ** (-rng.uniform(0, 12) / 20))
        return first, out
    brief = mixer.speech(*BRIEF, other) if how in ("ABA", "BA") else mixer.speech(1.8, 5.0, other)
    if how == "BA":
        turns = [(1, brief), (0, mixer.speech(3.0, 6.0, one))]
        turns = turns if rng.random() < 0.7 else turns[::-1]
    elif how == "ABA" or rng.random() < 0.3:
        turns = [(0, mixer.speech(1.8, 4.0, one)), (1, brief), (0, mixer.speech(1.8, 4.0, one))]
    else:
        turns = [(0, mixer.speech(1.8, 5.0, one)), (1, brief)]
    factors = [_factor(rng), _factor(rng)]
    parts: list[list[Samples]] = [[], []]
    for who, turn in turns:
        turn = _stretched(turn, factors[who]) * np.float32(10 ** (rng.uniform(-3, 3) / 20))
        for index in (0, 1):
            parts[index] += [turn if index == who else np.zeros_like(turn)]
        pause = _pause(rng)
        parts[0].append(pause)
        parts[1].append(pause)
    return np.concatenate(parts[0]), np.concatenate(parts[1])


def _pause(rng: Generator) -> Samples:
    return np.zeros(int(rng.uniform(0.1, 0.6) * RATE), np.float32)


def _factor(rng: Generator) -> float:
    return float(rng.uniform(0.88, 1.18)) if rng.random() < 0.2 else 1.0


def _as_another(samples: Samples, rng: Generator) -> Samples:
    """At times a child's or a very low voice."""
    return _stretched(samples, _factor(rng))


def _stretched(samples: Samples, factor: float) -> Samples:
    if factor == 1.0:
        return samples
    return soxr.resample(samples, RATE * factor, RATE).astype(np.float32)


def _treated(parts: NDArray[np.float32], mixer: Mixer) -> NDArray[np.float32]:
    """The same room, tilt and microphone for each of the parts [3, n]. Other sounds are often
    nearer than the speaker: half of the time they get no room."""
    rng = mixer.rng
    drawn = rng.random()
    if drawn < 0.3:
        return parts
    steps: list[Callable[[Samples], Samples]] = []
    in_room = None
    if drawn < 0.5 and mixer.sources.rooms:
        in_room = mixer.room(*DRY).around
    elif drawn < 0.75:
        response = room(rng.uniform(0.12, 0.4), rng, rng.uniform(3, 14))
        in_room = lambda dry: fftconvolve(dry, response)[: len(dry)].astype(np.float32)  # noqa: E731
    if rng.random() < 0.4:
        tilt = rng.uniform(-4, 4) / 20
        steps.append(lambda samples: _tilted(samples, tilt))
    if rng.random() < 0.3:
        seed = int(rng.integers(2**31))
        steps.append(lambda samples: small_microphone(samples, np.random.default_rng(seed)))
    out = []
    sounds_too = rng.random() < 0.5
    for index, part in enumerate(parts):
        if not part.any():
            out.append(part)
            continue
        if in_room and (index < 2 or sounds_too):
            part = in_room(part)
        for step in steps:
            part = step(part)
        out.append(part)
    return np.stack(out)


def _tilted(samples: Samples, tilt: float) -> Samples:
    spectrum = np.fft.rfft(samples)
    hz = np.maximum(np.fft.rfftfreq(len(samples), 1 / RATE), 100)
    return np.fft.irfft(spectrum * (hz / 1000) ** tilt, len(samples)).astype(np.float32)


def _heard(samples: Samples, mixer: Mixer) -> Samples:
    """What a server gets of it: at times after a gate or a codec, at some level, in 16 bits."""
    rng = mixer.rng
    if rng.random() < 0.1:
        samples = gated(samples, rng)
    samples = mixer.gained(samples)
    if rng.random() < 0.15:
        samples = _aligned(through_codec(samples, rng), samples)
    return (np.round(np.clip(samples, -1, 1) * 32767) / 32767).astype(np.float32)


def _aligned(coded: Samples, samples: Samples) -> Samples:
    """Without the silence that a codec adds before, and as long as `samples`."""
    start = samples[: 3 * RATE]
    likeness = fftconvolve(coded[: 4 * RATE], start[::-1])[len(start) - 1 :]
    shift = int(likeness[: RATE // 4].argmax())
    return np.pad(coded[shift:], (0, len(samples)))[: len(samples)]


def _frames(samples: Samples) -> NDArray[np.float32]:
    """The power of each frame [t] of samples at 24 kHz."""
    start, size = (one * RATE // HEARD_RATE for one in (FIRST_SAMPLE, FRAME_SAMPLES))
    count = max(0, (len(samples) - start) // size)
    return np.square(samples[start : start + count * size]).reshape(count, size).mean(1)


def _rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples)))) or 1.0
