"""What happens to a recording on its way here: codecs, telephones, noises, rooms, loudspeakers.

Each change takes mono float32 samples [n] at 24 kHz and a generator, which alone decides.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import soxr
from numpy.random import Generator
from scipy.signal import butter, sosfilt

from bench.screening.codec import through
from bench.screening.sounds import NOISES, gated, in_room, small_microphone
from bench.screening.sources import RATE, Samples

Change = Callable[[Samples, Generator], Samples]


def encoded(samples: Samples, codec: str, container: str, rate: int, kbps: int) -> Samples:
    """Samples [n] at 24 kHz after a codec at `rate` Hz and `kbps`, with the same length."""
    decoded = through(samples, codec=codec, container=container, rate=rate, kbps=kbps)
    return np.pad(decoded, (0, max(0, len(samples) - len(decoded))))[: len(samples)]


def mp3(samples: Samples, rng: Generator) -> Samples:
    return encoded(samples, "libmp3lame", "mp3", RATE, int(rng.choice([24, 32, 48, 64])))


def opus(samples: Samples, rng: Generator) -> Samples:
    return encoded(samples, "libopus", "ogg", 48_000, int(rng.choice([12, 16, 24, 32, 64])))


def telephone(samples: Samples, rng: Generator) -> Samples:
    """8 kHz and its band, as over a telephone. Screening refuses it; the detector need not."""
    low = soxr.resample(samples, RATE, 8000)
    sos = butter(2, (250, 3500), "bandpass", fs=8000, output="sos")
    return np.asarray(soxr.resample(sosfilt(sos, low), 8000, RATE), np.float32)


def narrower(samples: Samples, rng: Generator) -> Samples:
    """16 kHz."""
    return np.asarray(soxr.resample(soxr.resample(samples, RATE, 16_000), 16_000, RATE), np.float32)


def noisy(samples: Samples, rng: Generator) -> Samples:
    """Noise 15 to 40 dB below the speech."""
    noise = NOISES[str(rng.choice(sorted(NOISES)))](len(samples), rng)
    return with_noise(samples, noise, rng.uniform(15, 40))


def room(samples: Samples, rng: Generator) -> Samples:
    """A room of 0.15 to 0.6 s, and often a little noise in it."""
    wet = in_room(samples, rng.uniform(0.15, 0.6), rng, rng.uniform(-2, 12))
    return noisy(wet, rng) if rng.random() < 0.6 else wet


def microphone(samples: Samples, rng: Generator) -> Samples:
    """A phone's or laptop's microphone, with or without its suppression of noise."""
    out = small_microphone(samples, rng)
    return gated(out, rng) if rng.random() < 0.3 else out


def played(samples: Samples, rng: Generator) -> Samples:
    """Played by a loudspeaker, heard in a room by a small microphone, with noise."""
    low, high = rng.uniform(100, 400), rng.uniform(6000, 11_000)
    speaker = sosfilt(butter(2, (low, high), "bandpass", fs=RATE, output="sos"), samples)
    bent = np.tanh(speaker / (np.abs(speaker).max() + 1e-9) * rng.uniform(0.3, 1.2))
    wet = in_room(bent.astype(np.float32), rng.uniform(0.2, 0.6), rng, rng.uniform(-4, 8))
    noise = NOISES[str(rng.choice(["pink", "brown", "fan", "hum"]))](len(wet), rng)
    return microphone(with_noise(wet, noise, rng.uniform(20, 40)), rng)


def slowed(samples: Samples, rng: Generator) -> Samples:
    """Slower by 2 to 8 %, or as much faster, pitch and all."""
    factor = 1 + float(rng.choice([-1, 1])) * rng.uniform(0.02, 0.08)
    return np.asarray(soxr.resample(samples, RATE * factor, RATE), np.float32)


def coloured(samples: Samples, rng: Generator) -> Samples:
    """An equaliser: a tilt and a few bumps."""
    spectrum = np.fft.rfft(samples)
    hz = np.maximum(np.fft.rfftfreq(len(samples), 1 / RATE), 50)
    gain = (hz / 1000) ** (rng.uniform(-5, 5) / 20)
    for _ in range(int(rng.integers(1, 4))):
        centre, width = np.log2(rng.uniform(150, 8000)), rng.uniform(0.2, 1.0)
        gain = gain * 10 ** (
            rng.uniform(-8, 8) / 20 * np.exp(-(((np.log2(hz) - centre) / width) ** 2))
        )
    return np.fft.irfft(spectrum * gain, len(samples)).astype(np.float32)


def with_noise(speech: Samples, noise: Samples, below_db: float) -> Samples:
    """Add noise `below_db` below the loud part of the speech."""
    count = len(speech) // 480
    powers = np.mean(np.square(speech[: count * 480]).reshape(count, 480), axis=1)
    loud = np.sqrt(powers[powers > powers.max() / 1000].mean())
    level = float(np.sqrt(np.mean(np.square(noise)))) or 1.0
    return (speech + noise * np.float32(loud / level * 10 ** (-below_db / 20))).astype(np.float32)


def unchanged(samples: Samples, rng: Generator) -> Samples:
    return samples


CHANGES: dict[str, Change] = {
    "none": unchanged,
    "mp3": mp3,
    "opus": opus,
    "8 kHz": telephone,
    "16 kHz": narrower,
    "noise": noisy,
    "room": room,
    "microphone": microphone,
    "loudspeaker": played,
    "speed": slowed,
    "equaliser": coloured,
}


def changed(samples: Samples, name: str, rng: Generator) -> Samples:
    """Samples after the change of this name; its peak is at most 0.97."""
    out = CHANGES[name](samples, rng)
    return out / max(1.0, float(np.abs(out).max()) / 0.97)
