"""The one engine of this process: a synthesis worker warms it before it takes the first tick."""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psutil
from celery.signals import worker_init, worker_ready, worker_shutting_down
from django.conf import settings

from synthesis.dispatch.wake import wake_workers
from synthesis.engines import ENGINES
from synthesis.engines.base import Engine, Enrolling
from synthesis.monitoring import counters, heartbeat
from synthesis.worker.worker import Worker
from telemetry.process_state import this_process

if TYPE_CHECKING:
    from speakers.encoders import Encoders

log = logging.getLogger(__name__)

GRACE_SECONDS = 8
stopping = threading.Event()
_engines: dict[str, Engine] = {}
_enrolling: dict[str, Enrolling] = {}
_workers: dict[str, Worker] = {}
_before_leaving: list[Callable[[], None]] = []


def engine(name: str) -> Engine:
    """The engine, loaded and warmed once. Raises synthesis.engines.base.ModelFilesMissing."""
    if name not in _engines:
        started = time.monotonic()
        loaded = ENGINES[name].load(settings.MODELS)
        loaded.warm_up()
        _engines[name] = loaded
        log.info("engine %s is warm after %.1f s", name, time.monotonic() - started)
    return _engines[name]


def enrolling(name: str, encoders: "Encoders") -> Enrolling:
    """The part of an engine that makes conditionings, loaded once.

    Raises synthesis.engines.base.ModelFilesMissing.
    """
    if name not in _enrolling:
        load = ENGINES[name].load_enrolling
        _enrolling[name] = load(settings.MODELS, lambda: engine(name), encoders)
    return _enrolling[name]


def worker(name: str) -> Worker:
    """The worker of this process for an engine."""
    if name not in _workers:
        _workers[name] = Worker(
            engine(name),
            name=f"{socket.gethostname()}:{os.getpid()}",
            step_limit=settings.STEP_SECONDS,
        )
    return _workers[name]


def _own_engine() -> str | None:
    """The engine that this process was started for; the general worker has none."""
    return os.environ.get("LECTERN_ENGINE")


@worker_init.connect
def warm_up(**_signal: Any) -> None:
    _watch_for_sigterm()
    if name := _own_engine():
        worker(name)


@worker_ready.connect
def announce(**_signal: Any) -> None:
    if name := _own_engine():
        ours = worker(name)
        heartbeat.start(name, ours.name, lambda: _report(ours), stopping)
        # Jobs may have been queued while no worker listened.
        wake_workers(name)


def _report(ours: Worker) -> heartbeat.Report:
    """Note the process's memory, and return what the worker's heartbeat says."""
    counters.MEMORY.labels(ours.engine.name).set(psutil.Process().memory_info().rss)
    return heartbeat.Report(ours.speed, ours.engine.max_batch)


@worker_shutting_down.connect
def stop(**_signal: Any) -> None:
    """Let the worker finish its step and return its segments; after a while, exit anyway.

    An engine gets GRACE_SECONDS. Another task, such as making a voice, may be finished within the
    time that all processes have to end in.
    """
    if stopping.is_set():
        return
    stopping.set()
    this_process.draining.set()
    grace = GRACE_SECONDS if _own_engine() else max(GRACE_SECONDS, settings.DRAIN_SECONDS - 2)
    timer = threading.Timer(grace, _leave)
    timer.daemon = True
    timer.start()


def _watch_for_sigterm() -> None:
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


@contextmanager
def before_leaving(act: Callable[[], None]) -> Iterator[None]:
    """Call `act`, from another thread, if the process is ended within the block by `stop`."""
    _before_leaving.append(act)
    try:
        yield
    finally:
        _before_leaving.remove(act)


def _leave() -> None:
    try:
        for each in _workers.values():
            each.abandon()
        for act in _before_leaving:
            act()
    finally:
        os._exit(0)
