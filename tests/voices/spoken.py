"""Statements and passages read aloud by base voices instead of people.

Reading them takes minutes, so what was read is kept in the folder `spoken`. After a change of a
text, its test says how the file is made.
"""

import hashlib
import os
from pathlib import Path

import av
import numpy as np
from django.conf import settings

from synthesis.engines import ENGINES
from synthesis.engines.base import SegmentRequest
from synthesis.engines.speaking import speak
from synthesis.text import plan
from tests.voices.conftest import wav
from voices.decode import decode

PASSAGE = (
    "Good morning, everyone! Today we will read a short story together, and afterwards I would "
    "love to hear what you think of it."
)
FOLDER = Path(__file__).with_name("spoken")
RATE = 24_000


def spoken(text: str, voice: str) -> bytes:
    """A WAV file of a text, 24 kHz."""
    name = hashlib.sha256(f"{voice}\n{text}".encode()).hexdigest()[:16]
    file = FOLDER / f"{name}.opus"
    if not file.exists():
        assert os.environ.get("READ_ALOUD"), f"READ_ALOUD=1 makes {file}: {voice} reads {text!r}"
        _write(file, _read_aloud(text, voice))
    return wav(decode(file).samples, RATE)


def _read_aloud(text: str, voice: str) -> np.ndarray:
    engine = ENGINES["kokoro"].load(settings.MODELS)
    requests = [SegmentRequest(segment.spans) for segment in plan(text)]
    return speak(engine, engine.base_conditioning(voice), *requests)


def _write(file: Path, samples: np.ndarray) -> None:
    FOLDER.mkdir(exist_ok=True)
    with av.open(str(file), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = 32_000
        frame = av.AudioFrame.from_ndarray(samples[None].astype(np.float32), "flt", "mono")
        frame.sample_rate = RATE
        container.mux([*stream.encode(frame), *stream.encode(None)])
