"""Synthesises rooms, noises and simple music, all mono float32 [n] at 24 kHz."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from scipy.signal import butter, fftconvolve, sosfilt

from bench.screening.sources import RATE, Samples


def room(rt60: float, rng: Generator, direct_db: float) -> Samples:
    """An impulse response that decays by 60 dB in `rt60` s, up to a third faster at high frequency.

    Exponentially decaying noise after a direct sound `direct_db` above the rest in total
    (Polack 1988), with sparse early reflections in the first 40 ms.
    """
    count = int(RATE * min(2.5, 1.2 * rt60))
    time = np.arange(count) / RATE
    tail = np.zeros(count)
    for low, high, share in ((60, 1500, 1.0), (1500, 5000, 0.85), (5000, 11_500, 0.65)):
        noise = rng.standard_normal(count)
        band = sosfilt(butter(2, (low, high), "bandpass", fs=RATE, output="sos"), noise)
        tail += band * np.exp(-6.908 * time / (rt60 * share))
    early = int(0.04 * RATE)
    tail[:early] *= rng.random(early) < 0.08
    tail[: int(rng.uniform(0.002, 0.008) * RATE)] = 0
    tail *= np.sqrt(10 ** (-direct_db / 10) / np.sum(tail**2))
    tail[0] = 1.0
    return tail.astype(np.float32)


def in_room(samples: Samples, rt60: float, rng: Generator, direct_db: float) -> Samples:
    """Samples as recorded in such a room, with the same length."""
    return fftconvolve(samples, room(rt60, rng, direct_db))[: len(samples)].astype(np.float32)


def small_microphone(samples: Samples, rng: Generator) -> Samples:
    """Samples as from a phone or laptop: weak lows, nothing above 7 to 11 kHz, a resonance."""
    low, high = rng.uniform(60, 250), rng.uniform(7000, 11_000)
    out = sosfilt(butter(2, (low, high), "bandpass", fs=RATE, output="sos"), samples)
    middle = rng.uniform(1200, 4500)
    bump = butter(1, (0.75 * middle, 1.33 * middle), "bandpass", fs=RATE, output="sos")
    return (out + rng.uniform(0, 1) * sosfilt(bump, out)).astype(np.float32)


def gated(samples: Samples, rng: Generator) -> Samples:
    """Turn pauses down by 15 to 40 dB, like noise suppression in calls and browsers."""
    level = np.sqrt(fftconvolve(samples**2, np.ones(720) / 720, mode="same").clip(1e-12))
    open_ = level > 10 ** (-rng.uniform(28, 36) / 20) * np.percentile(level, 95)
    hold = np.ones(int(rng.uniform(0.06, 0.2) * RATE))
    open_ = fftconvolve(open_.astype(float), hold, mode="same") > 0.5
    gain = np.where(open_, 1.0, 10 ** (-rng.uniform(15, 40) / 20))
    return (samples * fftconvolve(gain, np.ones(480) / 480, mode="same")).astype(np.float32)


def with_breaths(samples: Samples, rng: Generator) -> Samples:
    """Insert one or two pauses of 0.4 to 1.2 s at quiet moments, with the room tone of that moment
    and a breath 22 to 35 dB below the speech."""
    for _ in range(int(rng.integers(1, 3))):
        size = 2400
        count = len(samples) // size
        power = np.mean(np.square(samples[: count * size]).reshape(count, size), axis=1)
        quiet = np.flatnonzero(power <= np.percentile(power, 20))
        at = int(rng.choice(quiet)) * size
        pause = np.resize(samples[at : at + size], int(rng.uniform(0.4, 1.2) * RATE))
        length = int(rng.uniform(0.2, 0.35) * RATE)
        band = (rng.uniform(400, 900), rng.uniform(2500, 6000))
        breath = sosfilt(
            butter(1, band, "bandpass", fs=RATE, output="sos"), rng.standard_normal(length)
        ) * np.hanning(length)
        loud = np.sqrt(power[power > np.percentile(power, 50)].mean())
        breath *= loud * 10 ** (-rng.uniform(22, 35) / 20) / np.sqrt(np.mean(breath**2))
        pause[-length:] += breath.astype(np.float32)
        samples = np.concatenate([samples[:at], pause, samples[at:]])
    return samples.astype(np.float32)


def coloured(count: int, exponent: float, rng: Generator) -> Samples:
    """Noise with power proportional to 1/f^exponent: 0 white, 1 pink, 2 brown."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    hz = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 20)
    return _even(np.fft.irfft(spectrum * hz ** (-exponent / 2), count))


