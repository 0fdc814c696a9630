"""A prompt's clip ends in silence, but not in much of it."""

from __future__ import annotations

import numpy as np
import pytest

from synthesis.engines.base import Clip, EngineError
from synthesis.engines.glm_tts.frontend import Frontend
from synthesis.engines.prompt_clip import with_quiet_tail
from tests.synthesis.engines.glm.conftest import clip

RATE = 16_000


def noise(seconds: float, loud: float) -> np.ndarray:
    samples = np.random.default_rng(1).standard_normal(round(seconds * RATE))
    return (loud * samples).astype(np.float32)


def tail(*pieces: np.ndarray) -> float:
    """The seconds that the quiet end has after three seconds of speech."""
    ended = with_quiet_tail(Clip(np.concatenate([noise(3, 0.2), *pieces]), RATE))
    return round(ended.seconds - 3, 2)


def test_a_clip_that_is_cut_off_gets_a_quiet_end() -> None:
    assert tail() == 0.2
    assert tail(noise(0.1, 0.001)) == 0.2
    assert tail(noise(0.3, 0.001)) == 0.3


def test_a_long_silence_at_the_end_is_cut() -> None:
    assert tail(noise(2, 0.001)) == 0.4
    assert tail(noise(2, 0.001), noise(0.5, 0.1)) == 2.7, "a rest within it stays"


def test_a_silent_clip_is_refused(frontend: Frontend) -> None:
    for samples in (np.zeros(3 * RATE, np.float32), np.concatenate([noise(0.3, 0.2), noise(5, 0)])):
        with pytest.raises(EngineError, match="hardly any speech"):
            frontend.enrol(Clip(samples, RATE), "", lambda share: None)


def test_enrolment_keeps_the_quiet_end(frontend: Frontend) -> None:
    made = frontend.enrol(clip(110, 2.0), "hello", lambda share: None)
    assert made.arrays["speech_tokens"].shape == (55,)
    assert made.arrays["mel"].shape == (110, 80)
