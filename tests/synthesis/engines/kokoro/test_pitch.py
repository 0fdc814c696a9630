"""Pitch and mel filters, against what librosa 0.11.0 gives for the same sound."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
import soxr

from config import ROOT
from speakers.slaney import mel_filters
from synthesis.engines.kokoro.fitting.pitch import frames, fundamentals
from synthesis.engines.kokoro.fitting.speaker import melody

RATE = 16_000
TIME = np.arange(RATE) / RATE


def heard(path: Path) -> np.ndarray:
    """The first 6 s at 16 kHz."""
    with av.open(path) as file:
        [stream] = file.streams.audio
        samples = np.concatenate([frame.to_ndarray().mean(0) for frame in file.decode(stream)])
        return soxr.resample(samples.astype(np.float32), stream.rate, RATE)[: 6 * RATE]


@pytest.mark.parametrize("hertz", [62.0, 110.0, 200.5, 440.0])
def test_a_tone_has_its_pitch(hertz):
    tone = 0.3 * np.sin(2 * np.pi * hertz * TIME).astype(np.float32)
    found = fundamentals(frames(tone))
    assert len(found) == 51
    assert found[5:-5] == pytest.approx(hertz, rel=0.015)


@pytest.mark.parametrize("sound", [np.zeros(RATE), np.ones(RATE), np.zeros(0)])
def test_sound_without_a_pitch_gives_a_number_in_the_range(sound):
    found = fundamentals(frames(sound.astype(np.float32)))
    assert np.isfinite(found).all() and (found > 50).all() and (found < 500).all()


@pytest.mark.parametrize(
    ("name", "median", "spread"),
    [
        ("libri_1320.mp3", 6.818079, 0.179305),
        ("libri_6829.mp3", 7.529132, 0.200853),
        ("vctk_p240.mp3", 7.833988, 0.104131),
    ],
)
def test_the_melody_of_a_reader_is_that_of_the_reference(recordings: Path, name, median, spread):
    assert melody(heard(recordings / name)) == pytest.approx((median, spread), abs=1e-5)


def test_mel_filters_are_those_of_the_reference():
    bank = mel_filters(sample_rate=24_000, fft=1920, mels=80, top_hz=8_000)
    assert bank.shape == (80, 961) and bank.dtype == np.float32
    assert (bank.max(), bank.sum(dtype=float)) == pytest.approx((0.02666536, 6.39989155))
    assert bank[40].argmax() == 138
    bank = mel_filters(sample_rate=RATE, fft=400, mels=40)
    assert (bank.max(), bank.sum(dtype=float)) == pytest.approx((0.01332996, 0.99949715))


def test_hearing_a_voice_compiles_nothing():
    """Several processes that compile with numba at once destroy its cache for each other: they
    ended with segmentation faults."""
    code = (
        "import sys, numpy as np\n"
        "from speakers.encoders import Encoders\n"
        "from synthesis.engines.kokoro.fitting.speaker import Listener\n"
        "tone = np.random.default_rng(1).normal(size=48000).astype('float32')\n"
        "Listener(Encoders.load()).hear(tone)\n"
        "sys.exit('numba' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()
