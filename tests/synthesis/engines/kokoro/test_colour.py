"""Each class of a voice's sounds has its own gains, which are tuned towards a person."""

from __future__ import annotations

import numpy as np
import pytest
import soxr
import torch

from speakers.encoders import Encoders
from speakers.speech import speech_of
from synthesis.engines.base import Samples, SegmentRequest
from synthesis.engines.kokoro.bands import BANDS
from synthesis.engines.kokoro.colour import (
    CLASSES,
    MOST,
    Colour,
    levels,
    memberships,
    shapes,
)
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fitting.search import Aim
from synthesis.engines.kokoro.fitting.speaker import RATE, Heard, Listener
from synthesis.engines.kokoro.fitting.tuning import Sentence, tune
from synthesis.engines.speaking import speak
from synthesis.text.span import Span

SENTENCES = tuple(
    SegmentRequest((Span("en", text),))
    for text in ("I was born by the sea.", "Who would like to read?")
)
NEW = SegmentRequest((Span("en", "Please open your books, everyone, and listen to me."),))


@pytest.fixture(scope="module")
def listener(encoders: Encoders) -> Listener:
    return Listener(encoders)


@pytest.fixture(scope="module")
def utterances(kokoro: KokoroEngine) -> list[Samples]:
    voice = kokoro.base_conditioning("af_heart")
    return [speech_of(speak(kokoro, voice, each), kokoro.sample_rate) for each in SENTENCES]


@pytest.fixture(scope="module")
def clip(kokoro: KokoroEngine) -> Samples:
    """The person's clip."""
    spoken = speak(kokoro, kokoro.base_conditioning("bf_emma"), *SENTENCES)
    return speech_of(spoken, kokoro.sample_rate)


@pytest.fixture(scope="module")
def target(listener: Listener, clip: Samples) -> Heard:
    return listener(clip, RATE)


@pytest.fixture(scope="module")
def colour(encoders: Encoders, target: Heard, utterances: list[Samples], clip: Samples) -> Colour:
    return tune(encoders, target, Aim(), utterances, clip, 12_000, lambda share: None)


def loudness(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(samples**2)))


