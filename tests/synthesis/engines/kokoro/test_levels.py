"""All voices are equally loud, and no peak is cut off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from synthesis.engines.base import SegmentRequest
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.levels import TARGET, base_gains
from synthesis.engines.kokoro.voice import KokoroVoice
from synthesis.engines.limiter import CEILING
from synthesis.engines.loudness import loudness, true_peak
from synthesis.engines.speaking import speak
from synthesis.text.span import Span
from tests.thoroughness import in_thorough

SAID = SegmentRequest(
    (Span("zh", "同学们请翻开课本，"), Span("en", "and read the second page to your neighbour."))
)
_NAMES = [voice.name for voice in BASE_VOICES]
LOUDEST, SOFTEST = _NAMES[int(base_gains().argmin())], _NAMES[int(base_gains().argmax())]


def check(engine: KokoroEngine, name: str) -> None:
    spoken = speak(engine, engine.base_conditioning(name), SAID)
    # One sentence says how loud a voice is to about 1 LU.
    assert loudness(spoken, engine.sample_rate) == pytest.approx(TARGET, abs=2)
    assert true_peak(spoken) <= CEILING


@pytest.mark.parametrize("name", [LOUDEST, SOFTEST])
def test_loud_and_soft_base_voices_are_equally_loud(kokoro: KokoroEngine, name: str) -> None:
    assert np.ptp(base_gains()) > 6  # as the network speaks them
    check(kokoro, name)


@in_thorough
@pytest.mark.parametrize("name", _NAMES)
def test_all_base_voices_are_equally_loud(kokoro: KokoroEngine, name: str) -> None:
    check(kokoro, name)


def test_a_voice_that_is_far_too_loud_is_limited_and_not_cut_off(kokoro: KokoroEngine) -> None:
    voice = KokoroVoice.read(kokoro.base_conditioning(LOUDEST), kokoro.voices_digest)
    loud = speak(kokoro, kokoro.conditioning(replace(voice, gain=12.0)), SAID)
    assert CEILING - 1 < true_peak(loud) <= CEILING
    size = np.abs(loud)
    at_the_top = size > 0.98 * size.max()
    assert not (at_the_top[1:] & at_the_top[:-1] & (np.diff(loud) == 0)).any()


def test_a_gain_is_kept_with_the_voice(kokoro: KokoroEngine) -> None:
    voice = KokoroVoice.read(kokoro.base_conditioning("af_heart"), kokoro.voices_digest)
    assert voice.gain is None  # that of its base voice
    kept = kokoro.conditioning(replace(voice, gain=-3.5))
    assert KokoroVoice.read(kept, kokoro.voices_digest).gain == pytest.approx(-3.5)
    soft, plain = (
        loudness(speak(kokoro, kokoro.conditioning(each), SAID), kokoro.sample_rate)
        for each in (replace(voice, gain=-20.0), replace(voice, gain=-10.0))
    )
    assert plain - soft == pytest.approx(10, abs=0.1)


def test_a_blend_has_the_mean_gain_of_its_base_voices() -> None:
    weights = np.zeros(len(BASE_VOICES), np.float32)
    weights[[3, 7]] = 0.25, 0.75
    mean = 0.25 * base_gains()[3] + 0.75 * base_gains()[7]
    assert KokoroVoice(weights, weights).gain_of(base_gains()) == pytest.approx(mean, abs=1e-4)
