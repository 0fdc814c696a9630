"""What breaks in a random run of the cluster, and who starts again what has ended."""

import contextlib
import random
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import psycopg2
import redis

from tests.cluster import worker
from tests.cluster.cluster import HOSTS, ONE, TWO, Cluster
from tests.cluster.hosts import Web
from tests.cluster.network import Host
from tests.faults import tone
from tests.faults.at_random.random_faults import RandomFaults
from tests.faults.worker import WorkerProcess, Workshop

STEP_SECONDS = 0.03
WORKERS_OF_A_HOST = 2


class Breakage(RandomFaults):
    """On several hosts."""

    def __init__(
        self, cluster: Cluster, workshop: Workshop, webs: Sequence[Web], chance: random.Random
    ) -> None:
        super().__init__(chance)
        self._cluster = cluster
        self._workshop = workshop
        self._webs = webs
        self._workers = [
            self._worker(host) for host in (ONE, TWO) for _ in range(WORKERS_OF_A_HOST)
        ]
        self._sweepers = [self._sweeper(host) for host in (ONE, TWO)]
        self._healing: list[tuple[float, Callable[[], None]]] = []
        self._hurt: set[str] = set()

    def faults(self) -> dict[Callable[[], str], int]:
        return {
            self._kill_worker: 30,
            self._freeze_worker: 12,
            self._ask_worker_to_stop: 8,
            self._kill_sweeper: 6,
            self._unplug: 8,
            self._cut_sessions: 12,
            self._flush: 10,
            self._lose_ticks: 10,
            self._freeze_store: 6,
            self._lose_store: 4,
            self._restart_valkey: 3,
            self._kill_web: 1,
            self._fail_over: 1,
        }

    def look_after(self) -> None:
        """End what was to last a while, and start again what has ended."""
        now = time.monotonic()
        for due, heal in self._healing:
            if due <= now:
                heal()
        self._healing = [(due, heal) for due, heal in self._healing if due > now]
        for alive, start in ((self._workers, self._worker), (self._sweepers, self._sweeper)):
            for at, each in enumerate(alive):
                if not each.alive:
                    [host] = [host for host in HOSTS if host.name == each.order.host]
                    alive[at] = start(host)
        for web in self._webs:
            if not web.alive:
                web.kill()
                web.start()

    def heal(self) -> None:
        """Nothing is broken any more."""
        for _due, heal in self._healing:
            heal()
        self._healing = []

    def _for_a_while(self, what: str, broken: AbstractContextManager[None], most: float) -> str:
        """Break something that isn't broken already, for a time at random."""
        if what in self._hurt:
            return ""
        stack = contextlib.ExitStack()
        stack.enter_context(broken)
        self._hurt.add(what)

        def heal() -> None:
            stack.close()
            self._hurt.discard(what)

        self._healing.append((time.monotonic() + self._chance.uniform(0.1, most), heal))
        return what

    def _worker(self, host: Host) -> WorkerProcess:
        together = self._chance.choice((1, 1, 3))
        return self._workshop.start(
            worker.work, step_seconds=STEP_SECONDS, together=together, host=host.name
        )

    def _sweeper(self, host: Host) -> WorkerProcess:
        return self._workshop.start(worker.sweep, host=host.name)

    def _kill_worker(self) -> str:
        self._chance.choice(self._workers).kill()
        return "worker killed"

    def _freeze_worker(self) -> str:
        """For less than a lease, or for more."""
        return self._for_a_while("worker frozen", _frozen(self._chance.choice(self._workers)), 5)

    def _ask_worker_to_stop(self) -> str:
        chosen = self._chance.choice(self._workers)
        if chosen.alive:
            chosen.signal(signal.SIGTERM)
        return "worker asked to stop"

    def _kill_sweeper(self) -> str:
        self._chance.choice(self._sweepers).kill()
        return "sweeper killed"

    def _unplug(self) -> str:
        """A host that speaks is cut off: its web, its workers and its sweeper."""
        return self._for_a_while("host cut off", _unplugged(self._chance.choice((ONE, TWO))), 5)

    def _cut_sessions(self) -> str:
        with contextlib.suppress(psycopg2.OperationalError):
            self._cluster.database.cut_sessions(self._chance.randrange(3))
        return "sessions cut"

    def _flush(self) -> str:
        with contextlib.suppress(redis.RedisError):
            self._cluster.valkey.client.flushall()
        return "Valkey flushed"

    def _lose_ticks(self) -> str:
        with contextlib.suppress(redis.RedisError):
            self._cluster.valkey.client.delete(f"synthesis.{tone.NAME}")
        return "ticks lost"

    def _freeze_store(self) -> str:
        return self._for_a_while("store frozen", self._cluster.store.frozen(), 4)

    def _lose_store(self) -> str:
        return self._for_a_while("store unreachable", self._cluster.store.unreachable(), 4)

    def _restart_valkey(self) -> str:
        self._cluster.valkey.stop(signal.SIGKILL)
        time.sleep(self._chance.uniform(0, 1))
        self._cluster.valkey.start()
        return "Valkey killed"

    def _kill_web(self) -> str:
        self._chance.choice(self._webs).kill()
        return "web killed"

    def _fail_over(self) -> str:
        self._cluster.database.fail_over([ONE, TWO])
        self._cluster.database.follow()
        return "database failed over"


@contextlib.contextmanager
def _frozen(process: WorkerProcess):
    if process.alive:
        process.signal(signal.SIGSTOP)
    yield
    if process.alive:
        process.signal(signal.SIGCONT)


@contextlib.contextmanager
def _unplugged(host: Host):
    host.unplug()
    yield
    host.plug_in()
