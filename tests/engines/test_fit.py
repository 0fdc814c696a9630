"""A clip becomes a voice. The person here is a blend of two base voices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from synthesis.engines.base import Clip, Conditioning, Engine, EngineError, SegmentRequest, Span
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fit import VoiceSpace, fit_voice, register, speak
from synthesis.engines.kokoro.speaker import SpeakerEncoder, pitch

SAID = SegmentRequest((Span("en", "I was born in a small town by the sea, a long time ago."),))


def weights(**shares: float) -> np.ndarray:
    return np.array([shares.get(voice.name, 0) for voice in BASE_VOICES], np.float32)


def clip_of(engine: KokoroEngine, blend: np.ndarray) -> Clip:
    decoding = engine.start(SAID, engine.blend(blend, blend))
    (chunk,) = engine.step([decoding])
    return Clip(chunk.samples, engine.sample_rate)


@pytest.fixture(scope="module")
def person(kokoro: KokoroEngine) -> Clip:
    return clip_of(kokoro, weights(af_bella=0.5, zf_xiaoni=0.5))


@pytest.fixture(scope="module")
def enrol(kokoro: KokoroEngine) -> Callable[[Clip], tuple[Conditioning, list[float]]]:
    def run(clip: Clip) -> tuple[Conditioning, list[float]]:
        progress: list[float] = []
        return fit_voice(kokoro, clip, progress.append, rounds=2), progress

    return run


@pytest.fixture(scope="module")
def enrolled(
    person: Clip, enrol: Callable[[Clip], tuple[Conditioning, list[float]]]
) -> tuple[Conditioning, list[float]]:
    return enrol(person)


def test_the_fitted_voice_is_nearer_than_any_base_voice_it_knows(
    kokoro: KokoroEngine, person: Clip, enrolled: tuple[Conditioning, list[float]]
) -> None:
    encoder = SpeakerEncoder()
    target = encoder(person.samples, person.sample_rate)
    nearest = VoiceSpace.load().nearest_voice(target, register(person))

    def likeness(conditioning: Conditioning) -> float:
        return float(target @ encoder(speak(kokoro, conditioning), kokoro.sample_rate))

    fitted = likeness(enrolled[0])
    assert fitted > likeness(kokoro.blend(nearest, nearest))
    assert fitted > 0.8


def test_progress_rises_to_the_end(enrolled: tuple[Conditioning, list[float]]) -> None:
    _, progress = enrolled
    assert progress == sorted(progress)
    assert (progress[0], progress[-1]) == (0.0, 1.0)


def test_the_same_clip_gives_the_same_voice(
    person: Clip,
    enrol: Callable[[Clip], tuple[Conditioning, list[float]]],
    enrolled: tuple[Conditioning, list[float]],
) -> None:
    again, _ = enrol(person)
    for name, array in enrolled[0].arrays.items():
        assert again.arrays[name].tobytes() == array.tobytes()


def test_little_is_kept_of_the_person(
    kokoro: Engine, enrolled: tuple[Conditioning, list[float]]
) -> None:
    stored = enrolled[0].dump()
    assert len(stored) < 5_000
    kokoro.start(SAID, Conditioning.load(stored))


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(24_000 * 5, np.float32),
        np.zeros(0, np.float32),
        np.sin(np.arange(9_600) / 20).astype(np.float32),
    ],
    ids=["silence", "nothing", "0.4 s"],
)
def test_a_clip_without_speech_is_refused(kokoro: Engine, samples: np.ndarray) -> None:
    with pytest.raises(EngineError):
        kokoro.enrol(Clip(samples, 24_000), "", lambda share: None)


def test_pitch_tells_low_voices_from_high_ones(kokoro: KokoroEngine) -> None:
    low = clip_of(kokoro, weights(am_onyx=1))
    high = clip_of(kokoro, weights(af_heart=1))
    assert pitch(low.samples, low.sample_rate) < 140 < 180 < pitch(high.samples, high.sample_rate)
    assert register(low)[[v.name for v in BASE_VOICES].index("am_adam")]
    assert not register(low)[[v.name for v in BASE_VOICES].index("af_heart")]


def test_solving_finds_a_blend_again() -> None:
    space = VoiceSpace.load()
    female = np.array([voice.gender == "female" for voice in BASE_VOICES])
    timbre, prosody = weights(af_bella=0.6, bf_emma=0.4), weights(zf_xiaoni=1.0)
    found_timbre, found_prosody = space.solve(space.at(timbre, prosody), female)
    assert found_timbre.sum() == pytest.approx(1)
    assert found_prosody.min() >= 0
    assert not found_timbre[~female].any()
    place, wanted = space.at(found_timbre, found_prosody), space.at(timbre, prosody)
    cosine = place @ wanted / np.linalg.norm(place) / np.linalg.norm(wanted)
    assert cosine > 0.98
