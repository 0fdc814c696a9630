"""A web process, and how long it takes to answer."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from types import TracebackType

import config
from bench.scale.workspaces import Person

REQUESTS = 200
WARM_UP = 30
PATIENCE = 60.0


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

    def ask(self, people: Sequence[Person]) -> dict[str, float]:
        """The median seconds of a REST call and of a page, which the people ask for in turn."""
        in_turn = [people[n % len(people)] for n in range(max(REQUESTS, len(people)))]
        return {
            "GET /v1/jobs": self._median(
                [("/v1/jobs", {"Authorization": f"Bearer {each.token}"}) for each in in_turn]
            ),
            "lessons page": self._median(
                [
                    (f"/w/{each.slug}/lessons/", {"Cookie": f"sessionid={each.session}"})
                    for each in in_turn
                ]
            ),
        }

    def ask_operator(self, session: str) -> float:
        """The median seconds of the operator's list of workspaces."""
        return self._median([("/operator/tenants/", {"Cookie": f"sessionid={session}"})] * 40)

    def _median(self, requests: list[tuple[str, dict[str, str]]]) -> float:
        taken = []
        for path, headers in [*requests[:WARM_UP], *requests]:
            began = time.perf_counter()
            status = self._status(path, headers)
            taken.append(time.perf_counter() - began)
            if status != 200:
                raise RuntimeError(f"{path} answers {status}")
        return statistics.median(taken[WARM_UP:])

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
