"""A web process, and how long it takes to answer."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType

import psutil
from django.db import connection

import config
from bench.scale.workspaces import Person

REQUESTS = 200
WARM_UP = 30
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a request: the median seconds until it is answered, and a processor's seconds for it.

    The latter changes little where other work keeps the machine busy.
    """

    seconds: float
    processor: float


class Web:
    """`manage.py serve` on a free port, for a with statement."""

    def __enter__(self) -> "Web":
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        command = [sys.executable, "manage.py", "serve", "--port", str(self._port)]
        self._process = subprocess.Popen(command, cwd=config.ROOT, env=os.environ.copy())
        until = time.monotonic() + PATIENCE
        while self._status("/healthz") != 200:
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError("the web process does not answer")
            time.sleep(0.2)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)

    def ask(self, people: Sequence[Person]) -> dict[str, Cost]:
        """What a REST call and a page cost, which the people ask for in turn."""
        in_turn = [people[n % len(people)] for n in range(max(REQUESTS, len(people)))]
        return {
            "GET /v1/jobs": self._cost(
                [("/v1/jobs", {"Authorization": f"Bearer {each.token}"}) for each in in_turn]
            ),
            "lessons page": self._cost(
                [
                    (f"/w/{each.slug}/lessons/", {"Cookie": f"sessionid={each.session}"})
                    for each in in_turn
                ]
            ),
        }

    def ask_operator(self, session: str) -> Cost:
        """What the operator's list of workspaces costs."""
        return self._cost([("/operator/workspaces/", {"Cookie": f"sessionid={session}"})] * 40)

    def _cost(self, requests: list[tuple[str, dict[str, str]]]) -> Cost:
        for path, headers in requests[:WARM_UP]:
            self._check(path, headers)
        taken, used = [], self._used()
        for path, headers in requests:
            began = time.perf_counter()
            self._check(path, headers)
            taken.append(time.perf_counter() - began)
        return Cost(statistics.median(taken), (self._used() - used) / len(requests))

    def _used(self) -> float:
        """Seconds of a processor that the web process and those who serve clients in PostgreSQL
        have used so far; its own upkeep, after a thousand schemas were made, is not of requests."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")
            pids = [pid for (pid,) in cursor.fetchall()]
        times = [psutil.Process(pid).cpu_times() for pid in (self._process.pid, *pids)]
        return sum(each.user + each.system for each in times)

    def _check(self, path: str, headers: dict[str, str]) -> None:
        if (status := self._status(path, headers)) != 200:
            raise RuntimeError(f"{path} answers {status}")

    def _status(self, path: str, headers: dict[str, str] | None = None) -> int:
        link = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        try:
            link.request("GET", path, headers=headers or {})
            answer = link.getresponse()
            answer.read()
            return answer.status
        except ConnectionRefusedError:
            return 0
        finally:
            link.close()
