"""Recordings through a codec and back, as phones and messengers send them."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import numpy as np
import soxr

from bench.screening.sources import RATE, Samples


def through(samples: Samples, *, codec: str, container: str, rate: int, kbps: int) -> Samples:
    """Samples [n] at 24 kHz after a codec at `rate` Hz and `kbps`; codecs add silence at edges."""
    source = soxr.resample(samples, RATE, rate) if rate != RATE else samples
    wave = (np.clip(source, -1, 1) * 32767).astype(np.int16)[None]
    file = io.BytesIO()
    with av.open(file, "w", format=container) as media:
        stream = media.add_stream(codec, rate=rate, layout="mono")
        if not isinstance(stream, av.AudioStream):
            raise TypeError(f"{codec} is no audio codec")
        stream.bit_rate = kbps * 1000
        stream.time_base = Fraction(1, rate)
        for start in range(0, wave.shape[1], rate):
            piece = np.ascontiguousarray(wave[:, start : start + rate])
            frame = av.AudioFrame.from_ndarray(piece, format="s16", layout="mono")
            frame.sample_rate = rate
            frame.pts = start
            media.mux([*stream.encode(frame)])
        media.mux([*stream.encode(None)])
    parts = []
    coded = io.BytesIO(file.getvalue())
    with av.open(coded, "r", format=container.replace("adts", "aac")) as clip:
        mono = av.AudioResampler("flt", "mono", RATE)
        for frame in clip.decode(audio=0):
            parts += [piece.to_ndarray()[0] for piece in mono.resample(frame)]
    return np.concatenate(parts).astype(np.float32)
