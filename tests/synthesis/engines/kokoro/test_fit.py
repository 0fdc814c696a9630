"""A clip becomes a voice. The person here is a voice that no blend of base voices is."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest

from speakers.encoders import Encoders
from synthesis.engines.base import Clip, Conditioning, EngineError, OnProgress, SegmentRequest
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fitting import fit
from synthesis.engines.kokoro.fitting.equaliser import filter_taps
from synthesis.engines.kokoro.fitting.fit import (
    Fitting,
    fit_voice,
    nearest_blend,
    register,
    voice_at,
)
from synthesis.engines.kokoro.fitting.search import Aim, Predictor, Search
from synthesis.engines.kokoro.fitting.speaker import BANDS, Heard, Listener
from synthesis.engines.kokoro.fitting.voice_space import PITCH, Point, VoiceSpace
from synthesis.engines.kokoro.levels import TARGET
from synthesis.engines.kokoro.voice import KokoroVoice
from synthesis.engines.limiter import CEILING
from synthesis.engines.loudness import loudness, true_peak
from synthesis.engines.speaking import speak
from synthesis.text.span import Span
from tests.thoroughness import in_thorough

SAID = SegmentRequest((Span("en", "I was born in a small town by the sea."),))
FEMALE = np.array([voice.gender == "female" for voice in BASE_VOICES])


def weights(**shares: float) -> np.ndarray:
    return np.array([shares.get(voice.name, 0) for voice in BASE_VOICES], np.float32)


def clip_of(engine: KokoroEngine, voice: KokoroVoice) -> Clip:
    return Clip(speak(engine, engine.conditioning(voice), SAID), engine.sample_rate)


@pytest.fixture(scope="module")
def listener(encoders: Encoders) -> Listener:
    return Listener(encoders)


@pytest.fixture(scope="module")
def person(kokoro: KokoroEngine) -> Clip:
    blend = weights(af_bella=0.5, zf_xiaoni=0.5)
    return clip_of(kokoro, KokoroVoice(blend, blend, pitch=0.15, formants=1.04))


def quick_fit(
    engine: KokoroEngine, encoders: Encoders, clip: Clip, on_progress: OnProgress
) -> Conditioning:
    """A fit of two rounds, which speaks two sentences and not four."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "SPOKEN", fit.SPOKEN[:2])
        return fit_voice(engine, encoders, clip, on_progress, rounds=2)


@pytest.fixture(scope="module")
def fitted(
    kokoro: KokoroEngine, encoders: Encoders, person: Clip
) -> tuple[Conditioning, list[float]]:
    progress: list[float] = []
    return quick_fit(kokoro, encoders, person, progress.append), progress


def heard_of(engine: KokoroEngine, listener: Listener, conditioning: Conditioning) -> Heard:
    return listener(speak(engine, conditioning, SAID), engine.sample_rate)


def test_the_fitted_voice_is_nearer_to_both_encoders_than_the_nearest_base_voice(
    kokoro: KokoroEngine,
    listener: Listener,
    person: Clip,
    fitted: tuple[Conditioning, list[float]],
) -> None:
    target = listener(person.samples, person.sample_rate)
    near = heard_of(kokoro, listener, fitted[0])
    for name in ("af_bella", "zf_xiaoni"):  # what the person is made of
        base = heard_of(kokoro, listener, kokoro.base_conditioning(name))
        assert near.ge2e @ target.ge2e > base.ge2e @ target.ge2e
        assert near.campp @ target.campp > base.campp @ target.campp
    assert near.ge2e @ target.ge2e > 0.85
    assert near.campp @ target.campp > 0.65
    # A sentence says its pitch to about a semitone; over several it is nearer.
    assert abs(near.pitch - target.pitch) < 1.5 / 12


def test_progress_rises_to_the_end(fitted: tuple[Conditioning, list[float]]) -> None:
    _, progress = fitted
    assert progress == sorted(progress)
    assert (progress[0], progress[-1]) == (0.0, 1.0)


def test_a_fitted_voice_is_as_loud_as_all(
    kokoro: KokoroEngine, fitted: tuple[Conditioning, list[float]]
) -> None:
    spoken = speak(kokoro, fitted[0], SAID)
    assert loudness(spoken, kokoro.sample_rate) == pytest.approx(TARGET, abs=2)
    assert true_peak(spoken) <= CEILING


def test_a_voice_from_before_gains_speaks_as_loud_as_its_base_voices(
    kokoro: KokoroEngine, fitted: tuple[Conditioning, list[float]]
) -> None:
    arrays = {name: array for name, array in fitted[0].arrays.items() if name != "gain"}
    assert len(arrays) == len(fitted[0].arrays) - 1
    spoken = speak(kokoro, replace(fitted[0], arrays=arrays), SAID)
    assert loudness(spoken, kokoro.sample_rate) == pytest.approx(TARGET, abs=4)


@in_thorough
def test_the_same_clip_gives_the_same_voice(
    kokoro: KokoroEngine,
    encoders: Encoders,
    person: Clip,
    fitted: tuple[Conditioning, list[float]],
) -> None:
    again = quick_fit(kokoro, encoders, person, lambda share: None)
    for name, array in fitted[0].arrays.items():
        assert again.arrays[name].tobytes() == array.tobytes()


