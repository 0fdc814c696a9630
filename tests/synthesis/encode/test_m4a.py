"""M4A for whole files: with chapters, and with tags that FFmpeg's muxer leaves out."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from synthesis.encode import M4A, Chapter, encode_file
from synthesis.encode.mp4_tags import add_tags

RATE = 24_000
LABEL = '{"AIGC": {"Label": "1", "ContentProducer": "例"}}'
TAGS = {"title": "第三课", "comment": "by <AI>", "AIGC": LABEL}


def whole(pcm: bytes, **options) -> bytes:
    out = io.BytesIO()
    encode_file(M4A, [pcm[:7], pcm[7:]], sample_rate=RATE, out=out, **options)
    return out.getvalue()


def test_tags_are_read_back_those_of_itunes_and_our_own(speech: NDArray) -> None:
    data = whole(speech.tobytes(), tags=TAGS)
    with av.open(io.BytesIO(data)) as media:
        assert TAGS.items() <= media.metadata.items()
    assert LABEL.encode() in data[-1000:]


def test_chapters_are_read_back(speech: NDArray) -> None:
    chapters = [Chapter("河流", 0, 1_250), Chapter("Lakes & <seas>", 1_250, 3_000)]
    with av.open(io.BytesIO(whole(speech.tobytes(), tags=TAGS, chapters=chapters))) as media:
        read = [
            (
                each["metadata"]["title"],
                each["start"] * each["time_base"],
                each["end"] * each["time_base"],
            )
            for each in media.chapters()
        ]
        assert TAGS.items() <= media.metadata.items()
    assert read == [("河流", 0, 1.25), ("Lakes & <seas>", 1.25, 3)]


def test_it_is_what_went_in(speech: NDArray, tmp_path: Path) -> None:
    data = whole(speech.tobytes(), tags=TAGS)
    with av.open(io.BytesIO(data)) as media:
        frames = list(media.decode(audio=0))
    heard = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    assert abs(len(heard) - len(speech)) <= 1024
    n = min(len(heard), len(speech))
    assert np.corrcoef(heard[:n], speech[:n])[0, 1] > 0.98
    assert data == whole(speech.tobytes(), tags=TAGS)
    path = tmp_path / "lesson.m4a"
    encode_file(M4A, [speech.tobytes()], sample_rate=RATE, out=path, tags=TAGS)
    assert path.read_bytes() == data


@pytest.mark.parametrize("data", [b"", bytes(30), b"\0\0\0\x08moov\0\0\0\x08free"])
def test_no_tags_for_what_is_no_such_file(data: bytes) -> None:
    with pytest.raises(ValueError, match="MP4 file"):
        add_tags(io.BytesIO(data), {"AIGC": LABEL})
