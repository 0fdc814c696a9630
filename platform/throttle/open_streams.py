"""How many streams are open, and how many of them each caller has.

Each process counts its own in memory. Where several web processes of a machine serve one port
(settings.STREAMS_FOLDER), each also keeps an empty file for each of its streams in a folder of its
own, which the others count. They are not counted in Valkey, for two reasons: a cap must hold while
Valkey is away, and what a killed process had open must be gone with it. A process locks its folder
for as long as it lives, so the others see that it is dead, and delete the folder.
"""

import fcntl
import os
import secrets
import shutil
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from prometheus_client import Gauge

OPEN = Gauge("lectern_open_streams", "Streams that are being sent.", multiprocess_mode="livesum")
ALIVE, TURN = ".alive", ".turn"


@dataclass(frozen=True, slots=True)
class Cap:
    """How many streams with the same `key` may be open. Keys are no longer than 60 characters."""

    key: str
    most: int


class Full(Exception):
    """There are as many streams as the `cap` allows."""

    def __init__(self, cap: Cap) -> None:
        super().__init__(cap)
        self.cap = cap


class Place:
    """One open stream."""

    def __init__(self, streams: "OpenStreams", keys: Sequence[str], noted: Path | None) -> None:
        self._streams = streams
        self._keys = keys
        self._noted = noted

    def release(self) -> None:
        """The stream has ended. Repeated calls do nothing more."""
        with self._streams.guard:
            keys, self._keys = self._keys, ()
            if not keys:
                return
            self._streams.own.subtract(keys)
            self._streams.own += Counter()  # drops the zeros
            OPEN.dec()
        if self._noted is not None:
            self._noted.unlink(missing_ok=True)


class OpenStreams:
    """The streams of this process, and with a folder those of the others that share it."""

    def __init__(self, folder: Path | None) -> None:
        self.guard = threading.Lock()
        self.own: Counter[str] = Counter()
        self._shared = folder
        self._mine: Path | None = None
        self._number = 0
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._mine = folder / f"{os.getpid()}-{secrets.token_hex(4)}"
            with _locked(folder / TURN):
                self._mine.mkdir(mode=0o700)
                self._alive = (self._mine / ALIVE).open("w")
                fcntl.flock(self._alive, fcntl.LOCK_EX)

    def take(self, caps: Sequence[Cap]) -> Place:
        """Count a stream that is about to open. Raises Full for the first cap that is reached."""
        keys = [cap.key for cap in caps]
        if self._shared is None or self._mine is None:
            with self.guard:
                self._count(caps, Counter())
            return Place(self, keys, None)
        with self.guard, _locked(self._shared / TURN):
            self._count(caps, self._others())
            self._number += 1
            noted = self._mine / ",".join([*keys, str(self._number)])
            noted.touch()
        return Place(self, keys, noted)

    def _count(self, caps: Sequence[Cap], others: Counter[str]) -> None:
        for cap in caps:
            if self.own[cap.key] + others[cap.key] >= cap.most:
                raise Full(cap)
        self.own.update(cap.key for cap in caps)
        OPEN.inc()

    def _others(self) -> Counter[str]:
        counted: Counter[str] = Counter()
        for folder in self._shared.iterdir() if self._shared else ():
            if folder.name == TURN or folder == self._mine:
                continue
            if _is_dead(folder):
                shutil.rmtree(folder, ignore_errors=True)
                continue
            for name in os.listdir(folder):
                counted.update(name.split(",")[:-1])
        return counted


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_dead(folder: Path) -> bool:
    """Whether the process of that folder has ended. Call it while no process makes one."""
    try:
        with (folder / ALIVE).open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return True
    return True


_of_process: OpenStreams | None = None
_guard = threading.Lock()


def take_place(caps: Sequence[Cap]) -> Place:
    """Count a stream that is about to open. Raises Full for the first cap that is reached."""
    global _of_process
    with _guard:
        if _of_process is None:
            _of_process = OpenStreams(settings.STREAMS_FOLDER)
    return _of_process.take(caps)
