"""The conditioning that is kept of a person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from synthesis.engines.base import (
    Clip,
    Conditioning,
    ConditioningInvalid,
    EngineError,
    SegmentRequest,
)
from synthesis.engines.glm_tts.engine import GlmTtsEngine
from synthesis.engines.glm_tts.frontend import Frontend
from synthesis.engines.voice_cache import VoiceCache, fingerprint
from synthesis.text.span import Span
from tests.synthesis.engines.glm.conftest import clip
from tests.synthesis.engines.glm.speaking import alone

HELLO = SegmentRequest((Span("en", "hello"),), seed=1)


def test_a_conditioning_has_all_arrays(glm: GlmTtsEngine, voices: list[Conditioning]) -> None:
    arrays = voices[0].arrays
    assert str(arrays["prompt_text"]) == "hello world"
    assert arrays["speech_tokens"].shape == (55,)
    assert arrays["mel"].shape == (110, 80)
    assert arrays["speaker"].shape == (192,)


def test_enrolment_is_deterministic_and_reports_progress(
    frontend: Frontend, voices: list[Conditioning]
) -> None:
    progress: list[float] = []
    again = frontend.enrol(clip(110, 2.0), "hello world", progress.append)
    assert fingerprint(again) == fingerprint(voices[0])
    assert progress == sorted(progress)
    assert (progress[0], progress[-1]) == (0.0, 1.0)


def test_a_conditioning_survives_storage(glm: GlmTtsEngine, voices: list[Conditioning]) -> None:
    kept = Conditioning.load(voices[1].dump())
    before, after = alone(glm, HELLO, voices[1]), alone(glm, HELLO, kept)
    assert np.array_equal(before.samples, after.samples)


def test_clips_of_any_rate_give_the_same_conditioning(frontend: Frontend) -> None:
    fine = clip(150)
    at = np.arange(0, len(fine.samples), 1 / 3)
    upsampled = np.interp(at, np.arange(len(fine.samples)), fine.samples).astype(np.float32)
    voice = frontend.enrol(Clip(upsampled, 48_000), "", lambda share: None)
    assert voice.arrays["mel"].shape == (110, 80)


def test_a_clip_of_another_length_is_refused(frontend: Frontend) -> None:
    for seconds in (0.5, 31.0):
        with pytest.raises(EngineError, match="not 1 to 30 s"):
            frontend.enrol(clip(100, seconds), "", lambda share: None)


def test_without_a_transcript_the_language_model_has_no_prompt(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    error, without_transcript = glm.start(HELLO, voices[0]), glm.start(HELLO, voices[2])
    assert len(error.order.prompt) > 50
    assert without_transcript.order.prompt == [*glm._text.encode("hello."), glm._model.ids.begin]
    assert len(without_transcript.speech.voice.mel) > 0


@pytest.mark.parametrize(
    "spoiled",
    [
        {"engine": "kokoro"},
        {"version": 2},
    ],
)
def test_foreign_conditioning_is_refused(
    glm: GlmTtsEngine, voices: list[Conditioning], spoiled: dict
) -> None:
    with pytest.raises(ConditioningInvalid, match="not glm_tts 1"):
        glm.start(HELLO, replace(voices[0], **spoiled))


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("codebook", np.array("0"), "enrol again"),
        ("speech_tokens", np.full(55, 9999), "out of range"),
        ("speech_tokens", np.zeros(0, int), "speech tokens"),
        ("mel", np.zeros((109, 80)), "mel of shape"),
        ("mel", np.full((110, 80), np.nan), "mel of shape"),
        ("speaker", np.zeros(192), "speaker"),
        ("speaker", None, "has no speaker"),
    ],
)
def test_broken_conditioning_is_refused(
    glm: GlmTtsEngine, voices: list[Conditioning], name: str, value, error: str
) -> None:
    arrays = {**voices[0].arrays, name: value}
    if value is None:
        del arrays[name]
    with pytest.raises(ConditioningInvalid, match=error):
        glm.start(HELLO, replace(voices[0], arrays=arrays))


def test_settings_out_of_range_are_refused(glm: GlmTtsEngine, voices: list[Conditioning]) -> None:
    for wrong in ({"speed": 0.4}, {"speed": 2.1}, {"expressiveness": 2.5}):
        with pytest.raises(ValueError, match="is not in"):
            glm.start(replace(HELLO, **wrong), voices[0])


def test_seed_and_liveliness_change_the_audio(
    glm: GlmTtsEngine, voices: list[Conditioning]
) -> None:
    spoken = [
        alone(glm, request, voices[0]).tokens
        for request in (HELLO, HELLO, replace(HELLO, seed=2), replace(HELLO, expressiveness=0.0))
    ]
    assert spoken[0] == spoken[1]
    assert spoken[0] != spoken[2]
    assert spoken[0] != spoken[3]


def test_the_cache_of_voices_has_a_limit(glm: GlmTtsEngine, voices: list[Conditioning]) -> None:
    one, two, three = (glm._voice(voice) for voice in voices)
    cache = VoiceCache(limit=one.nbytes + two.nbytes)
    cache.put("one", one)
    cache.put("two", two)
    assert cache.get("one") is one
    cache.put("three", three)  # "two" was used least recently
    assert cache.get("two") is None
    assert cache.get("one") is one
    assert cache.held == one.nbytes + three.nbytes
    cache.put("too large", glm._voice(voices[1]))
    assert cache.held <= cache.limit
