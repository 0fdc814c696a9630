"""Copies of a recording are known, and no other recording is taken for one."""

import io

import av
import numpy as np
import pytest
import soxr

from voices.consent.fingerprint import LEAST_COMMON, Asked, Landmarks, landmarks
from voices.decode import SAMPLE_RATE, decode

NAMES = ("libri_198.ogg", "libri_1320.mp3", "libri_6829.mp3", "vctk_p240.mp3")


@pytest.fixture(scope="module")
def people(recordings) -> dict[str, np.ndarray]:
    """Up to nine seconds of each of four people, float32 at SAMPLE_RATE."""
    return {name: decode(recordings / name).samples[: 9 * SAMPLE_RATE] for name in NAMES}


@pytest.fixture(scope="module")
def kept(people) -> list[Landmarks]:
    return [landmarks(samples, SAMPLE_RATE) for samples in people.values()]


def encoded(samples: np.ndarray, form: str, codec: str, bits: int) -> np.ndarray:
    """The samples after a lossy codec."""
    file, planar = io.BytesIO(), "fltp" if codec == "libmp3lame" else "flt"
    at = soxr.resample(samples, SAMPLE_RATE, 48_000).astype(np.float32)
    with av.open(file, "w", format=form) as container:
        stream = container.add_stream(codec, rate=48_000, layout="mono")
        stream.bit_rate = bits
        frame = av.AudioFrame.from_ndarray(at[None], planar, "mono")
        frame.sample_rate = 48_000
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return decode(file.getvalue()).samples


def stretched(samples: np.ndarray, speed: float) -> np.ndarray:
    """The samples at another speed, their pitch as it was (a phase vocoder)."""
    import librosa

    return librosa.effects.time_stretch(samples, rate=speed)


def resampled(samples: np.ndarray, speed: float) -> np.ndarray:
    """The samples at another speed, their pitch changed with it."""
    return soxr.resample(samples, 1000 * speed, 1000).astype(np.float32)


def middle(samples: np.ndarray) -> np.ndarray:
    return samples[len(samples) // 4 : len(samples) * 3 // 4]


CHANGES = {
    "nothing": lambda each: each,
    "quieter, inverted": lambda each: each * np.float32(-0.2),
    "MP3 of 32 kbit/s": lambda each: encoded(each, "mp3", "libmp3lame", 32_000),
    "Opus of 16 kbit/s": lambda each: encoded(each, "ogg", "libopus", 16_000),
    "its middle half": middle,
    "5 % slower": lambda each: resampled(each, 0.95),
    "10 % slower": lambda each: resampled(each, 0.90),
    "5 % slower, same pitch": lambda each: stretched(each, 0.95),
    "10 % slower, same pitch": lambda each: stretched(each, 0.90),
    "10 % faster": lambda each: resampled(each, 1.10),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_copy_is_known(people, kept, change):
    for own, samples in enumerate(people.values()):
        common = Asked(CHANGES[change](samples), SAMPLE_RATE).common(kept)
        assert common[own] >= LEAST_COMMON, (change, NAMES[own], common)
        assert max(np.delete(common, own)) < LEAST_COMMON, (change, NAMES[own], common)


def test_another_passage_of_the_same_reading_is_no_copy(recordings, kept):
    later = decode(recordings / "libri_198.ogg").samples[9 * SAMPLE_RATE :]
    assert Asked(later, SAMPLE_RATE).common(kept).max() < LEAST_COMMON


def test_silence_and_noise_have_nothing_in_common(kept):
    noise = np.random.default_rng(1).standard_normal(5 * SAMPLE_RATE).astype(np.float32)
    of_noise = landmarks(noise, SAMPLE_RATE)
    other = np.random.default_rng(2).standard_normal(5 * SAMPLE_RATE).astype(np.float32)
    for samples in (other, np.zeros(5 * SAMPLE_RATE, np.float32), other[:100]):
        assert Asked(samples, SAMPLE_RATE).common([*kept, of_noise]).max() < LEAST_COMMON


def test_landmarks_are_the_same_from_a_column(kept):
    again = Landmarks.from_bytes(kept[0].to_bytes())
    assert np.array_equal(again.pairs, kept[0].pairs)
    assert np.array_equal(again.begins, kept[0].begins)
    assert 20 < len(again.pairs) / 9 < 100, "pairs a second"
