"""Shaping an engine's audio before it is kept: speed, level, mark, pause. No Django here.

The same chunks give the same bytes, so a segment that is made again sounds the same.
"""

from __future__ import annotations

from fractions import Fraction

import av
import av.filter
import numpy as np

from synthesis.engines.base import Samples
from synthesis.engines.limiter import Limiter
from watermark import Marking


class Shaper:
    """Shapes one segment, chunk by chunk."""

    def __init__(
        self,
        sample_rate: int,
        *,
        stretch: float = 1.0,
        gain_db: float = 0.0,
        pause_ms: int = 0,
        marking: Marking | None = None,
    ) -> None:
        """`stretch` is the factor, 0.5 to 2.0, by which it becomes faster at the same pitch."""
        self.stretch = stretch
        self._gain = np.float32(10 ** (gain_db / 20))
        self._limiter = Limiter(sample_rate)
        self._pause = np.zeros(sample_rate * pause_ms // 1000, np.float32)
        self._marking = marking
        self._stretch = _Stretch(sample_rate, stretch) if stretch != 1.0 else None

    def __call__(self, samples: Samples, *, final: bool) -> Samples:
        """The next samples [n] as they are to be heard; the pause follows the final ones."""
        if self._stretch:
            samples = self._stretch(samples, final=final)
        samples = self._limiter(samples * self._gain, final=final)
        if self._marking:
            samples = self._marking(samples, final=final)
        return np.concatenate([samples, self._pause]) if final else samples


class _Stretch:
    """FFmpeg's atempo (WSOLA: Verhelst & Roelands 1993), through PyAV."""

    def __init__(self, sample_rate: int, factor: float) -> None:
        self._rate = sample_rate
        self._written = 0
        graph = av.filter.Graph()
        source = graph.add_abuffer(
            sample_rate=sample_rate,
            format="flt",
            layout="mono",
            time_base=Fraction(1, sample_rate),
        )
        tempo = graph.add("atempo", f"{factor:.6f}")
        sink = graph.add("abuffersink")
        source.link_to(tempo)
        tempo.link_to(sink)
        graph.configure()
        self._graph = graph

    def __call__(self, samples: Samples, *, final: bool) -> Samples:
        if len(samples):
            frame = av.AudioFrame.from_ndarray(
                samples[None, :].astype(np.float32), format="flt", layout="mono"
            )
            frame.sample_rate = self._rate
            frame.time_base = Fraction(1, self._rate)
            frame.pts = self._written
            self._written += len(samples)
            self._graph.push(frame)
        if final:
            self._graph.push(None)
        parts: list[Samples] = []
        while True:
            try:
                parts.append(self._graph.pull().to_ndarray()[0])
            except (av.error.BlockingIOError, av.error.EOFError):
                return np.concatenate([np.zeros(0, np.float32), *parts])
