"""Any voice of Kokoro can be asked for a mood, and then differs as people do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.voices.moods import Said, changes, heard
from synthesis.engines.base import SegmentRequest
from synthesis.engines.kokoro import SPEC
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.moods import AS_RECORDED, MOODS
from synthesis.engines.limiter import CEILING
from synthesis.engines.loudness import true_peak
from synthesis.engines.speaking import speak
from synthesis.text.span import Span
from voices.models import Mood

SAID = SegmentRequest((Span("en", "Kids are talking by the door, and dogs are sitting there."),))


def said_in(engine: KokoroEngine, mood: str) -> Said:
    request = replace(SAID, mood_preset=mood)
    spoken = speak(engine, engine.base_conditioning("af_heart"), request)
    assert true_peak(spoken) <= CEILING
    return heard(spoken, engine.sample_rate)


def test_the_moods_are_those_that_are_recorded_too() -> None:
    assert set(SPEC.mood_presets) == set(MOODS) == set(Mood.values) - {"neutral"}
    assert AS_RECORDED not in MOODS.values()


def test_pitch_range_pace_and_loudness_move_as_peoples_do(kokoro: KokoroEngine) -> None:
    spoken = {mood: [said_in(kokoro, mood)] for mood in ("sad", "surprised")}
    changed = changes({"neutral": [said_in(kokoro, "")], **spoken})
    sad, surprised = changed["sad"], changed["surprised"]
    assert sad["range"] < 0.9 and sad["pace"] < 0.95 and sad["LU"] < -1
    assert surprised["semitones"] > 2 and surprised["range"] > 1.1 and surprised["LU"] > 0.5


def test_an_unknown_mood_is_refused(kokoro: KokoroEngine) -> None:
    with pytest.raises(ValueError, match="furious"):
        kokoro.start(replace(SAID, mood_preset="furious"), kokoro.base_conditioning("af_heart"))
