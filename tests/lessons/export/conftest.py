"""A lesson as builders get it, with speech-like sound, and a way to build it in this process."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace

import av
import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from numpy.typing import NDArray

from lessons.export.formats import EXPORTS
from lessons.export.lesson import Lesson, Line, Making, Word
from synthesis.aigc.label import Producer
from tests.audio_files import speech

__all__ = ["speech"]

RATE = 24_000
PRODUCER = Producer("Lectern & Söhne <例>", Ed25519PrivateKey.generate())
WRITTEN = (
    Line(key="line01", text="Rivers <and> lakes", level=1, ends_paragraph=True),
    Line(key="line02", text="=1+2, she said & “smiled”.", speaker="Anna"),
    Line(key="line03", text="The Yangtze is long.", ends_paragraph=True),
    Line(key="pause1", ends_paragraph=True),
    Line(key="line04", text="第二章：湖泊", level=1, language="zh", ends_paragraph=True),
    Line(key="line05", text="青海湖是中国最大的湖。", language="zh"),
)


def timed(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines one after the other: a second or so of sound each, and half a second of silence."""
    placed: list[Line] = []
    for number, line in enumerate(lines):
        heard = 24_000 + 1_111 * number if line.text else 0
        silence = 0 if line is lines[-1] else 12_000 if line.text else 48_000
        begins = placed[-1].ends if placed else 0
        words = ()
        if line.text and line.key != "line03":
            middle = len(line.text) // 2
            words = (Word(0, middle, 20, 480), Word(middle, len(line.text) - 1, 500, 950))
        new = replace(line, begins=begins, heard=heard, silence=silence, words=words)
        placed.append(new)
    return tuple(placed)


def a_lesson(**more) -> Lesson:
    given = {
        "title": "水 & Water",
        "language": "en",
        "identifier": "0b5f9c5e-8a0e-5b39-9d57-3f2c9f2b7d10",
        "changed": "2026-11-29T12:00:00Z",
        "made_by": PRODUCER.name,
        "label": PRODUCER.label("lesson_abc"),
        "rate": RATE,
        "lines": timed(WRITTEN),
    }
    return Lesson(**{**given, **more})


@pytest.fixture
def lesson() -> Lesson:
    return a_lesson()


@pytest.fixture(scope="session")
def said(speech: NDArray[np.int16]) -> Callable[[Line], bytes]:
    """The sound of a line: a part of the speech that no other line has."""
    return lambda line: np.roll(speech, 977 * line.begins)[: line.heard].tobytes()


@pytest.fixture
def whole_pcm(said) -> Callable[[Lesson], bytes]:
    """All of a lesson's sound with its silences."""

    def whole(lesson: Lesson) -> bytes:
        return b"".join(
            (said(line) if line.heard else b"") + bytes(2 * line.silence) for line in lesson.lines
        )

    return whole


@pytest.fixture
def build(said) -> Callable[..., bytes]:
    """Builds an export. What was settled early must not change afterwards."""

    def build(name: str, lesson: Lesson) -> bytes:
        out = io.BytesIO()
        early: list[bytes] = []
        making = Making(
            lesson=lesson,
            pcm=lambda line: [said(line)[:999], said(line)[999:]],
            out=out,
            settled=lambda: early.append(out.getvalue()[: out.tell()]),
            scratch=io.BytesIO,
        )
        EXPORTS[name].build(making)
        for sent in early:
            assert out.getvalue().startswith(sent)
        return out.getvalue()

    return build


def decoded(data: bytes) -> tuple[NDArray[np.float64], int]:
    """The samples [n] of a sound file, and their rate."""
    with av.open(io.BytesIO(data)) as media:
        rate = media.streams.audio[0].rate
        resampler = av.AudioResampler("s16", "mono", rate)
        frames = [part for frame in media.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(float), rate


def alike(heard: NDArray[np.float64], source: NDArray[np.float64]) -> float:
    """The correlation of two recordings of the same, which may begin up to 100 ms apart."""
    window = slice(4_800, min(len(heard), len(source)) - 4_800)
    best = 0.0
    for shift in range(-2_400, 2_401, 1):
        if best > 0.999:
            break
        moved = heard[window.start + shift : window.stop + shift : 7]
        kept = source[window][::7]
        n = min(len(moved), len(kept))
        best = max(best, float(np.corrcoef(moved[:n], kept[:n])[0, 1]))
    return best
