"""Sealed files open in part and as a whole, and not at all once anything about them is wrong."""

import io
import threading

import pytest

from tenants.sealing import sealed_files
from tenants.sealing.keys import Undecryptable
from tenants.sealing.sealed_files import CHUNK, HEADER_BYTES, SEALED_CHUNK, SealedFile
from tenants.stores.folder import FolderStore

KEY, OTHER = bytes(32), bytes([1] * 32)
ABOUT = "segment:0:0"
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17]


def plain(size: int) -> bytes:
    return bytes(index * 31 % 251 for index in range(size))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "00000.pcm.sealed"
    write(path, plain(3 * CHUNK + 17))
    return path


def write(path, content: bytes) -> None:
    sealed_files.write(FolderStore(path.parent), path.name, content, key=KEY, about=ABOUT)


def sealed_file(path, *, key=KEY, about=ABOUT) -> SealedFile:
    return SealedFile(FolderStore(path.parent), path.name, key=key, about=about)


def opened(path, **how) -> bytes:
    with sealed_file(path, **how) as file:
        return file.read()


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_comes_back(tmp_path, size):
    path = tmp_path / "file"
    write(path, plain(size))
    assert opened(path) == plain(size)
    assert sealed_files.plain_size(path.stat().st_size) == size
    assert size < 16 or plain(size)[:16] not in path.read_bytes()


RANGES = [
    (0, 1),
    (0, CHUNK),
    (CHUNK - 1, CHUNK + 1),
    (CHUNK, CHUNK),
    (CHUNK + 5, 3 * CHUNK + 2),
    (3 * CHUNK + 16, 9 * CHUNK),
    (4 * CHUNK, None),
    (7, None),
]


@pytest.mark.parametrize(("start", "end"), RANGES)
def test_every_range_is_that_of_the_plain_bytes(path, start, end):
    with sealed_file(path) as file:
        assert file.read(start, end) == plain(3 * CHUNK + 17)[start:end]


def test_a_range_reads_only_its_chunks(path, monkeypatch):
    with sealed_file(path) as file:
        read = []
        stored = file._file.read
        monkeypatch.setattr(file._file, "read", lambda *at: read.append(at) or stored(*at))
        file.read(CHUNK + 5, 2 * CHUNK)
    begins = HEADER_BYTES + SEALED_CHUNK
    assert read == [(begins, begins + SEALED_CHUNK)]


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def chunk(data: bytes, number: int) -> bytes:
    at = HEADER_BYTES + number * SEALED_CHUNK
    return data[at : at + SEALED_CHUNK]


CHANGES = {
    "a bit of the header": lambda data: flipped(data, 10),
    "a bit of the first chunk": lambda data: flipped(data, HEADER_BYTES + 3),
    "a bit of the last tag": lambda data: flipped(data, len(data) - 1),
    "the last byte missing": lambda data: data[:-1],
    "the last chunk missing": lambda data: data[: HEADER_BYTES + 3 * SEALED_CHUNK],
    "all chunks missing": lambda data: data[:HEADER_BYTES],
    "the header cut": lambda data: data[:20],
    "empty": lambda data: b"",
    "no sealed file": lambda data: b"RIFF" + data[4:],
    "a byte more": lambda data: data + b"\0",
    "a chunk more": lambda data: data + chunk(data, 0),
    "two chunks exchanged": lambda data: (
        data[:HEADER_BYTES] + chunk(data, 1) + chunk(data, 0) + chunk(data, 2) + chunk(data, 3)
    ),
    "a chunk twice": lambda data: (
        data[:HEADER_BYTES] + chunk(data, 0) + chunk(data, 0) + chunk(data, 2) + chunk(data, 3)
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_file_is_refused(path, change):
    path.write_bytes(CHANGES[change](path.read_bytes()))
    with pytest.raises(Undecryptable, match=ABOUT):
        opened(path)


def test_a_part_of_a_file_that_was_cut_off_is_refused_too(path):
    path.write_bytes(path.read_bytes()[: HEADER_BYTES + 2 * SEALED_CHUNK])
    with pytest.raises(Undecryptable):
        sealed_file(path)


def test_a_chunk_of_another_file_is_refused(path, tmp_path):
    """Same key, same object, same number: the salt tells them apart."""
    other = tmp_path / "other"
    write(other, plain(3 * CHUNK + 17))
    data = path.read_bytes()
    path.write_bytes(data[:HEADER_BYTES] + chunk(other.read_bytes(), 0) + data[-3 * SEALED_CHUNK :])
    with pytest.raises(Undecryptable):
        opened(path)


def test_another_owner_or_object_can_not_open_it(path):
    for other in ({"key": OTHER}, {"about": "segment:1:0"}):
        with pytest.raises(Undecryptable):
            opened(path, **other)


def test_an_open_file_stays_what_it_was_while_it_is_replaced_and_deleted(path):
    with sealed_file(path) as file:
        write(path, b"remade")
        path.unlink()
        assert file.read() == plain(3 * CHUNK + 17)


def test_readers_see_one_whole_file_while_it_is_written_again_and_again(path):
    """Every reader gets the old content or the new, never a mixture and never an error."""
    contents = [plain(3 * CHUNK + 17), plain(CHUNK + 3)]
    writing = threading.Event()

    def keep_writing() -> None:
        for number in range(40):
            write(path, contents[number % 2])
        writing.set()

    writer = threading.Thread(target=keep_writing)
    writer.start()
    seen = []
    while not writing.is_set():
        seen.append(opened(path))
    writer.join()
    assert seen and set(seen) <= set(contents)


@pytest.mark.parametrize("size", SIZES)
def test_a_file_sealed_as_it_is_read_is_like_any_other(tmp_path, size):
    store = FolderStore(tmp_path)
    with sealed_files.sealing(io.BytesIO(plain(size)), size, key=KEY, about=ABOUT) as reading:
        store.write_from("file", reading)
    assert opened(tmp_path / "file") == plain(size)
    assert store.size("file") == len(sealed_files.sealed(plain(size), key=KEY, about=ABOUT))


def test_a_file_that_is_shorter_than_it_was_said_to_be_is_not_sealed(tmp_path):
    reading = sealed_files.sealing(io.BytesIO(plain(CHUNK)), CHUNK + 1, key=KEY, about=ABOUT)
    with pytest.raises(EOFError):
        FolderStore(tmp_path).write_from("file", reading)
    assert not list(tmp_path.iterdir())
