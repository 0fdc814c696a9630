"""The role `worker`: one process, or one for each GPU of the machine and one that keeps them."""

import http.client
import json
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.conf import settings

from runtime import metrics_folder
from runtime.model_store import model_folders
from runtime.progress import complain
from runtime.roles import celery_roles, health, key_check
from runtime.roles.names import SUPERVISED
from runtime.supervision import gpus
from runtime.supervision.free_port import free_port
from runtime.supervision.processes import workers
from runtime.supervision.stop_signal import StopSignal, StopWanted
from runtime.supervision.supervise import MARGIN, Supervisor
from telemetry.process_state import this_process

TASKS = "synthesis.worker.tasks"
ASK_EVERY = 2.0
ANSWER_SECONDS = 5.0
HERE = "127.0.0.1"


def run(engine: str) -> int:
    """Make segments until SIGTERM; returns the exit status. Raises StartError."""
    if not os.environ.get(SUPERVISED):
        folder = model_folders.manifest().get(engine)
        places = gpus.for_workers(folder, os.environ)
        if len(places) > 1:
            return _keep_several(engine, places)
    return celery_roles.worker(f"synthesis.{engine}", [engine], TASKS)


def _keep_several(engine: str, places: Sequence[Mapping[str, str]]) -> int:
    """Keep a worker at each place until SIGTERM, and answer for all of them."""
    stop = StopSignal()
    with metrics_folder.of_a_run() as metrics:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        health.open_port(patience=health.LOOP_PATIENCE, metrics=metrics)
        key_check.wait_and_check()
        stop.install()
        env = {metrics_folder.VARIABLE: str(metrics), health.HOST: HERE}
        forget = partial(metrics_folder.forget, metrics)
        patience = settings.DRAIN_SECONDS + MARGIN
        supervisor = Supervisor(None, stop, complain, on_end=forget, patience=patience)
        kept = []
        try:
            for program in workers(engine, places, env):
                one = _Worker(program.name, free_port())
                own = {**program.env, health.PORT: str(one.port)}
                supervisor.start_process(replace(program, env=own))
                kept.append(one)
            supervisor.keep(_Round(kept))
        except StopWanted:
            this_process.draining.set()
        finally:
            supervisor.stop_all()
    return 0


@dataclass(frozen=True, slots=True)
class _Worker:
    """One of the processes, and where it answers for its health."""

    name: str
    port: int

    def is_stuck(self) -> bool:
        status, _body = self._get("/healthz")
        return status == 503

    def obstacle(self) -> str | None:
        """Why it is not ready; None if it is."""
        status, body = self._get("/readyz")
        if status == 200:
            return None
        checks = json.loads(body)["checks"] if status else {}
        wrong = [said for said in checks.values() if said != "ok"]
        return f"{self.name}: {wrong[0] if wrong else 'it is still starting'}"

    def _get(self, path: str) -> tuple[int, bytes]:
        """(status, body); status 0 where nothing answers."""
        asked = http.client.HTTPConnection(HERE, self.port, timeout=ANSWER_SECONDS)
        try:
            asked.request("GET", path)
            answer = asked.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            asked.close()


@dataclass(slots=True)
class _Round:
    """Asks all workers every ASK_EVERY seconds: ready is who has all of them ready, and stuck who
    has one that is."""

    kept: Sequence[_Worker]
    ask_at: float = 0.0

    def __call__(self) -> None:
        if time.monotonic() < self.ask_at:
            return
        if not any(one.is_stuck() for one in self.kept):
            this_process.move()
        this_process.obstacle = next((said for one in self.kept if (said := one.obstacle())), None)
        if this_process.obstacle:
            this_process.warm.clear()
        else:
            this_process.warm.set()
        self.ask_at = time.monotonic() + ASK_EVERY
