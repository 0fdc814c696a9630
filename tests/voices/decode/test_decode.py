"""Recordings are identified by content, made mono at 24 kHz, and trimmed of silence."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from synthesis.encode import encode_file
from voices.decode import SAMPLE_RATE, DecodeLimits, decode

KINDS = (
    "wav", "flac", "mp3", "opus", "aac", "m4a", "m4a-alac", "mp4", "webm",
    "ogg-vorbis", "ogg-flac", "wav-24", "wav-float",
)  # fmt: skip
LOSSLESS = frozenset({"wav", "flac", "m4a-alac", "ogg-flac", "wav-24", "wav-float"})


def delay_and_correlation(original: NDArray, decoded: NDArray) -> tuple[int, float]:
    """The delay at which `original` fits best inside `decoded`, and the correlation there."""
    size = 1 << (len(original) + len(decoded)).bit_length()
    cross = np.fft.irfft(np.conj(np.fft.rfft(original, size)) * np.fft.rfft(decoded, size))
    lag = int(np.argmax(cross))
    lag = lag - size if lag > size // 2 else lag
    kept = decoded[max(lag, 0) :]
    original = original[max(-lag, 0) :]
    common = min(len(kept), len(original))
    return lag, float(np.corrcoef(original[:common], kept[:common])[0, 1])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_decodes_to_the_original(
    kind: str, every_kind: dict[str, bytes], speech: NDArray
) -> None:
    clip = decode(every_kind[kind])
    assert clip.sample_rate == SAMPLE_RATE and clip.samples.dtype == np.float32
    # Padding at the end of AAC is at most two frames of 1024 samples.
    assert clip.source_seconds == pytest.approx(1.5, abs=0.001 if kind in LOSSLESS else 0.09)
    assert clip.seconds + sum(clip.trimmed_seconds) == pytest.approx(clip.source_seconds, abs=0.001)
    original = speech[:36_000] / 32768
    _, likeness = delay_and_correlation(original, clip.samples)
    assert likeness > (0.999_99 if kind in LOSSLESS else 0.97)
    assert clip.rms_dbfs == pytest.approx(20 * np.log10(np.std(original)), abs=1.0)
    assert clip.source_channels == (2 if kind in {"mp4", "ogg-vorbis", "wav-24"} else 1)
    assert clip.source_rate == (48_000 if kind in {"opus", "webm"} else 24_000)


def test_real_recordings_decode_to_their_length(recordings: Path) -> None:
    for name, codec, seconds in (
        ("libri_1320.mp3", "mp3float", 4.995),
        ("libri_198.ogg", "vorbis", 13.91),
        ("vctk_p240.mp3", "mp3float", 4.94),
    ):
        clip = decode(recordings / name)
        assert (clip.codec, clip.source_channels) == (codec, 1)
        assert clip.source_seconds == pytest.approx(seconds, abs=0.01)
        assert -35 < clip.rms_dbfs < -10 and 0.3 < clip.peak <= 1


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000])
def test_any_rate_becomes_24_khz(rate: int) -> None:
    tone = 8_000 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    out = io.BytesIO()
    encode_file("wav", [tone.astype("<i2").tobytes()], sample_rate=rate, out=out)
    clip = decode(out.getvalue())
    assert clip.source_rate == rate and len(clip.samples) == SAMPLE_RATE
    assert np.argmax(np.abs(np.fft.rfft(clip.samples))) == 440


def test_silence_around_the_speech_is_trimmed(speech: NDArray, wav_file: Callable) -> None:
    hush = np.random.default_rng(1).normal(0, 3, SAMPLE_RATE).astype(np.int16)
    for head, tail in ((0, 0), (1, 0), (0, 1), (1, 1)):
        samples = np.concatenate([np.tile(hush, head), speech, np.tile(hush, tail)])
        clip = decode(wav_file(samples.astype("<i2").tobytes()))
        assert clip.trimmed_seconds == pytest.approx((0.9 * head, 0.9 * tail), abs=0.15)
        lag, likeness = delay_and_correlation(speech / 32768, clip.samples)
        assert lag + 0.1 * SAMPLE_RATE >= 0 and likeness > 0.999


def test_a_silent_clip_is_left_to_screening(wav_file: Callable) -> None:
    for value in (0, 1_000, -32_768):
        clip = decode(wav_file(np.full(SAMPLE_RATE, value, "<i2").tobytes()))
        assert clip.seconds == 1.0 and clip.trimmed_seconds == (0.0, 0.0)
        assert clip.rms_dbfs == -120.0


def test_a_constant_offset_is_removed(speech: NDArray, wav_file: Callable) -> None:
    plain = decode(wav_file(speech.astype("<i2").tobytes()))
    offset = decode(wav_file((speech + 5_000).astype("<i2").tobytes()))
    assert abs(float(offset.samples.mean())) < 1e-3
    assert offset.rms_dbfs == pytest.approx(plain.rms_dbfs, abs=0.01)


def test_samples_over_full_scale_are_scaled_down(wav_file: Callable) -> None:
    tone = (2.5 * np.sin(np.arange(24_000) / 20)).astype("<f4")
    clip = decode(wav_file(tone.tobytes(), tag=3, bits=32))
    assert clip.peak == pytest.approx(2.5, rel=0.01)
    assert np.abs(clip.samples).max() == pytest.approx(1.0)


def test_channels_are_averaged(wav_file: Callable, speech: NDArray) -> None:
    left = np.stack([speech, np.zeros_like(speech)], axis=1)
    clip = decode(wav_file(left.astype("<i2").tobytes(), channels=2))
    assert delay_and_correlation(speech / 65536, clip.samples)[1] > 0.999
    assert clip.peak == pytest.approx(np.abs(speech).max() / 65536, rel=0.02)


def test_a_streamed_wav_of_unknown_length_is_read_to_its_end(
    speech: NDArray, wav_file: Callable
) -> None:
    for claim in (0xFFFFFFFF, 0x7FFFFFFF):
        clip = decode(wav_file(speech.tobytes(), claim=claim))
        assert clip.source_seconds == 3.0


def test_the_decode_limits_are_configurable(every_kind: dict[str, bytes]) -> None:
    clip = decode(every_kind["wav"], limits=DecodeLimits(max_seconds=1.5, min_seconds=1.5))
    assert clip.source_seconds == 1.5
