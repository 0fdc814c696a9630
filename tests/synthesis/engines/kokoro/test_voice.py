"""What a voice is beside its style: pitch, liveliness, formants, a filter; and expressiveness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import onnx
import pytest

from speakers.encoders import Encoders
from synthesis.engines.base import (
    Conditioning,
    ConditioningInvalid,
    Samples,
    SegmentRequest,
)
from synthesis.engines.kokoro import engine as engine_module
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.colour import CLASSES, Colour
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fitting.speaker import Heard, Listener
from synthesis.engines.kokoro.graph.durations import add_durations
from synthesis.engines.kokoro.graph.melody import add_melody
from synthesis.engines.kokoro.voice import KokoroVoice
from synthesis.engines.speaking import speak
from synthesis.text.span import Span

SAID = SegmentRequest((Span("en", "Who would like to read? I was born by the sea."),))


def base(name: str) -> KokoroVoice:
    one = np.array([voice.name == name for voice in BASE_VOICES], np.float32)
    return KokoroVoice(one, one)


@pytest.fixture(scope="module")
def listener(encoders: Encoders) -> Listener:
    return Listener(encoders)


@pytest.fixture(scope="module")
def plain(kokoro: KokoroEngine) -> Samples:
    return speak(kokoro, kokoro.base_conditioning("af_heart"), SAID)


def hear(engine: KokoroEngine, listener: Listener, voice: KokoroVoice, **settings: float) -> Heard:
    request = replace(SAID, **settings)
    return listener(speak(engine, engine.conditioning(voice), request), engine.sample_rate)


def test_pitch_is_in_octaves(kokoro: KokoroEngine, listener: Listener, plain: Samples) -> None:
    before = listener(plain, kokoro.sample_rate)
    for octaves in (-0.25, 0.25):
        heard = hear(kokoro, listener, replace(base("af_heart"), pitch=octaves))
        assert heard.pitch - before.pitch == pytest.approx(octaves, abs=0.06)


def test_the_colour_of_a_voice_changes_its_audio(kokoro: KokoroEngine) -> None:
    softer = Colour(np.zeros((CLASSES, 25), np.float32), np.full((CLASSES, 24), -6, np.float32))
    voice = kokoro.conditioning(replace(base("af_heart"), colour=softer, gain=-6.0))
    plain = speak(kokoro, kokoro.conditioning(replace(base("af_heart"), gain=-6.0)), SAID)
    spoken = speak(kokoro, voice, SAID)
    assert spoken == pytest.approx(plain * 10 ** (-6 / 20), abs=1e-4)


def test_formants_change_the_timbre_and_neither_pitch_nor_length(
    kokoro: KokoroEngine, listener: Listener, plain: Samples
) -> None:
    before = listener(plain, kokoro.sample_rate)
    voice = kokoro.conditioning(replace(base("af_heart"), formants=1.1))
    samples = speak(kokoro, voice, SAID)
    heard = listener(samples, kokoro.sample_rate)
    assert heard.pitch == pytest.approx(before.pitch, abs=0.06)
    # Kokoro's durations are whole frames of 25 ms a phoneme: at another pace they round otherwise.
    assert len(samples) == pytest.approx(len(plain), rel=0.05)
    assert heard.campp @ before.campp < 0.9


def test_expressiveness_widens_the_melody(
    kokoro: KokoroEngine, listener: Listener, plain: Samples
) -> None:
    flat, lively = (
        hear(kokoro, listener, base("af_heart"), expressiveness=strength).pitch_range
        for strength in (0.0, 2.0)
    )
    assert flat < 0.85 * listener(plain, kokoro.sample_rate).pitch_range
    assert lively > 1.15 * listener(plain, kokoro.sample_rate).pitch_range


def test_expressiveness_of_one_is_the_voice_to_the_bit(
    kokoro: KokoroEngine, plain: Samples
) -> None:
    again = speak(kokoro, kokoro.base_conditioning("af_heart"), replace(SAID, expressiveness=1.0))
    assert again.tobytes() == plain.tobytes()


@pytest.mark.parametrize("strength", [-0.1, 2.1, float("nan")])
def test_an_expressiveness_out_of_range_is_refused(kokoro: KokoroEngine, strength: float) -> None:
    with pytest.raises(ValueError, match="expressiveness"):
        kokoro.start(replace(SAID, expressiveness=strength), kokoro.base_conditioning("af_heart"))


def test_the_filter_rings_on_from_chunk_to_chunk(
    kokoro: KokoroEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "MAX_PHONEMES", 60)
    text = "This sentence is not long, but there are many. " * 2
    long = SegmentRequest((Span("en", text),), speed=2.0)
    echo = np.zeros(700, np.float32)
    echo[[0, 699]] = 0.5, 0.4
    chunks = {}
    for name, taps in (("plain", np.ones(1, np.float32)), ("echo", echo)):
        voice = replace(base("af_heart"), taps=taps, gain=-6.0)
        decoding = kokoro.start(long, kokoro.conditioning(voice))
        chunks[name] = []
        while not decoding.done:
            chunks[name] += [chunk.samples for chunk in kokoro.step([decoding])]
    assert len(chunks["plain"]) > 1
    whole = np.concatenate(chunks["plain"])
    expected = np.convolve(whole, echo)[: len(whole)]
    assert np.allclose(np.concatenate(chunks["echo"]), expected, atol=1e-5)


def test_an_offset_gives_another_voice(kokoro: KokoroEngine, plain: Samples) -> None:
    offset = np.zeros(256, np.float32)
    offset[:128] = 0.05
    voice = replace(base("af_heart"), offset=offset)
    assert speak(kokoro, kokoro.conditioning(voice), SAID).tobytes() != plain.tobytes()


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("offset", np.full(256, np.inf, np.float32)),
        ("offset", np.zeros(128, np.float32)),
        ("melody", np.array([3, 1], np.float32)),
        ("formants", np.array([0], np.float32)),
        ("taps", np.zeros(0, np.float32)),
        ("taps", np.zeros(5_000, np.float32)),
        ("timbre", np.zeros(54, "U3")),
        ("centres", np.zeros((16, 24), np.float32)),
        ("gains", np.full((16, 24), np.nan, np.float32)),
        ("gains", np.full((16, 24), 10.5, np.float32)),
        ("gain", np.array([25], np.float32)),
        ("gain", np.array([np.nan], np.float32)),
        ("gain", np.zeros(2, np.float32)),
    ],
)
def test_invalid_arrays_are_refused_as_a_voice(
    kokoro: KokoroEngine, name: str, array: np.ndarray
) -> None:
    good = kokoro.base_conditioning("af_heart")
    with pytest.raises(ConditioningInvalid, match=name):
        kokoro.start(SAID, Conditioning(good.engine, good.version, {**good.arrays, name: array}))


def test_an_earlier_layout_is_refused_with_the_remedy(kokoro: KokoroEngine) -> None:
    good = kokoro.base_conditioning("af_heart")
    with pytest.raises(ConditioningInvalid, match="enrol again"):
        kokoro.start(SAID, Conditioning("kokoro", 1, good.arrays))


@pytest.mark.parametrize(("add", "lack"), [(add_melody, "F0"), (add_durations, "durations")])
def test_a_graph_without_the_curve_is_refused(
    add: Callable[[onnx.GraphProto], None], lack: str
) -> None:
    with pytest.raises(ValueError, match=lack):
        add(onnx.helper.make_graph([], "empty", [], []))
