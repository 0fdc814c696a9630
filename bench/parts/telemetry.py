"""Measures the cost of logs, metrics and traces: a worker's throughput with and without them."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from bench.parts.fairness import Metronome, _clear_queue, _submit, _tenant
from bench.table import Figure, at_most

SEGMENT = 0.02
SEGMENTS = 200
ROUNDS = 3


def figures() -> Iterator[Figure]:
    with_it, without = 0.0, 0.0
    for _round in range(ROUNDS):  # alternating, so that a machine that slows down affects both
        with_it += seconds()
        with silenced():
            without += seconds()
    yield at_most("throughput lost to telemetry, %", 100 * (with_it / without - 1), 2)


def seconds() -> float:
    """Seconds for SEGMENTS segments of an engine that takes SEGMENT seconds each."""
    from synthesis.worker.worker import Worker

    _submit(_tenant(), SEGMENTS)
    worker = Worker(Metronome(SEGMENT), name="bench")
    began = time.monotonic()
    count = worker.run_until_idle()
    took = time.monotonic() - began
    if count != SEGMENTS:
        raise RuntimeError(f"{count} segments were made, not {SEGMENTS}")
    _clear_queue()
    return took


@contextmanager
def silenced() -> Iterator[None]:
    """Turn metrics, spans and logging off."""
    with (
        mock.patch("synthesis.worker.measurements.counters"),
        mock.patch("synthesis.worker.measurements.tracing"),
    ):
        logging.disable(logging.CRITICAL)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)
