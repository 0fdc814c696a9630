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
from synthesis.text.semiotic.detect import load_classes
from synthesis.worker.worker import Worker
from telemetry.process_state import this_process
from watermark import WATERMARKS, Marker

if TYPE_CHECKING:
    from speakers.encoders import Encoders

log = logging.getLogger(__name__)

GRACE_SECONDS = 8
MARGIN = 3
"""Seconds to give segments back in, beyond those in which they may be finished."""
stopping = threading.Event()
_engines: dict[str, Engine] = {}
_enrolling: dict[str, Enrolling] = {}
_markers: dict[int, Marker] = {}
_workers: dict[str, Worker] = {}
_before_leaving: list[Callable[[], None]] = []


def engine(name: str) -> Engine:
    """The engine, loaded and warmed once. Raises synthesis.engines.base.ModelFilesMissing."""
    if name not in _engines:
        started = time.monotonic()
        load_classes()
        loaded = ENGINES[name].load(settings.MODELS)
        loaded.warm_up()
        _engines[name] = loaded
        log.info("engine %s is warm after %.1f s", name, time.monotonic() - started)
    return _engines[name]


def marker(sample_rate: int) -> Marker | None:
    """What marks speech at this rate (Hz), loaded once; None where the settings name no watermark.

    Raises watermark.WatermarkMissing: without its mark, nothing is spoken.
    """
    if not settings.WATERMARK:
        return None
    if sample_rate not in _markers:
        _markers[sample_rate] = WATERMARKS[settings.WATERMARK].load_marker(sample_rate)
    return _markers[sample_rate]


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
        ours = engine(name)
        _workers[name] = Worker(
            ours,
            name=f"{socket.gethostname()}:{os.getpid()}",
            step_limit=settings.STEP_SECONDS,
            drain_seconds=settings.DRAIN_SECONDS,
            marker=marker(ours.sample_rate),
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
    return heartbeat.Report(ours.speed, ours.engine.max_batch, ours.engine.runtime)


@worker_shutting_down.connect
def stop(**_signal: Any) -> None:
    """Let the worker finish what it holds and claim no more; after a while, exit anyway.

    An engine has DRAIN_SECONDS for its segments, and returns the rest to the queue. Another task,
    such as making a voice, may be finished within the time that all processes have to end in.
    """
    if stopping.is_set():
        return
    stopping.set()
    this_process.draining.set()
    seconds = settings.DRAIN_SECONDS + (MARGIN if _own_engine() else -2)
    timer = threading.Timer(max(GRACE_SECONDS, seconds), _leave)
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
