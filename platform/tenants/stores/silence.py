"""While an object storage says nothing, one request waits for it and the others don't.

A web process has some ten threads for all requests. Each that waits for a silent storage would take
one of them for many seconds, until pages that need no file stand still, too.
"""

from __future__ import annotations

import time
from threading import Lock
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

TRY_AGAIN_SECONDS = 3.0


class StillSilent(BotoCoreError):
    """It did not answer a moment ago. boto3 does not try again after this."""

    fmt = "it did not answer a moment ago, and is asked again in {seconds:.0f} s at most"


class Silence:
    """What one client knows of its storage: whether it answered lately."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next_try: float | None = None

    def watch(self, client: Any) -> None:
        """Have the client's requests fail at once while the storage is silent."""
        client.meta.events.register("before-send.s3", self._before)
        client.meta.events.register("needs-retry.s3", self._after)

    def _before(self, **_sent: Any) -> None:
        """Raises StillSilent, but for one request every TRY_AGAIN_SECONDS."""
        with self._lock:
            if self._next_try is None:
                return
            left = self._next_try - time.monotonic()
            if left > 0:
                raise StillSilent(seconds=left)
            self._next_try = time.monotonic() + TRY_AGAIN_SECONDS

    def _after(self, caught_exception: Exception | None = None, **_answer: Any) -> None:
        """Called after each try. Returns None: whether to try again is for boto3 to say."""
        with self._lock:
            if caught_exception is None:
                self._next_try = None
            elif isinstance(
                caught_exception, ConnectTimeoutError | EndpointConnectionError | ReadTimeoutError
            ):
                self._next_try = time.monotonic() + TRY_AGAIN_SECONDS
