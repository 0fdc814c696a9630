"""The one engine of this process: a synthesis worker warms it before it takes the first tick."""

import logging
import os
import signal
import socket
import threading
import time

import psutil
from celery.signals import worker_init, worker_ready, worker_shutting_down
from django.conf import settings

from synthesis.dispatch.wake import wake_workers
from synthesis.engines import ENGINES
from synthesis.engines.base import Engine, Enrolling
from synthesis.monitoring import counters, heartbeat
from synthesis.worker.worker import Worker

log = logging.getLogger(__name__)

GRACE_SECONDS = 8
stopping = threading.Event()
_engines: dict[str, Engine] = {}
_enrolling: dict[str, Enrolling] = {}
_workers: dict[str, Worker] = {}


def engine(name: str) -> Engine:
    """The engine, loaded and warmed once. Raises synthesis.engines.base.ModelFilesMissing."""
    if name not in _engines:
        started = time.monotonic()
        loaded = ENGINES[name].load(settings.MODELS)
        loaded.warm_up()
        _engines[name] = loaded
        log.info("engine %s is warm after %.1f s", name, time.monotonic() - started)
    return _engines[name]


def enrolling(name: str) -> Enrolling:
    """What makes an engine's conditionings, loaded once: the engine itself where it has no part
    that does it alone. Raises synthesis.engines.base.ModelFilesMissing.
    """
    load = ENGINES[name].load_enrolling
    if load is None:
        return engine(name)
    if name not in _enrolling:
        _enrolling[name] = load(settings.MODELS)
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
def warm_up(**_signal) -> None:
    _hear_sigterm()
    if name := _own_engine():
        worker(name)


@worker_ready.connect
def announce(**_signal) -> None:
    if name := _own_engine():
        of = worker(name)
        heartbeat.start(name, of.name, lambda: _report(of), stopping)
        # What was queued while nobody listened.
        wake_workers(name)


def _report(of: Worker) -> float:
    """Note the process's memory, and return the worker's speed for its heartbeat."""
    counters.MEMORY.labels(of.engine.name).set(psutil.Process().memory_info().rss)
    return of.speed


@worker_shutting_down.connect
def stop(**_signal) -> None:
    """The step at hand is finished, what is left goes back; a step too long for that is left."""
    if stopping.is_set():
        return
    stopping.set()
    timer = threading.Timer(GRACE_SECONDS, _leave)
    timer.daemon = True
    timer.start()


def _hear_sigterm() -> None:
    """Hear of SIGTERM while the main thread is inside of a model, too.

    Python runs a signal's handler between two instructions of the main thread, so not before the
    call returns. The signal's number comes through this pipe at once.
    """
    listening, written = os.pipe()
    os.set_blocking(written, False)
    signal.set_wakeup_fd(written, warn_on_full_buffer=False)
    arguments = (listening,)
    threading.Thread(target=_listen, args=arguments, name="sigterm", daemon=True).start()


def _listen(pipe: int) -> None:
    while signal.SIGTERM not in os.read(pipe, 64):
        pass
    stop()


def _leave() -> None:
    for each in _workers.values():
        each.abandon()
    os._exit(0)
