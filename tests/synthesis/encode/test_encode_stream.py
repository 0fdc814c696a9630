"""Streams give the same bytes for any chunking, the first of them early, and no false length."""

from __future__ import annotations

import io
import struct

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from synthesis.encode import FORMATS, StreamEncoder

RATE = 24_000
LABEL = '{"AIGC": {"Label": "1", "ContentProducer": "学校"}}'

WIDE = [name for name in FORMATS if FORMATS[name].rates != (8_000,)]
"""All formats but the telephone's, which have one rate and no header to decode them by."""


def stream(name: str, pcm: bytes, cuts: list[int], **options) -> bytes:
    encoder = StreamEncoder(name, sample_rate=RATE, **options)
    out, position = [], 0
    for cut in cuts:
        out.append(encoder.write(pcm[position : position + cut]))
        position += cut
    out.append(encoder.write(pcm[position:]))
    out.append(encoder.close())
    return b"".join(out)


def read_back(name: str, data: bytes) -> tuple[NDArray[np.float64], int]:
    """Mono samples in [-1, 1] and their rate, by FFmpeg itself."""
    if name == "pcm":
        return np.frombuffer(data, "<i2") / 32768, RATE
    demuxer = {"aac": "aac", "opus": "ogg"}.get(name, name)
    with av.open(io.BytesIO(data), "r", format=demuxer) as media:
        resampler = av.AudioResampler(format="flt", layout="mono")
        frames = [part for f in media.decode(audio=0) for part in resampler.resample(f)]
    samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    return samples.astype(np.float64), frames[0].sample_rate


