"""What the server uses while it is under load: memory, files, threads, database connections."""

import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import psutil
import psycopg2

NAME = "lectern-load"
EVERY = 1.0
OURS = """
    SELECT count(*), count(*) FILTER (WHERE state <> 'idle'),
           (SELECT coalesce(sum(queued + running), 0) FROM dispatch_tenantshare)
    FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND application_name <> %s
"""


class Sample(NamedTuple):
    """`at` is of `time.monotonic`; `rss` is bytes; `cpu` seconds of the web processes so far."""

    at: float
    rss: int
    files: int
    threads: int
    cpu: float
    connections: int
    connections_busy: int
    segments_open: int


@dataclass(frozen=True, slots=True)
class Samples:
    """What was measured once a second, and which web processes there were (`pids`)."""

    taken: list[Sample]
    pids: set[int]

    def between(self, start: float, end: float) -> list[Sample]:
        return [each for each in self.taken if start <= each.at <= end]


def web_processes() -> list[psutil.Process]:
    """The web processes of the Lectern that this process has started."""
    return [each for each in psutil.Process().children(recursive=True) if _is_web(each)]


def median_rss(samples: list[Sample]) -> float:
    """In bytes."""
    return statistics.median(each.rss for each in samples)


class Watch:
    """Takes samples in a thread. Its database connection counts as none of the server's."""

    def __init__(self, database: str) -> None:
        self.samples = Samples([], set())
        self._connection = psycopg2.connect(database, application_name=NAME)
        self._connection.autocommit = True
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()
        self._connection.close()

    def _watch(self) -> None:
        while not self._ended.wait(EVERY):
            self.samples.taken.append(self._sample())

    def _sample(self) -> Sample:
        web = web_processes()
        self.samples.pids.update(each.pid for each in web)
        with self._connection.cursor() as cursor:
            cursor.execute(OURS, [NAME])
            connections, busy, segments = cursor.fetchone()
        figures = [_figures(each) for each in web]
        rss, files, threads, cpu = (sum(column) for column in zip(*figures, strict=True))
        return Sample(
            time.monotonic(), int(rss), int(files), int(threads), cpu, connections, busy, segments
        )


@contextmanager
def watched(database: str) -> Iterator[Samples]:
    watch = Watch(database)
    watch.start()
    try:
        yield watch.samples
    finally:
        watch.stop()


def _is_web(process: psutil.Process) -> bool:
    try:
        return process.environ().get("LECTERN_PROCESS", "").startswith("web")
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def _figures(process: psutil.Process) -> tuple[int, int, int, float]:
    with process.oneshot():
        times = process.cpu_times()
        return (
            process.memory_info().rss,
            process.num_fds(),
            process.num_threads(),
            times.user + times.system,
        )
