"""Keeps the log files of a run small while it runs: each of them, and all of them together."""

import logging
import shutil
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

LOG_BYTES = 10_000_000
LOG_COPIES = 3
ALL_BYTES = 400_000_000
"""Beyond this the oldest copies go, whatever they are of; what is being written stays."""


def rotate_if_large(path: Path) -> bool:
    """Move what a log file holds into `<name>.log.1` if it is over LOG_BYTES; returns whether.

    For a file that another process has open for appending and doesn't open again, as the servers
    do that write to it directly. So it is copied and then emptied; a line that is written in the
    moment between the two is lost.
    """
    if not path.exists() or path.stat().st_size <= LOG_BYTES:
        return False
    for number in range(LOG_COPIES, 1, -1):
        younger = _copy(path, number - 1)
        if younger.exists():
            younger.replace(_copy(path, number))
    try:
        with path.open("rb") as source, _copy(path, 1).open("wb") as target:
            shutil.copyfileobj(source, target)
    except OSError as error:
        # A full disk is what rotation is there to prevent: better no copy than no room.
        log.warning("%s is emptied without a copy: %s", path, error)
        _copy(path, 1).unlink(missing_ok=True)
    with path.open("r+b") as written:
        written.truncate()
    return True


def bound(folder: Path, most: int = ALL_BYTES) -> None:
    """Delete the oldest copies in `folder` until all log files together have at most `most` bytes.

    Files of programs that don't run any more count, and go when they are the oldest copies.
    """
    sizes = {path: path.stat() for path in folder.glob("*.log*") if path.is_file()}
    left = sum(status.st_size for status in sizes.values())
    copies = [path for path in sizes if path.suffix != ".log"]
    for path in sorted(copies, key=lambda each: sizes[each].st_mtime):
        if left <= most:
            return
        with suppress(FileNotFoundError):  # its own program may just have rotated
            path.unlink()
        left -= sizes[path].st_size


def _copy(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")
