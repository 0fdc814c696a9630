"""A manifest stands where programs look for it; files that are built otherwise are left alone."""

import io

import pytest

from synthesis.content_credentials.places import NoPlace, place_in

WAVE = b"WAVEfmt \x10\x00\x00\x00" + bytes(16) + b"data\x03\x00\x00\x00abc"
TITLE = b"TIT2\x00\x00\x00\x03\x00\x00\x03Ab"


def riff(inside: bytes) -> bytes:
    return b"RIFF" + len(inside).to_bytes(4, "little") + inside


def tag(inside: bytes, version: int = 4, flags: int = 0) -> bytes:
    return b"ID3" + bytes([version, 0, flags, 0, 0, 0, len(inside)]) + inside


def written(file: bytes, media_type: str, manifest: bytes) -> bytes:
    place = place_in(io.BytesIO(file), media_type, len(manifest))

    def all_of(pieces) -> bytes:
        return b"".join(
            one if isinstance(one, bytes) else file[one.start : one.stop] for one in pieces
        )

    return all_of(place.before) + place.header + manifest + all_of(place.after)


def test_chunks_of_riff_begin_at_even_bytes():
    file = written(riff(WAVE), "audio/wav", b"manif")
    assert len(file) % 2 == 0 and int.from_bytes(file[4:8], "little") == len(file) - 8
    chunk = file.index(b"C2PA")
    assert file[8 : 8 + len(WAVE)] == WAVE and chunk == 8 + len(WAVE) + 1
    assert file[chunk + 4 :] == b"\x05\x00\x00\x00manif\x00"


def test_a_frame_follows_the_others_of_a_tag_without_their_padding():
    file = written(tag(TITLE + bytes(20)) + b"\xff\xfbsound", "audio/mpeg", b"m" * 200)
    inside = TITLE + b"GEOB"
    assert file[10:].startswith(inside) and file.endswith(b"m" * 200 + b"\xff\xfbsound")
    length = file[8] << 7 | file[9]
    assert file[10 + length :] == b"\xff\xfbsound"


def test_a_file_without_a_tag_gets_one():
    file = written(b"fLaCsound", "audio/flac", b"manifest")
    assert file.startswith(b"ID3\x04\x00\x00") and file.endswith(b"manifestfLaCsound")


@pytest.mark.parametrize(
    ("file", "media_type"),
    [
        (b"RIFX" + bytes(20), "audio/wav"),
        (riff(WAVE) + b"more", "audio/wav"),
        (b"RIFF" + b"\xff" * 4 + WAVE, "audio/wav"),
        (tag(TITLE, version=3) + b"sound", "audio/mpeg"),
        (tag(TITLE, flags=0x80) + b"sound", "audio/mpeg"),
        (tag(TITLE.replace(b"TIT2", b"GEOB")) + b"sound", "audio/mpeg"),
        (tag(TITLE[:-1]) + b"sound", "audio/mpeg"),
        (b"", "audio/wav"),
    ],
)
def test_what_is_built_otherwise_is_left_alone(file, media_type):
    with pytest.raises(NoPlace):
        place_in(io.BytesIO(file), media_type, 100)


def test_a_riff_file_has_an_end(monkeypatch):
    monkeypatch.setattr("synthesis.content_credentials.places.MOST_RIFF", 1_000)
    place_in(io.BytesIO(riff(WAVE)), "audio/wav", 900)
    with pytest.raises(NoPlace):
        place_in(io.BytesIO(riff(WAVE)), "audio/wav", 1_000)
