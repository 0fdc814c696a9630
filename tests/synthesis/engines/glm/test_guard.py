"""Takes that run away are noticed, and those of people who speak oddly are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from synthesis.engines.base import Chunk, Conditioning, SegmentRequest
from synthesis.engines.glm_tts.config import SAMPLE_RATE
from synthesis.engines.glm_tts.engine import GlmTtsEngine
from synthesis.engines.glm_tts.guard import LENGTH, REPETITION, Guard
from synthesis.engines.glm_tts.options import Options
from synthesis.engines.silence import SILENCE
from synthesis.text.span import Span

RANDOM = np.random.default_rng(1)
EXPECTED_MS = 4000
USUAL = EXPECTED_MS // 40


def tokens(count: int) -> list[int]:
    return RANDOM.integers(0, 30_000, count).tolist()


def told(spoken: list[int], *, ended: bool = True, cut: bool = False) -> str:
    return Guard(EXPECTED_MS).complaint_about_tokens(spoken, ended=ended, cut=cut)


def noise(seconds: float, loud: float = 0.1) -> np.ndarray:
    return (loud * RANDOM.standard_normal(round(seconds * SAMPLE_RATE))).astype(np.float32)


def heard(*pieces: np.ndarray, speed: float = 1.0) -> str:
    guard = Guard(EXPECTED_MS, speed)
    for index, piece in enumerate(pieces):
        if complaint := guard.complaint_about_sound(piece, final=index == len(pieces) - 1):
            return complaint
    return ""


@pytest.mark.parametrize("pace", [0.45, 1.0, 2.2])
def test_people_of_any_pace_are_believed(pace: float) -> None:
    assert told(tokens(round(USUAL * pace))) == ""


def test_a_take_that_is_too_long_too_short_or_never_ends_is_not() -> None:
    assert told(tokens(4 * USUAL)) == LENGTH
    assert told(tokens(4 * USUAL), ended=False) == LENGTH, "it need not end to be noticed"
    assert told(tokens(USUAL // 5)) == LENGTH
    assert told(tokens(USUAL // 5), ended=False) == ""
    assert told(tokens(USUAL), cut=True) == LENGTH


def test_a_loop_is_noticed_and_a_rest_is_not() -> None:
    word = tokens(13)
    assert told([*tokens(20), *word * 5], ended=False) == REPETITION
    assert told([*tokens(20), *word * 3, *tokens(20)]) == "", "people say things three times"
    assert told([*tokens(20), *[7] * 30, *tokens(20)]) == ""
    assert told([*tokens(20), *[7] * 60], ended=False) == REPETITION
    assert told([]) == LENGTH


def test_silence_is_noticed_within_chunks_and_across_them() -> None:
    quiet = noise(2, loud=0.0005)
    assert heard(noise(1), quiet, noise(1)) == ""
    assert heard(noise(1), quiet, quiet, noise(1)) == SILENCE
    assert heard(noise(0.2), quiet) == SILENCE, "hardly any of it is heard"
    assert heard(noise(1), quiet, quiet, noise(1), speed=0.5) == ""
    assert heard(np.zeros(0, np.float32)) == ""


@pytest.fixture(scope="module")
def guarded(glm_models: Path, cpu: Options) -> GlmTtsEngine:
    return GlmTtsEngine(glm_models / "glm_tts", replace(cpu, guarded=True))


def spoken(engine: GlmTtsEngine, voice: Conditioning, text: str) -> list[Chunk]:
    decoding = engine.start(SegmentRequest((Span("zh", text),), seed=5), voice)
    chunks: list[Chunk] = []
    while not decoding.done:
        chunks += engine.step([decoding])
    return chunks


def test_the_engine_rejects_a_take_before_it_is_rendered(
    guarded: GlmTtsEngine, voices: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The random model speaks noise, which ends when it likes: by force it says too little.
    monkeypatch.setattr(Guard, "complaint_about_tokens", lambda self, tokens, **state: REPETITION)
    (chunk,) = spoken(guarded, voices[0], "你好重庆")
    assert (chunk.failure, chunk.final, len(chunk.samples)) == (REPETITION, True, 0)


def test_the_engine_rejects_a_silent_take(
    guarded: GlmTtsEngine, voices: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Guard, "complaint_about_tokens", lambda self, tokens, **state: "")
    vocode = guarded._vocoder.go_on

    def silent(*given):
        wave, turns = vocode(*given)
        return wave * 0, turns

    monkeypatch.setattr(guarded._vocoder, "go_on", silent)
    assert spoken(guarded, voices[0], "你好重庆")[-1].failure == SILENCE


def test_a_take_in_order_is_as_without_a_guard(
    glm: GlmTtsEngine,
    guarded: GlmTtsEngine,
    voices: list[Conditioning],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Guard, "complaint_about_tokens", lambda self, tokens, **state: "")
    monkeypatch.setattr(Guard, "complaint_about_sound", lambda self, samples, **state: "")
    one, other = (spoken(engine, voices[0], "你好") for engine in (glm, guarded))
    assert not other[-1].failure
    assert np.array_equal(
        np.concatenate([chunk.samples for chunk in one]),
        np.concatenate([chunk.samples for chunk in other]),
    )


def test_the_operator_may_turn_it_off() -> None:
    assert Options.of({}).guarded
    assert not Options.of({"GLM_TTS_GUARD": "0"}).guarded
