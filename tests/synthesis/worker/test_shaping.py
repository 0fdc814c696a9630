"""Pace, loudness and pauses of a segment."""

import numpy as np
import pytest

from synthesis.engines.kokoro.fitting.pitch import frames, fundamentals
from synthesis.engines.limiter import CEILING
from synthesis.engines.loudness import true_peak
from synthesis.worker.shaping import Shaper

RATE = 24_000
TONE = 0.5 * np.sin(2 * np.pi * 220 * np.arange(2 * RATE) / RATE).astype(np.float32)


def shaped(samples, pieces: int = 7, **how) -> np.ndarray:
    shaper = Shaper(RATE, **how)
    parts = np.array_split(samples, pieces)
    return np.concatenate([shaper(part, final=i == len(parts) - 1) for i, part in enumerate(parts)])


def test_without_settings_samples_are_unchanged():
    assert np.array_equal(shaped(TONE), TONE)


@pytest.mark.parametrize("factor", [0.5, 0.8, 1.6, 2.0])
def test_a_stretch_changes_the_length_and_not_the_pitch(factor):
    heard = shaped(TONE, stretch=factor)
    assert len(heard) == pytest.approx(len(TONE) / factor, rel=0.03)
    f0 = fundamentals(frames(heard), RATE)
    assert np.median(f0) == pytest.approx(220, rel=0.01)
    assert np.array_equal(heard, shaped(TONE, stretch=factor))


def test_gain_is_in_decibels_and_never_clips():
    quiet = 0.1 * TONE
    assert np.allclose(shaped(quiet, gain_db=6.0), quiet * 10 ** (6 / 20), atol=1e-6)
    loud = shaped(TONE, gain_db=12.0)
    assert CEILING - 1 < true_peak(loud) <= CEILING


def test_what_an_engine_speaks_too_loudly_is_limited_and_not_cut_off():
    loud = shaped(6 * TONE)
    assert CEILING - 1 < true_peak(loud) <= CEILING
    size = np.abs(loud)
    at_the_top = size > 0.98 * size.max()
    assert not (at_the_top[1:] & at_the_top[:-1] & (np.diff(loud) == 0)).any()


def test_the_pause_comes_at_the_end_once():
    heard = shaped(TONE, pause_ms=250)
    assert len(heard) == len(TONE) + RATE // 4
    assert not heard[-RATE // 4 :].any()
    assert np.array_equal(heard[: len(TONE)], TONE)


def test_an_empty_last_chunk_is_fine():
    shaper = Shaper(RATE, stretch=2.0, pause_ms=100)
    first = shaper(TONE, final=False)
    last = shaper(np.zeros(0, np.float32), final=True)
    assert len(first) + len(last) == pytest.approx(RATE + RATE // 10, rel=0.03)
