"""What sealing costs: of a segment's file, a short read, a chunk of a stream, a text in a row.

`python -m bench.sealing` prints the figures, in CPU time of this process; each is measured beside
the same work in the clear, in turns. docs/keys.md quotes one run.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import django

import config  # noqa: F401 (puts platform/ on the path)

if TYPE_CHECKING:
    from tenants.stores.port import Store

ROUNDS = 30
SAMPLE_RATE = 24_000
SEGMENT_SECONDS = 5
LONG_SECONDS = 600
TEXT = "A plant takes in water through its roots and carbon dioxide through its leaves. " * 2


def main() -> int:
    """Measure and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from tenants.sealing import keys, sealed_files
    from tenants.sealing.encrypted_scratch import encrypted_scratch
    from tenants.stores.folder import FolderStore

    key = keys.new_data_key()
    segment = bytes(2 * SAMPLE_RATE * SEGMENT_SECONDS)
    long = bytes(2 * SAMPLE_RATE * LONG_SECONDS)
    about = "segment:0:0"
    with tempfile.TemporaryDirectory() as folder:
        store = FolderStore(folder)
        sealed_files.write(store, "tape", long, key=key, about=about)
        _compare(
            f"write a segment of {SEGMENT_SECONDS} s",
            lambda: store.write("plain", segment),
            lambda: sealed_files.write(store, "sealed", segment, key=key, about=about),
        )
        _compare(
            f"read a segment of {SEGMENT_SECONDS} s",
            lambda: store.read("plain"),
            lambda: sealed_files.read(store, "sealed", key=key, about=about),
        )
        (Path(folder) / "long").write_bytes(long)
        _compare(
            "read 1 s in the middle of 10 minutes",
            lambda: _range(Path(folder) / "long", len(long) // 2, 2 * SAMPLE_RATE),
            lambda: _sealed_range(store, key, about, len(long) // 2, 2 * SAMPLE_RATE),
        )
        _compare(
            "a range of 64 KiB of 10 minutes, by a scratch file",
            lambda: _scratch(tempfile.TemporaryFile(), long),  # noqa: SIM115 (it is closed inside)
            lambda: _scratch(encrypted_scratch(), long),
        )
        sealing = _cpu(lambda: sealed_files.sealed(long, key=key, about=about))
        opening = _cpu(lambda: sealed_files.read(store, "tape", key=key, about=about))
        megabytes = len(long) / 1e6
        print(f"{'seal 10 minutes':<52}{megabytes / sealing:9.0f} MB/s")
        print(f"{'open 10 minutes':<52}{megabytes / opening:9.0f} MB/s")
    chunk = bytes(2 * SAMPLE_RATE // 2)
    sealed_chunk = keys.seal(key, chunk, about=about)
    _one("seal a chunk of 0.5 s for the stream", lambda: keys.seal(key, chunk, about=about))
    _one("open it", lambda: keys.unseal(key, sealed_chunk, about=about))
    text = keys.seal(key, TEXT.encode(), about=about)
    _one(f"seal a text of {len(TEXT)} characters", lambda: keys.seal(key, TEXT.encode(), about="x"))
    _one("open it", lambda: keys.unseal(key, text, about=about))
    return 0


def _range(path: Path, start: int, count: int) -> bytes:
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        return file.read(count)


def _scratch(file: BinaryIO, data: bytes) -> bytes:
    """What answers a Range of a whole file: all of it is encoded to a file, a part is read."""
    with file:
        view = memoryview(data)
        for at in range(0, len(data), 32_768):
            file.write(view[at : at + 32_768])
        file.seek(len(data) // 2)
        return file.read(65_536)


def _sealed_range(store: Store, key: bytes, about: str, start: int, count: int) -> bytes:
    from tenants.sealing.sealed_files import SealedFile

    with SealedFile(store, "tape", key=key, about=about) as file:
        return file.read(start, start + count)


def _compare(what: str, clear: Callable[[], object], sealed: Callable[[], object]) -> None:
    pairs = [(_cpu(clear), _cpu(sealed)) for _ in range(ROUNDS)]
    before, after = (1000 * statistics.median(each) for each in zip(*pairs, strict=True))
    print(f"{what:<52}{before:9.3f} ms in the clear {after:9.3f} ms sealed")


def _one(what: str, work: Callable[[], object]) -> None:
    print(f"{what:<52}{1e6 * statistics.median(_cpu(work, 100) for _ in range(ROUNDS)):9.1f} µs")


def _cpu(work: Callable[[], object], times: int = 1) -> float:
    """CPU seconds, user and system, of one call."""
    started = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - started) / times


if __name__ == "__main__":
    sys.exit(main())
