"""Where archives are kept: a file, which appears whole, or a pipe."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PIPE = "-"
PASSPHRASE = "LECTERN_BACKUP_PASSPHRASE"  # noqa: S105  (the name of a variable)


class NoPassphrase(Exception):
    """There is no passphrase to encrypt with."""


def passphrase(file: str | None) -> str:
    """The passphrase, from a file or the environment. Raises NoPassphrase."""
    text = Path(file).read_text().strip() if file else os.environ.get(PASSPHRASE, "").strip()
    if not text:
        raise NoPassphrase(f"Set {PASSPHRASE}, or give --passphrase-file.")
    return text


@contextmanager
def written(place: str) -> Iterator[BinaryIO]:
    """A file to write to, at that path once the block has ended well; "-" is standard output."""
    if place == PIPE:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(place)
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as file:
            draft.chmod(0o600)
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


@contextmanager
def read(place: str) -> Iterator[BinaryIO]:
    """An archive to read; "-" is the standard input."""
    if place == PIPE:
        yield sys.stdin.buffer
        return
    with open(place, "rb") as file:
        yield file