def correlation(original: NDArray, decoded: NDArray) -> float:
    """Best correlation over the codec's delay; a tail of padding doesn't count."""
    size = 1 << (len(original) + len(decoded)).bit_length()
    cross = np.fft.irfft(np.conj(np.fft.rfft(original, size)) * np.fft.rfft(decoded, size))
    lag = int(np.argmax(cross[: len(original) // 2]))
    decoded = decoded[lag : lag + len(original)]
    return float(np.corrcoef(original[: len(decoded)], decoded)[0, 1])


@pytest.mark.parametrize("name", WIDE)
def test_chunking_of_the_input_does_not_change_the_output(name: str, speech: NDArray) -> None:
    pcm = speech.tobytes()
    whole = stream(name, pcm, [])
    cuts = np.random.default_rng(3).integers(0, 3001, 60).tolist()
    assert any(cut % 2 for cut in cuts)
    assert stream(name, pcm, cuts) == whole
    assert stream(name, pcm, [480] * 300) == whole
    resampled = stream(name, pcm, [], out_rate=16_000)
    assert stream(name, pcm, cuts, out_rate=16_000) == resampled != whole


@pytest.mark.parametrize("name", WIDE)
@pytest.mark.parametrize("out_rate", [None, 16_000])
def test_decoding_returns_the_written_samples(
    name: str, out_rate: int | None, speech: NDArray
) -> None:
    data = stream(name, speech.tobytes(), [4801] * 20, out_rate=out_rate)
    decoded, rate = read_back(name, data)
    if name == "pcm" and out_rate:
        rate = out_rate
    assert rate == {"opus": 48_000}.get(name, out_rate or RATE)
    seconds = len(speech) / RATE
    # MP3 and ADTS can't say in a stream how much of the first and last frames is padding.
    padding = {"mp3": 0.11, "aac": 0.2}.get(name, 0.001)
    assert seconds - 0.001 <= len(decoded) / rate <= seconds + padding
    original = np.interp(
        np.arange(int(seconds * rate)) / rate, np.arange(len(speech)) / RATE, speech
    )
    assert correlation(original, decoded) > 0.98


@pytest.mark.parametrize(
    ("name", "at_most_ms"),
    [("pcm", 10), ("wav", 10), ("opus", 80), ("mp3", 80), ("aac", 90), ("flac", 100)],
)
def test_the_first_audio_is_returned_early(name: str, at_most_ms: int, speech: NDArray) -> None:
    encoder = StreamEncoder(name, sample_rate=RATE)
    header = len(encoder.write(b""))
    step = RATE // 100 * 2
    for index in range(30):
        if encoder.write(speech.tobytes()[index * step : (index + 1) * step]):
            break
    assert (index + 1) * 10 <= at_most_ms
    assert (header > 0) == (name not in {"pcm", "aac"})


@pytest.mark.parametrize("name", FORMATS)
def test_audio_is_not_held_back_during_the_stream(name: str, speech: NDArray) -> None:
    encoder = StreamEncoder(name, sample_rate=RATE)
    step, silent_ms, longest = RATE // 100 * 2, 0, 0
    for position in range(0, len(speech) * 2, step):
        silent_ms = 0 if encoder.write(speech.tobytes()[position : position + step]) else silent_ms
        silent_ms += 10
        longest = max(longest, silent_ms)
    assert longest <= 110


def test_a_wav_stream_declares_an_unknown_length(speech: NDArray) -> None:
    data = stream("wav", speech.tobytes(), [])
    assert struct.unpack("<4sI4s", data[:12]) == (b"RIFF", 0xFFFFFFFF, b"WAVE")
    assert struct.unpack("<4sI", data[36:44]) == (b"data", 0xFFFFFFFF)
    assert data[44:] == speech.tobytes()


def test_no_stream_declares_a_length(speech: NDArray) -> None:
    pcm = speech.tobytes()
    assert not any(mark in stream("mp3", pcm, [])[:400] for mark in (b"Xing", b"Info", b"LAME"))
    streaminfo = stream("flac", pcm, [])[8:42]
    assert int.from_bytes(streaminfo[10:18], "big") & (1 << 36) - 1 == 0
    assert streaminfo[18:] == bytes(16)


@pytest.mark.parametrize("name", [name for name in FORMATS if FORMATS[name].taggable])
def test_tags_are_in_the_first_bytes_of_a_stream(name: str, speech: NDArray) -> None:
    encoder = StreamEncoder(name, sample_rate=RATE, tags={"AIGC": LABEL, "title": "Lesson 1"})
    first = encoder.write(speech[:240].tobytes())
    assert LABEL.encode() in first and b"Lesson 1" in first
    data = first + encoder.write(speech[240:].tobytes()) + encoder.close()
    assert correlation(speech.astype(float), _at_24k(*read_back(name, data))) > 0.98
    if name != "wav":
        with av.open(io.BytesIO(data), format={"opus": "ogg"}.get(name, name)) as media:
            tags = media.metadata | media.streams.audio[0].metadata
        assert tags["AIGC"] == LABEL


def _at_24k(samples: NDArray, rate: int) -> NDArray:
    return samples[:: rate // RATE]


@pytest.mark.parametrize("name", FORMATS)
def test_a_stream_without_samples_is_still_well_formed(name: str) -> None:
    assert stream(name, b"", []) == StreamEncoder(name, sample_rate=RATE).close()


@pytest.mark.parametrize("name", ["mp3", "opus", "aac"])
@pytest.mark.parametrize("rate", [11_000, 22_050, 44_100, 96_000])
def test_a_rate_that_the_codec_lacks_is_resampled(name: str, rate: int) -> None:
    second = (8_000 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)).astype("<i2")
    encoder = StreamEncoder(name, sample_rate=rate)
    decoded, out_rate = read_back(name, encoder.write(second.tobytes()) + encoder.close())
    peak = np.argmax(np.abs(np.fft.rfft(decoded[:out_rate], out_rate)))
    assert abs(int(peak) - 440) <= 1


def test_wrong_arguments_are_errors() -> None:
    with pytest.raises(ValueError, match=r"unknown audio format 'ogg', use one of wav, flac"):
        StreamEncoder("ogg", sample_rate=RATE)
    with pytest.raises(ValueError, match="7999 Hz is outside"):
        StreamEncoder("wav", sample_rate=7_999)
    with pytest.raises(ValueError, match="opus can't carry 44100 Hz, only 8000"):
        StreamEncoder("opus", sample_rate=RATE, out_rate=44_100)
    with pytest.raises(ValueError, match="pcm can't hold tags"):
        StreamEncoder("pcm", sample_rate=RATE, tags={"AIGC": LABEL})
    with pytest.raises(ValueError, match="can't hold the tag 'language'"):
        StreamEncoder("wav", sample_rate=RATE, tags={"language": "zh"})
    with pytest.raises(ValueError, match="tag name has only"):
        StreamEncoder("flac", sample_rate=RATE, tags={"A=B": "zh"})
    encoder = StreamEncoder("wav", sample_rate=RATE)
    encoder.write(b"\0")
    with pytest.raises(ValueError, match="in the middle of a sample"):
        encoder.close()
    with pytest.raises(ValueError, match="is closed"):
        encoder.write(b"\0\0")
