"""The encrypted archive: any length, and nothing of it can be changed or cut off unnoticed."""

import io
import tracemalloc

import pytest

from tenants.backup import sealed_stream
from tenants.backup.archive import ArchiveReader, ArchiveWriter
from tenants.backup.sealed_stream import CHUNK, BadArchive, Opener, Sealer

SECRET = "correct horse battery staple"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(sealed_stream, "SCRYPT_N", 2)


def sealed(plain: bytes) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out, SECRET)
    for at in range(0, len(plain), 100_000):
        sealer.write(plain[at : at + 100_000])
    sealer.finish()
    return out.getvalue()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_is_sealed_is_opened_again(size):
    plain = bytes(i % 251 for i in range(size))
    assert Opener(io.BytesIO(sealed(plain)), SECRET).read() == plain


def test_every_change_is_noticed():
    plain = bytes(2 * CHUNK + 10)
    good = sealed(plain)
    header, chunk = 27, CHUNK + 16
    first, second = good[header : header + chunk], good[header + chunk : header + 2 * chunk]
    bad = {
        "flipped": good[:1000] + bytes([good[1000] ^ 1]) + good[1001:],
        "exchanged": good[:header] + second + first + good[header + 2 * chunk :],
        "cut at a chunk": good[: header + 2 * chunk],
        "cut within one": good[:-5],
        "longer": good + b"x",
        "another's": b"LSF1" + good[4:],
        "only a header": good[:header],
        "empty": b"",
    }
    for name, data in bad.items():
        with pytest.raises(BadArchive):
            Opener(io.BytesIO(data), SECRET).read()
            pytest.fail(name)
    with pytest.raises(BadArchive, match="passphrase"):
        Opener(io.BytesIO(good), "another passphrase").read()
    with pytest.raises(ValueError, match="16 characters"):
        Sealer(io.BytesIO(), "too short")


def test_a_backup_that_was_not_completed_is_refused():
    out = io.BytesIO()
    archive = ArchiveWriter(out, SECRET, {"kind": "workspace"})
    archive.add("files/a", b"a")
    archive._tar.close()
    archive._sealer.finish()
    with pytest.raises(BadArchive, match="not completed"):
        list(ArchiveReader(io.BytesIO(out.getvalue()), SECRET).members())


def test_memory_is_flat_whatever_the_size(tmp_path):
    """A table of 200 MB takes as much memory as one of 20."""
    path = tmp_path / "archive"

    def peak(megabytes: int) -> int:
        tracemalloc.start()
        with path.open("wb") as out:
            archive = ArchiveWriter(out, SECRET, {"kind": "workspace"})
            parts = archive.parts("rows/public/t")
            for _ in range(megabytes * 16):
                parts.write(bytes(64 * 1024))
            parts.finish()
            archive.finish()
        with path.open("rb") as source:
            for _name, content, _size in ArchiveReader(source, SECRET).members():
                while content.read(64 * 1024):
                    pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    small, large = peak(20), peak(200)
    assert large < 1.2 * small and large < 40 * 2**20, (small, large)
