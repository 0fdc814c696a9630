"""The one engine of this process: a synthesis worker warms it before it takes the first tick."""

import logging
import os
import socket
import time
from typing import TYPE_CHECKING, Any

import psutil
from celery.signals import worker_init, worker_ready
from django.conf import settings

from runtime.roles import leaving
from synthesis.dispatch.wake import wake_workers
from synthesis.engines import ENGINES
from synthesis.engines.base import Engine, Enrolling
from synthesis.monitoring import counters, heartbeat
from synthesis.text.semiotic.detect import load_classes
from synthesis.worker.worker import Worker
from watermark import WATERMARKS, Marker

if TYPE_CHECKING:
    from speakers.encoders import Encoders

log = logging.getLogger(__name__)

_engines: dict[str, Engine] = {}
_enrolling: dict[str, Enrolling] = {}
_markers: dict[int, Marker] = {}
_workers: dict[str, Worker] = {}


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
        leaving.always_before_leaving(_workers[name].abandon)
    return _workers[name]


def _own_engine() -> str | None:
    """The engine that this process was started for; the general worker has none."""
    return os.environ.get("LECTERN_ENGINE")


@worker_init.connect
def warm_up(**_signal: Any) -> None:
    if name := _own_engine():
        worker(name)


@worker_ready.connect
def announce(**_signal: Any) -> None:
    if name := _own_engine():
        ours = worker(name)
        heartbeat.start(name, ours.name, lambda: _report(ours), leaving.stopping)
        # Jobs may have been queued while no worker listened.
        wake_workers(name)


def _report(ours: Worker) -> heartbeat.Report:
    """Note the process's memory, and return what the worker's heartbeat says."""
    counters.MEMORY.labels(ours.engine.name).set(psutil.Process().memory_info().rss)
    return heartbeat.Report(ours.speed, ours.engine.max_batch, ours.engine.runtime)