def test_a_fitted_voice_holds_little_of_the_person(
    kokoro: KokoroEngine, fitted: tuple[Conditioning, list[float]]
) -> None:
    stored = fitted[0].dump()
    assert len(stored) < 9_000
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
def test_a_clip_without_speech_is_refused(
    kokoro: KokoroEngine, encoders: Encoders, samples: np.ndarray
) -> None:
    with warnings.catch_warnings(), pytest.raises(EngineError):
        warnings.simplefilter("error", RuntimeWarning)
        Fitting(kokoro, encoders).enrol(Clip(samples, 24_000), "", lambda share: None)


def test_pitch_tells_low_voices_from_high_ones(kokoro: KokoroEngine, listener: Listener) -> None:
    low = heard_of(kokoro, listener, kokoro.base_conditioning("am_onyx"))
    high = heard_of(kokoro, listener, kokoro.base_conditioning("af_heart"))
    assert 2**low.pitch < 140 < 180 < 2**high.pitch
    assert (register(low) == ~FEMALE).all()
    assert (register(high) == FEMALE).all()


def test_a_filter_changes_what_ge2e_hears_and_hardly_what_campp_hears(
    kokoro: KokoroEngine, listener: Listener, person: Clip
) -> None:
    plain = listener(person.samples, person.sample_rate)
    dull = plain.spectrum - np.linspace(-6, 6, len(BANDS)).astype(np.float32)
    taps = filter_taps(dull, plain.spectrum, 12_000)
    filtered = np.convolve(person.samples, taps).astype(np.float32)
    heard = listener(filtered, person.sample_rate)
    assert np.abs(heard.spectrum - dull).mean() < 0.4 * np.abs(plain.spectrum - dull).mean()
    # Over four people: 0.94 to 0.98 for GE2E, 0.997 to 0.999 for CAM++.
    assert heard.ge2e @ plain.ge2e < 0.985
    assert heard.campp @ plain.campp > 0.99


def expected_at(space: VoiceSpace, point: Point) -> Heard:
    """Somebody who sounds as a point is expected to."""
    predicted = Predictor(space.relevance, space.points, space.heard).at(point)
    ge2e, campp = predicted[:256], predicted[256:448]
    return Heard(
        ge2e / np.linalg.norm(ge2e),
        campp / np.linalg.norm(campp),
        float(predicted[448]),
        0.3,
        np.zeros(len(BANDS), np.float32),
    )


def starts_of(space: VoiceSpace, means: np.ndarray) -> np.ndarray:
    return np.array([space.point(mean, np.zeros(2, np.float32)) for mean in means[FEMALE]])


def test_the_search_finds_a_known_point(kokoro: KokoroEngine) -> None:
    space, means = VoiceSpace.load(), kokoro.mean_styles()
    style = 0.6 * means[0] + 0.4 * means[25]
    there = space.point(style, np.array([0.1, 0.0], np.float32))
    search = Search(space, expected_at(space, there), Aim(), starts_of(space, means))
    likeness = np.array(search.likeness(search.next()))
    assert (likeness > search.likeness(search.starts[0])).all()
    assert (likeness > np.array(search.likeness(there)) - 0.03).all()


def test_the_gradient_of_the_search_matches_its_loss(kokoro: KokoroEngine) -> None:
    space, means = VoiceSpace.load(), kokoro.mean_styles()
    muddled = space.points[space.clarity.sum(1).argmin()]
    search = Search(space, expected_at(space, muddled), Aim(), starts_of(space, means))
    point = 0.8 * muddled
    _, slope = search._loss(point)
    for axis in np.random.default_rng(0).choice(len(point), 20, replace=False):
        step = np.zeros(len(point))
        step[axis] = 1e-5
        risen = search._loss(point + step)[0] - search._loss(point - step)[0]
        assert risen / 2e-5 == pytest.approx(slope[axis], abs=1e-6)


def test_a_fitted_voice_is_clear_even_if_the_person_is_not(kokoro: KokoroEngine) -> None:
    space, means = VoiceSpace.load(), kokoro.mean_styles()
    clear = Predictor(space.relevance, space.points, space.clarity)
    # A person like a voice of which hardly a word was recognised.
    person = expected_at(space, space.points[space.clarity.sum(1).argmin()])
    heard, like = [], []
    for aim in (Aim(clarity=0), Aim()):
        search = Search(space, person, aim, starts_of(space, means))
        point = search.next()
        heard.append(clear.at(point).sum())
        like.append(search.likeness(point))
    assert heard[1] > heard[0] + 0.2
    assert np.allclose(like[1], like[0], atol=0.1)


def test_the_point_of_a_blend_gives_that_blend(kokoro: KokoroEngine) -> None:
    space, means = VoiceSpace.load(), kokoro.mean_styles()
    point = space.point(means[3] * 0.5 + means[7] * 0.5, np.zeros(2, np.float32))
    point[PITCH] = 1.0
    voice = voice_at(space, point, means, FEMALE)
    assert voice.timbre[[3, 7]] == pytest.approx([0.5, 0.5], abs=0.05)
    assert np.abs(voice.offset).max() < 0.02
    assert 2**voice.pitch == pytest.approx(2**0.12)


def test_a_blend_uses_only_allowed_voices(kokoro: KokoroEngine) -> None:
    means = kokoro.mean_styles()
    for half in nearest_blend(means[11], means, FEMALE):  # 11 is a man
        assert half.sum() == pytest.approx(1)
        assert half.min() >= 0
        assert not half[~FEMALE].any()
