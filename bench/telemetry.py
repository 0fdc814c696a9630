"""What logs, figures and traces cost: a worker's throughput with and without them."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from bench.fairness import Metronome, _forget_queue, _submit, _tenant
from bench.table import Figure, at_most

SEGMENT = 0.02
SEGMENTS = 200
ROUNDS = 3


def figures() -> Iterator[Figure]:
    with_it, without = 0.0, 0.0
    for _round in range(ROUNDS):  # in turns, so that a machine that grows slower hits both
        with_it += seconds()
        with silenced():
            without += seconds()
    yield at_most("throughput lost to telemetry, %", 100 * (with_it / without - 1), 2)


def seconds() -> float:
    """For SEGMENTS segments of an engine that takes SEGMENT seconds each."""
    from synthesis.worker.worker import Worker

    _submit(_tenant(), SEGMENTS)
    worker = Worker(Metronome(SEGMENT), name="bench")
    began = time.monotonic()
    made = worker.run_until_idle()
    took = time.monotonic() - began
    assert made == SEGMENTS
    _forget_queue()
    return took


@contextmanager
def silenced() -> Iterator[None]:
    """No figure is counted, no span begun, no line written."""
    with (
        mock.patch("synthesis.worker.measurements.counters"),
        mock.patch("synthesis.worker.measurements.tracing"),
    ):
        logging.disable(logging.CRITICAL)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)
