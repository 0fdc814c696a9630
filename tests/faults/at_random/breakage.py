"""What breaks in a random run, and the supervisor's part in it: to start again what has ended."""

import random
import signal
import time
from collections.abc import Callable

from django.db import Error, connection

from synthesis import tasks
from synthesis.dispatch.wake import wake_workers
from tests.faults import tone
from tests.faults.at_random.random_faults import RandomFaults
from tests.faults.ground import Ground
from tests.faults.worker import Order, WorkerProcess, Workshop, begin

STEP_SECONDS = 0.03
SWEEP_SECONDS = 0.5
POSTGRES_ENDS = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)


def sweep_for_ever(order: Order, talk: object) -> None:
    """A process that does nothing but sweep."""
    begin(order)
    sweep_until_killed()


def sweep_until_killed() -> None:
    """Do what beat and the general worker do for the queue, more often."""
    while True:
        try:
            tasks.sweep()
        except Error:
            connection.close()
        time.sleep(SWEEP_SECONDS)


class Breakage(RandomFaults):
    """On one machine."""

    def __init__(
        self,
        ground: Ground,
        workshop: Workshop,
        chance: random.Random,
        workers: int,
        sweepers: int,
        settings: dict[str, object],
    ) -> None:
        super().__init__(chance)
        self._ground = ground
        self._workshop = workshop
        self._settings = settings
        self._workers = [self._worker() for _ in range(workers)]
        self._sweepers = [self._sweeper() for _ in range(sweepers)]
        self._frozen: list[tuple[float, WorkerProcess]] = []

    def faults(self) -> dict[Callable[[], str], int]:
        return {
            self._kill: 30,
            self._freeze: 12,
            self._terminate: 8,
            self._cut_sessions: 12,
            self._flush: 10,
            self._lose_ticks: 10,
            self._many_ticks: 8,
            self._kill_sweeper: 6,
            self._restart_valkey: 3,
            self._restart_postgres: 3,
        }

    def look_after(self) -> None:
        """Start what has ended, wake what has slept its time."""
        now = time.monotonic()
        for due, worker in self._frozen:
            if due <= now and worker.alive:
                worker.signal(signal.SIGCONT)
        self._frozen = [(due, worker) for due, worker in self._frozen if due > now]
        self._workers = [each if each.alive else self._worker() for each in self._workers]
        self._sweepers = [each if each.alive else self._sweeper() for each in self._sweepers]

    def heal(self) -> None:
        """Everything may run from now on."""
        for _due, worker in self._frozen:
            if worker.alive:
                worker.signal(signal.SIGCONT)
        self._frozen = []

    def _worker(self) -> WorkerProcess:
        together = self._chance.choice((1, 1, 3))
        return self._workshop.start(
            celery=True, step_seconds=STEP_SECONDS, together=together, settings=self._settings
        )

    def _sweeper(self) -> WorkerProcess:
        return self._workshop.start(sweep_for_ever, settings=self._settings)

    def _any_worker(self) -> WorkerProcess:
        return self._chance.choice(self._workers)

    def _kill(self) -> str:
        self._any_worker().kill()
        return "worker killed"

    def _freeze(self) -> str:
        """For less than a lease, or for more."""
        worker = self._any_worker()
        if worker.alive:
            worker.signal(signal.SIGSTOP)
            self._frozen.append((time.monotonic() + self._chance.uniform(0.1, 5), worker))
        return "worker frozen"

    def _terminate(self) -> str:
        worker = self._any_worker()
        if worker.alive:
            worker.signal(signal.SIGTERM)
        return "worker asked to stop"

    def _cut_sessions(self) -> str:
        """End every third session at the database, whatever it is doing."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid %% 3 = %s "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
                [self._chance.randrange(3)],
            )
        return "sessions cut"

    def _flush(self) -> str:
        self._ground.valkey.flushall()
        return "Valkey flushed"

    def _lose_ticks(self) -> str:
        self._ground.valkey.delete(f"synthesis.{tone.NAME}")
        return "ticks lost"

    def _many_ticks(self) -> str:
        for _ in range(50):
            wake_workers(tone.NAME)
        return "ticks repeated"

    def _kill_sweeper(self) -> str:
        self._chance.choice(self._sweepers).kill()
        return "sweeper killed"

    def _restart_valkey(self) -> str:
        self._ground.restart("valkey", gone=self._chance.uniform(0, 1))
        return "Valkey killed"

    def _restart_postgres(self) -> str:
        how = self._chance.choice(POSTGRES_ENDS)
        self._ground.restart("postgres", how, gone=self._chance.uniform(0, 1))
        return f"Postgres ended by {how.name}"
