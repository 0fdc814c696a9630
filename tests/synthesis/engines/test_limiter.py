"""The limiter keeps peaks under its ceiling, part by part as in the whole."""

from __future__ import annotations

import numpy as np
import pytest

from synthesis.engines.base import Samples
from synthesis.engines.limiter import AHEAD_SECONDS, CEILING, RELEASE, Limiter
from synthesis.engines.loudness import loudness, true_peak

RATE = 24_000


def bursts(seconds: float = 2.0, level: float = 0.6) -> Samples:
    """Noise whose loudness comes and goes, far over full scale at its loudest."""
    at = np.arange(round(seconds * RATE)) / RATE
    noise = np.random.default_rng(0).standard_normal(len(at)) * level
    return (noise * (1 + np.sin(2 * np.pi * 1.3 * at))).astype(np.float32)


def whole(samples: Samples) -> Samples:
    return Limiter(RATE)(samples, final=True)


def test_no_true_peak_is_over_the_ceiling() -> None:
    loud = bursts()
    assert true_peak(loud) > 10
    assert true_peak(whole(loud)) <= CEILING


def test_a_peak_between_samples_is_found() -> None:
    """A sine at a quarter of the rate, sampled at 45 degrees: its samples are 3 dB lower."""
    at = np.arange(RATE)
    sine = (1.2 * np.sin(np.pi / 2 * at + np.pi / 4)).astype(np.float32)
    assert np.abs(sine).max() < 0.9
    assert true_peak(sine) == pytest.approx(20 * np.log10(1.2), abs=0.3)
    assert true_peak(whole(sine)) <= CEILING


def test_a_peak_at_either_edge_is_kept_down() -> None:
    for at in (0, 5, -1, -5):
        click = np.zeros(4_000, np.float32)
        click[at] = 1.8
        assert true_peak(whole(click)) <= CEILING


@pytest.mark.parametrize(
    "cuts", [[1], [1, 2, 3, 50, 130, 131, 5_000, 20_011], range(0, 48_000, 997), [47_999]]
)
def test_parts_give_the_bits_of_the_whole(cuts: list[int]) -> None:
    loud = bursts()
    limiter = Limiter(RATE)
    parts = [limiter(part, final=False) for part in np.split(loud, cuts)]
    parts.append(limiter(loud[:0], final=True))
    assert np.concatenate(parts).tobytes() == whole(loud).tobytes()


def test_little_is_held_back() -> None:
    held = RATE - len(Limiter(RATE)(bursts(1.0), final=False))
    assert 0 < held / RATE < AHEAD_SECONDS + 0.001


def test_what_is_soft_enough_stays_to_the_bit() -> None:
    soft = bursts(level=0.05)
    assert true_peak(soft) < CEILING - 1
    assert whole(soft).tobytes() == soft.tobytes()


def test_the_gain_moves_without_steps_and_comes_back() -> None:
    tone = np.full(RATE, 0.5, np.float32)
    tone[6_000] = 2.0
    gain = 20 * np.log10(whole(tone) / tone)
    assert gain[:5_800] == pytest.approx(0)
    assert gain[6_000] < -6
    assert np.abs(np.diff(gain)).max() < 0.3
    back = 6_000 + round(-gain[6_000] / RELEASE * RATE) + 200
    assert gain[back:] == pytest.approx(0, abs=1e-4)


def test_loudness_is_that_of_the_standard() -> None:
    """EBU Tech 3341, cases 1 and 3 for one channel: each of two channels counts 3 dB."""
    for rate in (24_000, 48_000):
        at = np.arange(20 * rate) / rate
        sine = np.sin(2 * np.pi * 1_000 * at)
        assert loudness((10 ** (-20 / 20) * sine).astype(np.float32), rate) == pytest.approx(
            -23, abs=0.1
        )
        at = np.arange(80 * rate) / rate
        level = np.where((at < 10) | (at >= 70), -33.0, -20.0)
        speech = 10 ** (level / 20) * np.sin(2 * np.pi * 1_000 * at)
        assert loudness(speech.astype(np.float32), rate) == pytest.approx(-23, abs=0.1)


def test_silence_and_scraps_have_no_loudness() -> None:
    assert loudness(np.zeros(RATE, np.float32), RATE) == -np.inf
    assert loudness(bursts(0.3), RATE) == -np.inf
    assert true_peak(np.zeros(10, np.float32)) == -np.inf
