"""Sounds to mark and to judge: recordings, and what Kokoro speaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np

from bench.sentences import ENGLISH, MANDARIN
from synthesis.engines import ENGINES
from synthesis.engines.base import SegmentRequest
from synthesis.engines.speaking import speak
from synthesis.text import spans
from watermark.base import Samples


def read(file: Path | BinaryIO, rate: int) -> Samples:
    """A sound file as mono [n] at `rate` Hz."""
    with av.open(str(file) if isinstance(file, Path) else file, "r") as media:
        to_mono = av.AudioResampler(format="fltp", layout="mono", rate=rate)
        frames = [
            part for frame in [*media.decode(audio=0), None] for part in to_mono.resample(frame)
        ]
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def spoken(models: Path, each: int, voices: int) -> Iterator[tuple[str, Samples]]:
    """What Kokoro says, by name: `each` sentences in each of so many voices of both languages."""
    engine = ENGINES["kokoro"].load(models)
    for language, sentences in (("en", ENGLISH), ("zh", MANDARIN)):
        ours = [v.name for v in ENGINES["kokoro"].base_voices if v.language.startswith(language)]
        for at, voice in enumerate(ours[:: max(1, len(ours) // voices)][:voices]):
            for number in range(each):
                text = sentences[(at * each + number) % len(sentences)]
                request = SegmentRequest(spans(text))
                yield f"{voice}: {text}", speak(engine, engine.base_conditioning(voice), request)
