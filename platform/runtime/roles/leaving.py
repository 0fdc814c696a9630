"""How a Celery worker ends: at SIGTERM it claims no more, has some seconds to finish, and exits."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from celery.signals import worker_init, worker_shutting_down
from django.conf import settings

from telemetry.process_state import this_process

GRACE_SECONDS = 8
MARGIN = 3
"""Seconds in which an engine's worker gives segments back, beyond those to finish them in."""
stopping = threading.Event()
_before_leaving: list[Callable[[], None]] = []


def follow_celery() -> None:
    """Have Celery's worker end as `stop` says."""
    worker_init.connect(_watch_for_sigterm, weak=False)
    worker_shutting_down.connect(stop, weak=False)


def stop(**_signal: Any) -> None:
    """Let the worker finish what it holds and claim no more; after a while, exit anyway.

    An engine has DRAIN_SECONDS for its segments, and returns the rest to the queue. Another task,
    such as making a voice, may be finished within the time that all processes have to end in.
    """
    if stopping.is_set():
        return
    stopping.set()
    this_process.draining.set()
    more = MARGIN if os.environ.get("LECTERN_ENGINE") else -2
    timer = threading.Timer(max(GRACE_SECONDS, settings.DRAIN_SECONDS + more), leave)
    timer.daemon = True
    timer.start()


@contextmanager
def before_leaving(act: Callable[[], None]) -> Iterator[None]:
    """Call `act`, from another thread, if the process is ended within the block by `stop`."""
    _before_leaving.append(act)
    try:
        yield
    finally:
        _before_leaving.remove(act)


def always_before_leaving(act: Callable[[], None]) -> None:
    """Call `act`, from another thread, whenever the process is ended by `stop`."""
    _before_leaving.append(act)


def leave() -> None:
    """Have everybody give back what they hold, and end the process."""
    try:
        for act in _before_leaving:
            act()
    finally:
        os._exit(0)


def _watch_for_sigterm(**_signal: Any) -> None:
    """Notice SIGTERM at once, even while the main thread is inside a model.

    Python runs a signal handler between two instructions of the main thread, which is after the
    model's call returns. The signal's number is written to this pipe at once.
    """
    listening, written = os.pipe()
    os.set_blocking(written, False)
    signal.set_wakeup_fd(written, warn_on_full_buffer=False)
    threading.Thread(target=_listen, args=[listening], name="sigterm", daemon=True).start()


def _listen(pipe: int) -> None:
    while signal.SIGTERM not in os.read(pipe, 64):
        pass
    stop()