def hum(count: int, rng: Generator) -> Samples:
    """Mains hum with harmonics and a little hiss."""
    time = np.arange(count) / RATE
    base = rng.choice([50, 60])
    tones = [
        rng.uniform(0.2, 1) / k * np.sin(2 * np.pi * base * k * time + rng.uniform(0, 6))
        for k in range(1, 9)
    ]
    return _even(np.sum(tones, axis=0) + 0.1 * rng.standard_normal(count))


def fan(count: int, rng: Generator) -> Samples:
    """A fan or air conditioner: filtered noise with a blade tone, swelling slowly."""
    low = sosfilt(
        butter(2, rng.uniform(400, 2500), fs=RATE, output="sos"), rng.standard_normal(count)
    )
    time = np.arange(count) / RATE
    blades = 0.3 * np.std(low) * np.sin(2 * np.pi * rng.uniform(80, 240) * time)
    return _even((low + blades) * (1 + 0.15 * np.sin(2 * np.pi * rng.uniform(0.2, 2) * time)))


def clicks(count: int, rng: Generator) -> Samples:
    """Typing: short bursts of filtered noise of varied strength, about seven per second."""
    out = np.zeros(count)
    at = rng.uniform(0, 0.2)
    while at * RATE < count - 2000:
        size = int(rng.uniform(0.008, 0.03) * RATE)
        burst = rng.standard_normal(size) * np.exp(-np.arange(size) / (0.2 * size))
        start = int(at * RATE)
        out[start : start + size] += rng.uniform(0.3, 1) * burst
        at += 0.05 + rng.exponential(0.1)
    band = (rng.uniform(300, 1500), rng.uniform(3000, 9000))
    return _even(sosfilt(butter(1, band, "bandpass", fs=RATE, output="sos"), out))


NOISES = {
    "white": lambda count, rng: coloured(count, 0, rng),
    "pink": lambda count, rng: coloured(count, 1, rng),
    "brown": lambda count, rng: coloured(count, 2, rng),
    "hum": hum,
    "fan": fan,
    "clicks": clicks,
}

_SCALES = ((0, 2, 4, 7, 9), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 5, 7, 9, 11))


def tune(count: int, rng: Generator) -> Samples:
    """A simple tune: chords, a melody in a random timbre, sometimes drums or a drone."""
    out = np.zeros(count)
    beat = RATE * 60 / rng.uniform(60, 150)
    root, scale = int(rng.integers(40, 58)), _SCALES[rng.integers(len(_SCALES))]
    partials = 1 / np.arange(1, rng.integers(2, 12)) ** rng.uniform(0.7, 2)
    decay, drone, drums = rng.uniform(0.3, 4), rng.random() < 0.3, rng.random() < 0.5

    def note(pitch: float, start: int, size: int, loud: float, fade: float) -> None:
        size = min(size, count - start)
        if size < 200:
            return
        time = np.arange(size) / RATE
        hz = 440 * 2 ** ((pitch - 69) / 12)
        tone = sum(
            strength * np.sin(2 * np.pi * hz * k * time)
            for k, strength in enumerate(partials, 1)
            if hz * k < RATE / 2
        )
        ends = np.minimum(1, np.minimum(time, time[::-1]) / 0.01)
        out[start : start + size] += loud * tone * np.exp(-time * fade) * ends

    for step in range(int(count / beat) + 1):
        start = int(step * beat)
        if step % 4 == 0:
            degree = int(rng.integers(len(scale)))
            for third in (0, 2, 4):
                place = degree + third
                pitch = root + scale[place % len(scale)] + 12 * (place // len(scale))
                note(pitch, start, int(4 * beat), 0.5, 0.1 if drone else decay / 2)
        if not drone and rng.random() < 0.8:
            note(root + 12 + int(rng.choice(scale)), start, int(beat), 1.0, decay)
        if drums:
            size = min(int(0.1 * RATE), count - start)
            hit = rng.standard_normal(size) * np.exp(-np.arange(size) / (0.02 * RATE))
            out[start : start + size] += (1.5 if step % 2 else 0.7) * hit
    return _even(out)


def _even(samples: np.ndarray) -> Samples:
    level = float(np.sqrt(np.mean(np.square(samples)))) or 1.0
    return (samples / level * 0.1).astype(np.float32)