def frame_levels(samples: Samples, rate: int) -> np.ndarray:
    size = round(0.04 * rate)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
    frames = np.lib.stride_tricks.sliding_window_view(samples, size)[:: size // 4]
    return levels(np.abs(np.fft.rfft(frames * window)) ** 2, rate)


def two_sounds(rate: int) -> tuple[Samples, Samples]:
    """A second of hum and one of hiss."""
    time = np.arange(rate) / rate
    hum = sum(np.sin(2 * np.pi * 120 * k * time) / k for k in range(1, 9)) / 20
    hiss = np.diff(np.random.default_rng(0).standard_normal(rate + 1)) / 20
    return hum.astype(np.float32), hiss.astype(np.float32)


def test_only_the_sounds_of_a_class_are_changed() -> None:
    hum, hiss = two_sounds(24_000)
    middles = [shapes(frame_levels(sound, 24_000)).mean(0) for sound in (hum, hiss)]
    centres = np.array([middles[0]] * (CLASSES - 1) + [middles[1]], np.float32)
    gains = np.zeros((CLASSES, len(BANDS)), np.float32)
    gains[-1] = -6
    changed = Colour(centres, gains)(np.concatenate([hum, hiss]), 24_000)
    edge = 2_000
    assert changed[edge : 24_000 - edge] == pytest.approx(hum[edge:-edge], abs=1e-4)
    assert loudness(changed[24_000 + edge :]) - loudness(hiss[edge:]) == pytest.approx(-6, abs=0.1)


def test_equal_gains_of_all_classes_and_bands_change_only_the_level(
    utterances: list[Samples],
) -> None:
    centres = np.zeros((CLASSES, 25), np.float32)
    louder = Colour(centres, np.full((CLASSES, len(BANDS)), 6.0, np.float32))(utterances[0], RATE)
    assert louder == pytest.approx(utterances[0] * 10 ** (6 / 20), abs=1e-5)
    none = Colour(centres, np.zeros((CLASSES, len(BANDS)), np.float32))
    assert none(utterances[0], RATE) is utterances[0]


@pytest.mark.parametrize("count", [0, 1, 200, 961])
def test_a_short_piece_keeps_its_length(colour: Colour, count: int) -> None:
    assert len(colour(np.full(count, 0.1, np.float32), 24_000)) == count


def test_a_frame_belongs_to_the_class_it_sounds_like(
    colour: Colour, utterances: list[Samples]
) -> None:
    shares = memberships(frame_levels(utterances[0], RATE), colour.centres)
    assert shares.sum(1) == pytest.approx(np.ones(len(shares)), abs=1e-4)
    assert (shares.max(0) > 0.5).sum() > CLASSES / 2


@pytest.mark.parametrize("rate", [RATE, 24_000])
def test_levels_are_the_same_at_any_rate(rate: int) -> None:
    middle = BANDS[12]
    sine = np.sin(2 * np.pi * middle * np.arange(rate) / rate).astype(np.float32)
    heard = frame_levels(sine, rate).mean(0)
    assert heard.argmax() == 12
    assert heard[12] == pytest.approx(-15.8, abs=0.3)  # a mean over the bins of the band


def test_a_colour_has_the_same_effect_at_every_rate(kokoro: KokoroEngine, colour: Colour) -> None:
    """The fit analyses at 16 kHz in torch, the engine speaks at 24 kHz in numpy."""
    spoken = speak(kokoro, kokoro.base_conditioning("af_heart"), NEW)
    low = soxr.resample(spoken, kokoro.sample_rate, RATE)
    by_engine = soxr.resample(colour(spoken, kokoro.sample_rate), kokoro.sample_rate, RATE)
    sentence = Sentence(low)
    gains = colour.at(sentence.levels)
    by_fit = sentence.filtered(torch.from_numpy(gains)).numpy()
    assert np.corrcoef(by_engine, by_fit)[0, 1] > 0.998
    assert np.corrcoef(low, by_fit)[0, 1] < 0.99


def test_a_tuned_voice_is_nearer_to_the_person_in_a_new_sentence(
    kokoro: KokoroEngine, listener: Listener, target: Heard, colour: Colour
) -> None:
    spoken = speak(kokoro, kokoro.base_conditioning("af_heart"), NEW)
    before = listener(spoken, kokoro.sample_rate)
    after = listener(colour(spoken, kokoro.sample_rate), kokoro.sample_rate)
    assert after.ge2e @ target.ge2e > before.ge2e @ target.ge2e + 0.03
    assert after.campp @ target.campp > before.campp @ target.campp + 0.03


def test_tuning_is_bounded_repeatable_and_keeps_the_loudness(
    encoders: Encoders, target: Heard, colour: Colour, utterances: list[Samples], clip: Samples
) -> None:
    assert np.abs(colour.gains).max() <= MOST
    before, after = (
        np.concatenate(each) for each in (utterances, [colour(one, RATE) for one in utterances])
    )
    assert loudness(after) == pytest.approx(loudness(before), abs=0.1)
    shares: list[float] = []
    again = tune(encoders, target, Aim(), utterances, clip, 12_000, shares.append)
    assert again.gains.tobytes() == colour.gains.tobytes()
    assert shares == sorted(shares) and shares[-1] == 1


def test_bands_above_the_clips_range_copy_the_highest_known_gain(
    encoders: Encoders, target: Heard, utterances: list[Samples], clip: Samples
) -> None:
    gains = tune(encoders, target, Aim(), utterances, clip, 3_600, lambda share: None).gains
    unknown = BANDS > 3_600
    assert unknown.sum() > 2
    assert (gains[:, unknown] == gains[:, ~unknown][:, -1:]).all()
    assert np.ptp(gains[:, ~unknown]) > 1


def test_without_the_encoders_gains_follow_the_clips_spectrum(
    encoders: Encoders, target: Heard, utterances: list[Samples]
) -> None:
    """The person is the voice itself, its hum louder and its hiss softer: the colour says so."""
    centres = tune(
        encoders, target, Aim(0, 0), utterances, utterances[0], 12_000, lambda _: None
    ).centres
    dark = centres[:, 16:24].mean(1) < np.median(centres[:, 16:24].mean(1))
    gains = np.where(dark[:, None], np.linspace(3, -3, 24), np.linspace(-3, 3, 24))
    person = Colour(centres, gains.astype(np.float32))(np.concatenate(utterances), RATE)
    tuned = tune(encoders, target, Aim(0, 0), utterances, person, 12_000, lambda _: None)
    assert np.corrcoef(tuned.gains.ravel(), gains.ravel())[0, 1] > 0.7
