"""Kokoro speaks: the right length, the same every time, with nothing kept between requests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from synthesis.engines import ENGINES
from synthesis.engines.base import (
    Conditioning,
    ConditioningInvalid,
    Engine,
    ModelFilesMissing,
    Samples,
    SegmentRequest,
    Unspeakable,
)
from synthesis.engines.kokoro import engine as engine_module
from synthesis.engines.kokoro.engine import MAX_PHONEMES
from synthesis.text.span import Span

HELLO = SegmentRequest((Span("en", "Hello there, my friend."),))
NIHAO = SegmentRequest((Span("zh", "你好，我的朋友。"),))
MIXED = SegmentRequest((Span("zh", "我们用"), Span("en", "GPU"), Span("zh", "来训练。")))


def speak(engine: Engine, request: SegmentRequest, voice: str) -> Samples:
    decoding = engine.start(request, engine.base_conditioning(voice))
    parts = []
    while not decoding.done:
        (chunk,) = engine.step([decoding])
        parts.append(chunk.samples)
        assert chunk.final == decoding.done
    return np.concatenate(parts)


@pytest.fixture(scope="module")
def hello(kokoro: Engine) -> Samples:
    return speak(kokoro, HELLO, "af_heart")


@pytest.mark.parametrize("request_", [HELLO, MIXED], ids=["en", "mixed"])
def test_a_sentence_takes_a_few_seconds_and_ends_in_a_pause(
    kokoro: Engine, hello: Samples, request_: SegmentRequest
) -> None:
    samples = hello if request_ is HELLO else speak(kokoro, request_, "af_heart")
    assert samples.dtype == np.float32
    assert 1.0 < len(samples) / kokoro.sample_rate < 4.0
    assert 0.05 < np.abs(samples).max() < 2.0
    assert not samples[-round(0.25 * kokoro.sample_rate) :].any()


def test_neither_what_was_spoken_before_nor_what_is_beside_changes_a_byte(
    kokoro: Engine, hello: Samples
) -> None:
    alone = [hello, speak(kokoro, NIHAO, "zm_yunxi")]
    together = kokoro.step(
        [
            kokoro.start(HELLO, kokoro.base_conditioning("af_heart")),
            kokoro.start(NIHAO, kokoro.base_conditioning("zm_yunxi")),
        ]
    )
    assert [c.samples.tobytes() for c in together] == [a.tobytes() for a in alone]


def test_a_finished_decoding_gives_no_more_audio(kokoro: Engine) -> None:
    decoding = kokoro.start(HELLO, kokoro.base_conditioning("af_heart"))
    assert kokoro.step([decoding])[0].final
    assert kokoro.step([decoding]) == []


def test_a_segment_of_more_phonemes_than_the_model_takes_takes_several_steps(
    kokoro: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MAX_PHONEMES == 510
    monkeypatch.setattr(engine_module, "MAX_PHONEMES", 30)
    request = SegmentRequest((Span("en", "This is not long. But there are two."),), speed=2.0)
    decoding = kokoro.start(request, kokoro.base_conditioning("af_heart"))
    assert not kokoro.step([decoding])[0].final
    assert not decoding.done
    while not decoding.done:
        (chunk,) = kokoro.step([decoding])
    assert chunk.final


def test_voices_sound_different(kokoro: Engine, hello: Samples) -> None:
    assert speak(kokoro, HELLO, "am_adam").tobytes() != hello.tobytes()


def test_higher_speed_makes_audio_shorter(kokoro: Engine, hello: Samples) -> None:
    fast = SegmentRequest(HELLO.spans, speed=1.5)
    assert 0.55 < len(speak(kokoro, fast, "af_heart")) / len(hello) < 0.8


@pytest.mark.parametrize("speed", [0.0, 0.49, 2.01, float("nan")])
def test_a_speed_out_of_range_is_refused(kokoro: Engine, speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        kokoro.start(SegmentRequest(HELLO.spans, speed=speed), kokoro.base_conditioning("af_sky"))


@pytest.mark.parametrize(
    "spans", [(), (Span("en", "..."),), (Span("zh", "，。"),), (Span("zh", "㐂"),)]
)
def test_a_request_without_words_is_an_error_at_start(
    kokoro: Engine, spans: tuple[Span, ...]
) -> None:
    with pytest.raises(Unspeakable):
        kokoro.start(SegmentRequest(spans), kokoro.base_conditioning("af_heart"))


def test_a_conditioning_survives_storage(kokoro: Engine, hello: Samples) -> None:
    stored = kokoro.base_conditioning("af_heart").dump()
    restored = Conditioning.load(stored)
    (chunk,) = kokoro.step([kokoro.start(HELLO, restored)])
    assert chunk.samples.tobytes() == hello.tobytes()
    assert len(stored) < 9_000


def test_foreign_conditionings_are_refused(kokoro: Engine) -> None:
    good = kokoro.base_conditioning("af_heart")
    foreign = [
        Conditioning("glm_tts", 1, good.arrays),
        Conditioning("kokoro", 99, good.arrays),
        Conditioning("kokoro", 2, {}),
        Conditioning("kokoro", 2, {**good.arrays, "voices": np.array("0" * 64)}),
        Conditioning("kokoro", 2, {**good.arrays, "timbre": np.ones(3, np.float32)}),
        Conditioning("kokoro", 2, {**good.arrays, "prosody": np.full(54, np.nan, np.float32)}),
    ]
    for conditioning in foreign:
        with pytest.raises(ConditioningInvalid):
            kokoro.start(HELLO, conditioning)


def test_an_unknown_voice_is_a_key_error(kokoro: Engine) -> None:
    with pytest.raises(KeyError):
        kokoro.base_conditioning("nobody")


def test_missing_model_files_are_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelFilesMissing, match=r"kokoro-v1\.0\.int8\.onnx.*models pull kokoro"):
        ENGINES["kokoro"].load(tmp_path)


def test_broken_model_files_are_distinguished_from_missing_ones(tmp_path: Path) -> None:
    (tmp_path / "kokoro").mkdir()
    for file in ENGINES["kokoro"].files:
        (tmp_path / "kokoro" / file).write_bytes(b"not a model")
    with pytest.raises(ModelFilesMissing, match=r"broken.*models pull kokoro"):
        ENGINES["kokoro"].load(tmp_path)
