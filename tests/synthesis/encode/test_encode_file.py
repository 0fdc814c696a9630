"""Whole files have correct headers, and appear on disk complete or not at all."""

from __future__ import annotations

import hashlib
import io
import struct
import tracemalloc
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from synthesis.encode import FORMATS, encode_file
from synthesis.encode.wav import MAX_DATA_BYTES, wav_header

RATE = 24_000
LABEL = '{"AIGC": {"Label": "1"}}'


def whole(name: str, pcm: bytes, **options) -> bytes:
    out = io.BytesIO()
    encode_file(name, [pcm[:7], pcm[7:]], sample_rate=RATE, out=out, **options)
    return out.getvalue()


def test_wav_sizes_are_correct_with_and_without_tags(speech: NDArray) -> None:
    for tags in (None, {"AIGC": LABEL + " ", "title": "Lesson"}):
        data = whole("wav", speech.tobytes(), tags=tags)
        assert struct.unpack_from("<I", data, 4) == (len(data) - 8,)
        with wave.open(io.BytesIO(data)) as file:
            assert file.getparams()[:4] == (1, 2, RATE, len(speech))
            assert file.readframes(len(speech)) == speech.tobytes()


def test_a_wav_that_would_be_too_long_is_an_error() -> None:
    wav_header(RATE, MAX_DATA_BYTES, {})
    with pytest.raises(ValueError, match="use FLAC"):
        wav_header(RATE, MAX_DATA_BYTES + 2, {})


def test_flac_declares_its_length_and_the_md5_of_its_samples(speech: NDArray) -> None:
    streaminfo = whole("flac", speech.tobytes())[8:42]
    assert int.from_bytes(streaminfo[10:18], "big") & (1 << 36) - 1 == len(speech)
    assert streaminfo[18:] == hashlib.md5(speech.tobytes()).digest()


def test_mp3_has_an_info_header_with_its_number_of_frames(speech: NDArray) -> None:
    data = whole("mp3", speech.tobytes())
    at = data.index(b"Info")
    flags, frames = struct.unpack_from(">II", data, at + 4)
    assert flags & 1
    # 576 samples a frame at 24 kHz, and up to three frames of the encoder's delay.
    assert 0 <= frames - len(speech) / 576 <= 3


@pytest.mark.parametrize("name", ["wav", "flac", "mp3", "opus"])
def test_the_length_is_exact_to_the_sample(name: str, speech: NDArray) -> None:
    with av.open(io.BytesIO(whole(name, speech.tobytes())), "r") as media:
        frames = list(media.decode(audio=0))
    samples = sum(frame.samples for frame in frames)
    assert samples * RATE == len(speech) * frames[0].sample_rate


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_samples_give_the_same_file(name: str, speech: NDArray, tmp_path: Path) -> None:
    pcm = speech.tobytes()
    path = tmp_path / f"lesson.{FORMATS[name].extension}"
    encode_file(
        name, (pcm[i : i + 999] for i in range(0, len(pcm), 999)), sample_rate=RATE, out=path
    )
    assert path.read_bytes() == whole(name, pcm)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", FORMATS)
def test_a_failure_leaves_the_old_file_and_nothing_else(name: str, tmp_path: Path) -> None:
    path = tmp_path / "lesson"
    path.write_bytes(b"old")

    def chunks():
        yield bytes(96_000)
        raise OSError("storage is gone")

    with pytest.raises(OSError, match="storage is gone"):
        encode_file(name, chunks(), sample_rate=RATE, out=path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", [name for name in FORMATS if FORMATS[name].taggable])
def test_a_file_holds_its_tags(name: str, speech: NDArray) -> None:
    data = whole(name, speech.tobytes(), tags={"AIGC": LABEL})
    assert LABEL.encode() in data[:400]


@pytest.mark.parametrize("name", FORMATS)
def test_samples_are_not_held_in_memory(name: str, tmp_path: Path) -> None:
    def peak(minutes: int) -> int:
        second = np.zeros(RATE, "<i2").tobytes()
        tracemalloc.start()
        encode_file(
            name, (second for _ in range(60 * minutes)), sample_rate=RATE, out=tmp_path / "x"
        )
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(5) < peak(1) + 200_000


def test_the_output_must_be_seekable_and_empty() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    with pytest.raises(ValueError, match="seekable"):
        encode_file("wav", [b""], sample_rate=RATE, out=Pipe())
