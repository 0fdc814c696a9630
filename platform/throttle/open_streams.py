"""How many streams are open in this process, and how many of them each caller has.

They are counted in the process, not in Valkey: `manage.py up` runs one web process, and what a
killed process had counted is gone with it. With several, each allows its own number.
"""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from prometheus_client import Gauge

_open: Counter[str] = Counter()
_guard = threading.Lock()

OPEN = Gauge("lectern_open_streams", "Streams that are being sent.", multiprocess_mode="livesum")


@dataclass(frozen=True, slots=True)
class Cap:
    """How many streams with the same `key` may be open."""

    key: str
    most: int


class Full(Exception):
    """There are as many streams as the `cap` allows."""

    def __init__(self, cap: Cap) -> None:
        super().__init__(cap)
        self.cap = cap


class Place:
    """One open stream."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys

    def release(self) -> None:
        """The stream has ended. Repeated calls do nothing more."""
        with _guard:
            keys, self._keys = self._keys, ()
            for key in keys:
                _open[key] -= 1
                if not _open[key]:
                    del _open[key]
            if keys:
                OPEN.dec()


def take_place(caps: Sequence[Cap]) -> Place:
    """Count a stream that is about to open. Raises Full for the first cap that is reached."""
    with _guard:
        for cap in caps:
            if _open[cap.key] >= cap.most:
                raise Full(cap)
        _open.update(cap.key for cap in caps)
        OPEN.inc()
    return Place([cap.key for cap in caps])
