"""What happens to sound on its way: codecs, cuts, noise, other rates and speeds, rooms."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import Any

import av
import numpy as np
import soxr
from scipy.signal import butter, fftconvolve, sosfilt

from bench.watermark.sounds import read
from synthesis.worker.shaping import Shaper
from watermark.base import Samples

Attack = Callable[[Samples, int], tuple[Samples, int]]
"""Samples [n] at a rate (Hz) to what comes out of it."""


def coded(
    samples: Samples, rate: int, *, codec: str, container: str, kbps: int
) -> tuple[Samples, int]:
    """Through a codec and back."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        stream: Any = out.add_stream(codec, rate=rate, layout="mono")
        stream.bit_rate = kbps * 1000
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="fltp", layout="mono")
        frame.sample_rate = rate
        out.mux([*stream.encode(frame), *stream.encode(None)])
    file.seek(0)
    return read(file, rate), rate


def cut(samples: Samples, rate: int, *, seconds: float) -> tuple[Samples, int]:
    """A part in which something is said: around the loudest second's middle."""
    size = min(len(samples), round(seconds * rate))
    power = np.cumsum(np.concatenate([[0.0], samples.astype(np.float64) ** 2]))
    start = int(np.argmax(power[size:] - power[:-size])) if size < len(samples) else 0
    return samples[start : start + size], rate


def noisy(samples: Samples, rate: int, *, snr_db: float) -> tuple[Samples, int]:
    """White noise over all of it."""
    noise = np.random.default_rng(0).standard_normal(len(samples)).astype(np.float32)
    size = np.sqrt(np.mean(samples**2)) * 10 ** (-snr_db / 20)
    return samples + noise * np.float32(size), rate


def resampled(samples: Samples, rate: int, *, to: int) -> tuple[Samples, int]:
    return soxr.resample(samples, rate, to), to


def faster(samples: Samples, rate: int, *, by: float) -> tuple[Samples, int]:
    """Faster and higher, like a tape."""
    return soxr.resample(samples, rate * by, rate), rate


def stretched(samples: Samples, rate: int, *, by: float) -> tuple[Samples, int]:
    """Faster at the same pitch."""
    return Shaper(rate, stretch=by)(samples, final=True), rate


def telephone(samples: Samples, rate: int) -> tuple[Samples, int]:
    """300 to 3400 Hz, at 8 kHz."""
    band = butter(4, (300, 3400), "bandpass", fs=rate, output="sos")
    return resampled(sosfilt(band, samples).astype(np.float32), rate, to=8000)


def room(samples: Samples, rate: int, *, rt60: float) -> tuple[Samples, int]:
    """Played in a room and recorded again at two metres, with noise 30 dB below."""
    rng = np.random.default_rng(1)
    time = np.arange(round(rate * rt60)) / rate
    echo = rng.standard_normal(len(time)) * 10 ** (-3 * time / rt60)
    echo *= 1 / np.sqrt(np.sum(echo**2))
    echo[0] = 1.0
    heard = fftconvolve(samples, echo)[: len(samples)].astype(np.float32)
    return noisy(heard / max(1.0, np.abs(heard).max()), rate, snr_db=30)


def quantised(samples: Samples, rate: int, *, gain_db: float) -> tuple[Samples, int]:
    """Softer or louder, clipped, and kept in 16 bits."""
    size = 32767
    whole = np.clip(samples * 10 ** (gain_db / 20), -1, 1) * size
    return (whole.round() / size).astype(np.float32), rate


def _after(*attacks: Attack) -> Attack:
    def all_of_them(samples: Samples, rate: int) -> tuple[Samples, int]:
        for attack in attacks:
            samples, rate = attack(samples, rate)
        return samples, rate

    return all_of_them


mp3 = partial(coded, codec="libmp3lame", container="mp3")
aac = partial(coded, codec="aac", container="adts")
opus = partial(coded, codec="libopus", container="ogg")

ATTACKS: dict[str, Attack] = {
    "none": partial(quantised, gain_db=0.0),
    "12 dB softer": partial(quantised, gain_db=-12.0),
    "12 dB louder, clipped": partial(quantised, gain_db=12.0),
    **{f"MP3 {kbps} kbit/s": partial(mp3, kbps=kbps) for kbps in (24, 32, 64, 128)},
    **{f"AAC {kbps} kbit/s": partial(aac, kbps=kbps) for kbps in (24, 32, 64)},
    **{f"Opus {kbps} kbit/s": partial(opus, kbps=kbps) for kbps in (8, 12, 16, 32)},
    **{f"{seconds:g} s of it": partial(cut, seconds=seconds) for seconds in (0.5, 1.0, 2.0)},
    **{f"noise {snr} dB below": partial(noisy, snr_db=snr) for snr in (30, 20, 10)},
    **{f"at {rate // 1000} kHz": partial(resampled, to=rate) for rate in (8000, 16000, 44100)},
    "telephone band": telephone,
    **{
        f"played {by:g} times as fast": partial(faster, by=by)
        for by in (0.9, 0.95, 0.98, 0.99, 1.01, 1.02, 1.05, 1.1)
    },
    **{f"stretched by {by:g}": partial(stretched, by=by) for by in (0.8, 0.9, 1.1, 1.25)},
    **{f"in a room, RT60 {rt60} s": partial(room, rt60=rt60) for rt60 in (0.3, 0.6)},
    "1 s of it, MP3 32 kbit/s": _after(partial(cut, seconds=1.0), partial(mp3, kbps=32)),
    "noise 20 dB below, Opus 16 kbit/s": _after(partial(noisy, snr_db=20), partial(opus, kbps=16)),
    "MP3 64, then Opus 16 kbit/s, at 8 kHz": _after(
        partial(mp3, kbps=64), partial(opus, kbps=16), partial(resampled, to=8000)
    ),
}
