"""A file's manifest says how it came to be, and holds for this very file alone."""

import io
import json
import socket

import av
import c2pa
import numpy as np
import pytest

from confined import Refused
from synthesis.content_credentials import in_passing
from synthesis.content_credentials import signing as signing_module
from synthesis.content_credentials.kinds import media_type_of
from synthesis.content_credentials.manifest import TRAINED_ALGORITHMIC_MEDIA
from synthesis.content_credentials.reading import context, facts_of
from synthesis.content_credentials.signing import Credentials, NotSigned
from synthesis.encode import FORMATS, encode_file
from tests.synthesis.content_credentials.conftest import KINDS, ORIGIN, dated, sign, signing_with


def samples(data: bytes) -> bytes:
    with av.open(io.BytesIO(data)) as media:
        return b"".join(frame.to_ndarray().tobytes() for frame in media.decode(audio=0))


@pytest.mark.parametrize("name", list(KINDS))
def test_a_signed_file_says_who_when_and_how_it_was_made(sound_file, signing, roots, name):
    plain = sound_file(name)
    data = sign(plain, name, signing)
    assert media_type_of(data) == KINDS[name] == media_type_of(plain.getvalue())
    facts = facts_of(data, KINDS[name], context(roots))
    assert facts["state"] == "Trusted"
    assert (facts["producer"], facts["produce_id"]) == (ORIGIN.producer, ORIGIN.produce_id)
    assert facts["source_types"] == [TRAINED_ALGORITHMIC_MEDIA]
    assert facts["agents"] == ["kokoro"] and facts["consents"] == ["cons_one", "cons_two"]
    assert samples(data) == samples(plain.getvalue()), "not a sample is changed"
    assert b'"AIGC"' in data, "the label stays"


def test_c2pas_own_reader_finds_the_action_and_its_time(sound_file, signing):
    data = sign(sound_file("wav"), "wav", signing)
    with c2pa.Reader("audio/wav", io.BytesIO(data)) as reader:
        store = json.loads(reader.json())
    (actions,) = store["manifests"][store["active_manifest"]]["assertions"]
    (created,) = actions["data"]["actions"]
    assert created["action"] == "c2pa.created" and created["when"] == ORIGIN.made_at
    assert store["validation_state"] == "Valid", "signed well, and by nobody whom it knows"


@pytest.mark.parametrize("name", list(KINDS))
def test_a_changed_file_fails(sound_file, signing, roots, name):
    data = bytearray(sign(sound_file(name), name, signing))
    data[-5_000 if name == "wav" else len(data) * 3 // 4] ^= 1
    facts = facts_of(bytes(data), KINDS[name], context(roots))
    assert facts["state"] == "Invalid"
    assert any(code.endswith("Hash.mismatch") for code in facts["codes"])
    assert "signingCredential.trusted" in facts["codes"], "whose it was is still known"


def test_a_manifest_does_not_fit_another_file(sound_file, signing, roots):
    mine, other = sign(sound_file("mp3"), "mp3", signing), sound_file("mp3").getvalue()
    sound = mine.index(b"\xff\xfb", 3_000)
    stolen = mine[:sound] + other[other.index(b"\xff\xfb", 100) + 288 :]
    assert facts_of(stolen, "audio/mpeg", context(roots))["state"] == "Invalid"


def test_another_installations_file_is_valid_and_not_ours(sound_file, roots):
    theirs = signing_with(dated(), dated())
    facts = facts_of(sign(sound_file("flac"), "flac", theirs), "audio/flac", context(roots))
    assert facts["state"] == "Valid" and "signingCredential.untrusted" in facts["codes"]


def test_a_broken_manifest_is_refused(sound_file, signing, roots):
    data = sign(sound_file("wav"), "wav", signing)
    broken = data.replace(b"cbor", b"cobr")
    with pytest.raises(Refused, match="damaged"):
        facts_of(broken, "audio/wav", context(roots))


def test_a_file_without_a_manifest_has_none(sound_file, roots):
    with pytest.raises(Refused, match="none"):
        facts_of(sound_file("wav").getvalue(), "audio/wav", context(roots))


class Watched(io.BytesIO):
    """A file that knows how much was read of it at once, and how much written."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        block = super().read(size)
        self.most = max(self.most, len(block))
        return block

    def write(self, block, /) -> int:
        self.most = max(self.most, len(block))
        return super().write(block)


@pytest.fixture(scope="module")
def long_wav() -> bytes:
    """70 MB, 25 minutes."""
    sound = np.tile(np.arange(-3000, 3000, dtype="<i2"), 6_000).tobytes()
    file = io.BytesIO()
    encode_file(FORMATS["wav"], [sound], sample_rate=24_000, out=file, tags={"AIGC": "{}"})
    return file.getvalue()


def test_a_long_file_is_signed_block_by_block(long_wav, signing, roots):
    plain, out = Watched(long_wav), Watched()
    same = Credentials(ORIGIN, signing).given_to(plain, "audio/wav", scratch=lambda: out)
    assert same is out
    assert plain.most <= in_passing.BLOCK and out.most <= in_passing.BLOCK
    facts = facts_of(out.getvalue(), "audio/wav", context(roots))
    assert facts["state"] == "Trusted" and facts["produce_id"] == ORIGIN.produce_id


def test_a_large_m4a_goes_out_as_it_is(sound_file, signing, monkeypatch, caplog):
    monkeypatch.setitem(signing_module.MOST_BYTES, "audio/mp4", 1_000)
    plain = sound_file("m4a")
    with pytest.raises(NotSigned):
        sign(plain, "m4a", signing)
    same = Credentials(ORIGIN, signing).given_to(plain, "audio/mp4", scratch=io.BytesIO)
    assert same is plain and "job_abc has no content credentials" in caplog.text


def test_signing_asks_the_network_for_nothing(sound_file, signing, monkeypatch):
    def connect(*_args):
        raise AssertionError("it connects")

    monkeypatch.setattr(socket.socket, "connect", connect)
    sign(sound_file("mp3"), "mp3", signing)
