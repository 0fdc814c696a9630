"""The watermark is found in files that people bring, in bounded time, whatever they hold."""

import io

import av
import numpy as np
import pytest

from bench.watermark.sounds import read
from synthesis.aigc import watermark_check
from synthesis.aigc.watermark_check import LOOKED_AT_SECONDS, watermark_in
from watermark.perth.marking import PerthMarker

RATE = 24_000


@pytest.fixture(scope="module")
def person(recordings):
    return read(recordings / "libri_1320.mp3", RATE)


def file_of(samples, container="mp3", codec="libmp3lame", kbps=48) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=container) as media:
        stream = media.add_stream(codec, rate=RATE, layout="mono")
        stream.bit_rate = kbps * 1000
        frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
        frame.sample_rate = RATE
        media.mux([*stream.encode(frame), *stream.encode(None)])
    return out.getvalue()


def test_it_is_found_in_files_that_were_marked_and_in_no_others(person):
    marked = PerthMarker(RATE).begin()(person, final=True)
    found, other = watermark_in(file_of(marked)), watermark_in(file_of(person))
    assert found and found.is_marked and found.share == 1
    assert other and not other.is_marked and other.is_telling
    assert 4.9 < found.seconds < 5.2


def test_of_a_long_file_the_beginning_is_looked_at(person):
    marked = PerthMarker(RATE).begin()(person, final=True)
    late = np.concatenate([np.tile(person, 13), marked])
    found = watermark_in(file_of(late))
    assert found and not found.is_marked
    assert found.seconds == pytest.approx(LOOKED_AT_SECONDS, abs=0.2)
    early = watermark_in(file_of(np.concatenate([np.tile(marked, 4), np.tile(person / 2, 9)])))
    assert early and early.is_marked


def test_what_is_very_short_says_nothing(person):
    found = watermark_in(file_of(person[: RATE // 2]))
    assert found and not found.is_marked and not found.is_telling


@pytest.mark.parametrize("data", [b"", b"no sound", b"RIFF\x24\0\0\0WAVEfmt ", b"OggS" * 200])
def test_what_is_no_sound_has_no_answer(data):
    assert watermark_in(data) is None


def test_what_takes_too_long_has_no_answer(person, monkeypatch):
    monkeypatch.setattr(watermark_check, "MOST_BYTES", 100)
    assert watermark_in(file_of(person)) is None
