"""ZipVoice keeps the contract of engines: the same every time, nothing kept between requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from synthesis.engines import ENGINES
from synthesis.engines.base import (
    Chunk,
    Conditioning,
    ConditioningInvalid,
    SegmentRequest,
    Unspeakable,
)
from synthesis.engines.zipvoice import engine as engine_module
from synthesis.engines.zipvoice.engine import (
    FASTEST,
    SLOWEST,
    ZipVoiceDecoding,
    ZipVoiceEngine,
    in_pieces,
)
from synthesis.engines.zipvoice.options import Options
from synthesis.text.span import Span
from tests.synthesis.engines.zipvoice.conftest import enrolled

HELLO = SegmentRequest((Span("en", "Hello there, my friend."),), seed=5)
NIHAO = SegmentRequest((Span("zh", "你好，我的朋友。"),), seed=6)
MIXED = SegmentRequest((Span("zh", "我们用"), Span("en", "GPU"), Span("zh", "来训练。")))


def finish(
    engine: ZipVoiceEngine, decodings: Sequence[ZipVoiceDecoding]
) -> list[tuple[bytes, list[Chunk]]]:
    """Step all together to their ends: the sound of each, and its chunks."""
    chunks: dict[int, list[Chunk]] = {id(each): [] for each in decodings}
    while not all(each.done for each in decodings):
        for chunk in engine.step(decodings):
            chunks[id(chunk.decoding)].append(chunk)
    return [
        (b"".join(each.samples.tobytes() for each in found), found) for found in chunks.values()
    ]


def speak(engine: ZipVoiceEngine, request: SegmentRequest, voice: Conditioning) -> bytes:
    ((sound, _chunks),) = finish(engine, [engine.start(request, voice)])
    return sound


def seconds(sound: bytes) -> float:
    return len(sound) / 4 / 24_000


@pytest.mark.parametrize("request_", [HELLO, NIHAO, MIXED], ids=["en", "zh", "mixed"])
def test_a_sentence_takes_as_long_as_its_share_of_the_prompt(
    zipvoice: ZipVoiceEngine, people: list[Conditioning], request_: SegmentRequest
) -> None:
    decoding = zipvoice.start(request_, people[0])
    (tokens,) = decoding.pieces
    expected = len(decoding.voice.features) / len(decoding.voice.tokens) * len(tokens) / 93.75
    ((sound, chunks),) = finish(zipvoice, [decoding])
    assert seconds(sound) == pytest.approx(expected, abs=0.03)
    assert [chunk.final for chunk in chunks] == [True] and not chunks[0].failure
    samples = chunks[0].samples
    assert samples.dtype == np.float32 and 0.01 < np.abs(samples).max() <= 1


def test_neither_what_was_spoken_before_nor_what_is_beside_changes_a_byte(
    zipvoice: ZipVoiceEngine, people: list[Conditioning]
) -> None:
    alone = [speak(zipvoice, HELLO, people[0]), speak(zipvoice, NIHAO, people[1])]
    beside = [zipvoice.start(HELLO, people[0])]
    zipvoice.step(beside)  # the second joins a step later
    beside.append(zipvoice.start(NIHAO, people[1]))
    assert [sound for sound, _chunks in finish(zipvoice, beside)] == alone
    assert speak(zipvoice, HELLO, people[0]) == alone[0]


def test_another_engine_of_the_same_files_gives_the_same_take(
    zipvoice: ZipVoiceEngine, zipvoice_models, people: list[Conditioning]
) -> None:
    other = ZipVoiceEngine(zipvoice_models / "zipvoice", zipvoice.options)
    other.warm_up()
    assert speak(other, HELLO, people[0]) == speak(zipvoice, HELLO, people[0])


def test_the_seed_the_voice_and_the_words_each_change_the_take(
    zipvoice: ZipVoiceEngine, people: list[Conditioning]
) -> None:
    takes = {
        speak(zipvoice, HELLO, people[0]),
        speak(zipvoice, replace(HELLO, seed=7), people[0]),
        speak(zipvoice, HELLO, people[1]),
        speak(zipvoice, replace(HELLO, spans=(Span("en", "Hello there, my fiend."),)), people[0]),
    }
    assert len(takes) == 4


def test_a_voice_is_what_its_clip_was_and_not_what_else_was_enrolled(
    zipvoice: ZipVoiceEngine, people: list[Conditioning]
) -> None:
    again = enrolled(110, "Hello, this is me.")
    assert again.dump() == people[0].dump()
    stored = Conditioning.load(people[0].dump())
    assert speak(zipvoice, HELLO, stored) == speak(zipvoice, HELLO, people[0])


def test_a_quiet_person_is_spoken_as_quietly(
    zipvoice: ZipVoiceEngine, people: list[Conditioning]
) -> None:
    arrays = people[0].arrays
    half = Conditioning("zipvoice", 1, {**arrays, "level": arrays["level"] / 2})
    loud, quiet = (
        np.frombuffer(speak(zipvoice, HELLO, voice), np.float32) for voice in (people[0], half)
    )
    np.testing.assert_allclose(quiet, loud / 2, rtol=1e-5)


def test_speed_is_of_the_text_alone(zipvoice: ZipVoiceEngine, people: list[Conditioning]) -> None:
    long = seconds(speak(zipvoice, replace(HELLO, speed=SLOWEST), people[1]))
    usual = seconds(speak(zipvoice, HELLO, people[1]))
    short = seconds(speak(zipvoice, replace(HELLO, speed=FASTEST), people[1]))
    assert long == pytest.approx(usual / SLOWEST, abs=0.03)
    assert short == pytest.approx(usual / FASTEST, abs=0.03)
    assert ENGINES["zipvoice"].speeds == (SLOWEST, FASTEST)


@pytest.mark.parametrize("speed", [0.0, 0.74, 1.51, float("nan")])
def test_a_speed_out_of_range_is_refused(
    zipvoice: ZipVoiceEngine, people: list[Conditioning], speed: float
) -> None:
    with pytest.raises(ValueError, match="speed"):
        zipvoice.start(replace(HELLO, speed=speed), people[0])


@pytest.mark.parametrize(
    "spans", [(), (Span("en", "..."),), (Span("zh", "，。"),), (Span("zh", "㐂"),)]
)
def test_a_request_without_words_is_an_error_at_start(
    zipvoice: ZipVoiceEngine, people: list[Conditioning], spans: tuple[Span, ...]
) -> None:
    with pytest.raises(Unspeakable):
        zipvoice.start(SegmentRequest(spans), people[0])


def test_a_long_text_is_spoken_in_pieces_and_heard_as_each_is_made(
    zipvoice: ZipVoiceEngine, people: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = seconds(speak(zipvoice, HELLO, people[0]))
    monkeypatch.setattr(engine_module, "LONGEST_FRAMES", 0)
    monkeypatch.setattr(engine_module, "LEAST_TEXT_FRAMES", 120)
    decoding = zipvoice.start(HELLO, people[0])
    assert len(decoding.pieces) > 1
    ((sound, chunks),) = finish(zipvoice, [decoding])
    assert [chunk.final for chunk in chunks] == [False] * (len(decoding.pieces) - 1) + [True]
    assert seconds(sound) == pytest.approx(whole, abs=0.05 * len(chunks))
    assert chunks[0].samples.tobytes() != chunks[1].samples.tobytes()


def test_pieces_end_at_stops_and_lose_no_token() -> None:
    tokens, stop = [1, 2, 0, 3, 4, 5, 0, 6, 7, 8, 9], frozenset({0})
    assert in_pieces(tokens, 100, stop) == (tuple(tokens),)
    assert in_pieces(tokens, 5, stop) == ((1, 2, 0), (3, 4, 5, 0), (6, 7, 8, 9))
    assert in_pieces(tokens, 2, stop)[0] == (1, 2)
    assert [each for piece in in_pieces(tokens, 2, stop) for each in piece] == tokens


def test_a_silent_take_is_thrown_away(
    zipvoice: ZipVoiceEngine, people: list[Conditioning], monkeypatch: pytest.MonkeyPatch
) -> None:
    graphs = zipvoice._graphs
    sound = graphs.sound
    monkeypatch.setattr(graphs, "sound", lambda mel: sound(mel) * np.float32(1e-4))
    ((kept, chunks),) = finish(zipvoice, [zipvoice.start(HELLO, people[0])])
    assert kept == b"" and chunks[-1].final and chunks[-1].failure == "silence"


def test_foreign_and_broken_conditionings_are_refused(
    zipvoice: ZipVoiceEngine, people: list[Conditioning]
) -> None:
    good = people[0].arrays
    bad = [
        Conditioning("glm_tts", 1, good),
        Conditioning("zipvoice", 2, good),
        Conditioning("zipvoice", 1, {"mel": good["mel"]}),
        Conditioning("zipvoice", 1, {**good, "mel": good["mel"][:, :80]}),
        Conditioning("zipvoice", 1, {**good, "mel": good["mel"] * np.nan}),
        Conditioning("zipvoice", 1, {**good, "level": np.array(0.0)}),
        Conditioning("zipvoice", 1, {**good, "level": np.array(5.0)}),
        Conditioning("zipvoice", 1, {**good, "prompt_text": np.array("...")}),
    ]
    for conditioning in bad:
        with pytest.raises(ConditioningInvalid):
            zipvoice.start(HELLO, conditioning)


def test_it_has_no_base_voice(zipvoice: ZipVoiceEngine) -> None:
    with pytest.raises(KeyError):
        zipvoice.base_conditioning("af_heart")


def test_a_decoding_of_another_engine_is_refused(zipvoice: ZipVoiceEngine) -> None:
    class Other:
        request, done = HELLO, False

    with pytest.raises(TypeError):
        zipvoice.step([Other()])


@pytest.mark.parametrize(
    "environment", [{"ZIPVOICE_STEPS": "1"}, {"ZIPVOICE_STEPS": "x"}, {"ZIPVOICE_THREADS": "0"}]
)
def test_bad_options_are_refused(environment: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"ZIPVOICE_|invalid"):
        Options.of(environment)


def test_more_steps_are_another_take(zipvoice_models, people: list[Conditioning]) -> None:
    options = Options.of({"ZIPVOICE_STEPS": "8", "ZIPVOICE_THREADS": "1"})
    assert options == Options(steps=8, threads=1)
    eight = ZipVoiceEngine(zipvoice_models / "zipvoice", options)
    four = ZipVoiceEngine(zipvoice_models / "zipvoice", Options(threads=1))
    assert speak(eight, HELLO, people[0]) != speak(four, HELLO, people[0])
