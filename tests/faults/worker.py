"""Real worker processes that can be made to stand still at one exact moment, and be killed there.

The product knows nothing of it: in its own process the worker's functions are wrapped, so that
the one asked for says that it is reached and waits. Processes are forked from one that has Django
loaded already (multiprocessing's forkserver), which takes milliseconds instead of seconds.
"""

import multiprocessing
import multiprocessing.connection
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import config
from runtime.supervision.tied import tie

PATIENCE = 180.0
"""Seconds after which something that must happen counts as never happening."""


@dataclass(frozen=True)
class Order:
    """What a worker process is to be like.

    `stand_at` names a moment of MOMENTS, `nth` which one of them. A `celery` worker is the true
    one; the others run synthesis.worker.Worker in a loop, as one that gets a tick all the time.
    `settings` are Django's, `environment` is added to the process's own. An engine that is
    `detuned` makes other audio of the same segment, by so many hertz; one that `drifts`, after the
    first step. `host` is one of a cluster (tests.cluster).
    """

    log: Path
    stand_at: str = ""
    nth: int = 1
    step_seconds: float = 0.0
    together: int = 1
    celery: bool = False
    settings: dict[str, object] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    detuned: float = 0.0
    drifts: bool = False
    host: str = ""


Stop = Callable[[], None]


def _before(where: object, name: str) -> Callable[[Stop], None]:
    def wrap(stop: Stop) -> None:
        original = getattr(where, name)

        def wrapped(*args, **kwargs):
            stop()
            return original(*args, **kwargs)

        mock.patch.object(where, name, wrapped).start()

    return wrap


def _after(where: object, name: str) -> Callable[[Stop], None]:
    def wrap(stop: Stop) -> None:
        original = getattr(where, name)

        def wrapped(*args, **kwargs):
            result = original(*args, **kwargs)
            stop()
            return result

        mock.patch.object(where, name, wrapped).start()

    return wrap


def _moments() -> dict[str, Callable[[Stop], None]]:
    from synthesis import storage
    from synthesis.dispatch import queue
    from synthesis.jobs.outcomes import finish
    from tests.faults.tone import ToneEngine
    from web.jobs.api import jobs

    return {
        "jobs are listed": _before(jobs, "page"),
        # Its rows are written, its transaction is open.
        "claim not committed": _before(queue, "Claim"),
        "claimed": _after(queue, "claim"),
        "in a step": _before(ToneEngine, "step"),
        "a segment is spoken": _before(storage, "write_segment"),
        "half a file": _before(os, "fsync"),
        "file written": _after(storage, "write_segment"),
        "finish not committed": _after(queue, "finish"),
        "finished": _after(finish, "finish_segment"),
    }


class WorkerProcess:
    """A worker, from outside."""

    def __init__(self, process, talk: multiprocessing.connection.Connection, order: Order) -> None:
        self._process = process
        self._talk = talk
        self.order = order

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def wait_until_it_stands(self) -> None:
        """Wait until it is at the moment that it was ordered to stand at."""
        assert self.heard() == self.order.stand_at

    def heard(self):
        """What it says next."""
        assert self._talk.poll(PATIENCE), f"it says nothing: see {self.order.log}"
        return self._talk.recv()

    def go_on(self) -> None:
        self._talk.send("go on")

    def signal(self, number: signal.Signals) -> None:
        os.kill(self._process.pid, number)

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        if self.alive:
            self._process.kill()
        self._process.join(PATIENCE)
        assert not self.alive

    def wait(self, seconds: float = PATIENCE) -> bool:
        """True when it ended by itself in that time."""
        self._process.join(seconds)
        return not self.alive

    @property
    def exit_code(self) -> int | None:
        return self._process.exitcode


class Workshop:
    """Starts workers on a ground, and ends all of them."""

    def __init__(self, env: dict[str, str], logs: Path) -> None:
        self._logs = logs
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.faults.preload"])
        self._env = {**env, "PYTHONPATH": str(config.ROOT)}
        self.workers: list[WorkerProcess] = []

    def start(self, target: Callable | None = None, **order) -> WorkerProcess:
        """Start a worker; see Order. `target` replaces what it does."""
        self._logs.mkdir(parents=True, exist_ok=True)
        spec = Order(self._logs / f"worker-{len(self.workers)}.log", **order)
        ours, theirs = self._context.Pipe()
        with mock.patch.dict(os.environ, self._env):
            process = self._context.Process(target=target or run, args=(spec, theirs), daemon=True)
            process.start()
        theirs.close()
        worker = WorkerProcess(process, ours, spec)
        self.workers.append(worker)
        return worker

    def kill_all(self) -> None:
        for worker in self.workers:
            worker.kill()
        self.workers.clear()


@contextmanager
def workshop(env: dict[str, str], logs: Path) -> Iterator[Workshop]:
    workers = Workshop(env, logs)
    try:
        yield workers
    finally:
        workers.kill_all()


# --- Inside of the process ------------------------------------------------------------------------


def begin(order: Order) -> None:
    """Tie the process to the one that forked it, and send what it prints to its log."""
    tie(signal.SIGKILL, os.getppid())
    log_to(order.log)
    from django.conf import settings

    from tests.faults import tone

    tone.register()
    os.environ.update(order.environment)
    if order.stand_at:
        settings.STEP_SECONDS = PATIENCE  # who stands still in a step doesn't hang
    for name, value in order.settings.items():
        setattr(settings, name, value)


def log_to(path: Path) -> None:
    """Send what this process prints to a file."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)


def run(order: Order, talk: multiprocessing.connection.Connection) -> None:
    """The worker process."""
    begin(order)
    if order.stand_at:
        _moments()[order.stand_at](_stop(order, talk))
    if order.celery:
        work_for_celery(order)
    else:
        _run_loop(order)


def _stop(order: Order, talk: multiprocessing.connection.Connection) -> Stop:
    left = order.nth

    def stop() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            talk.send(order.stand_at)
            talk.recv()

    return stop


def _run_loop(order: Order) -> None:
    from django.conf import settings

    from synthesis.worker.worker import Worker
    from tests.faults.tone import ToneEngine

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    engine = ToneEngine(order.step_seconds, order.together, order.detuned, order.drifts)
    worker = Worker(engine, name=f"worker:{os.getpid()}", step_limit=settings.STEP_SECONDS)
    while not stopping.is_set():
        worker.run_until_idle(stopping.is_set)
        stopping.wait(0.1)


def serve(order: Order, talk: multiprocessing.connection.Connection) -> None:
    """The web process; it tells its port."""
    begin(order)
    if order.stand_at:
        _moments()[order.stand_at](_stop(order, talk))
    from runtime.web_server.serve import web_server

    listener = socket.create_server(("127.0.0.1", 0))
    talk.send(listener.getsockname()[1])
    web_server().run([listener])


def work_for_celery(order: Order) -> None:
    """Be the true worker of the tone engine, until SIGTERM."""
    from runtime.roles import leaving
    from tests.faults import tone

    own = {
        "LECTERN_ENGINE": tone.NAME,
        tone.STEP_SECONDS: str(order.step_seconds),
        tone.TOGETHER: str(order.together),
    }
    os.environ.update(own)
    name = f"{tone.NAME}-{os.getpid()}@localhost"
    queues = f"synthesis.{tone.NAME}"
    leaving.follow_celery()
    config.celery_app.worker_main(
        ["worker", "--pool", "solo", "-l", "INFO", "-n", name, "-Q", queues]
    )
