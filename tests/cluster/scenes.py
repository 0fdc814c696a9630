"""What must hold in a cluster that hums. Each scene says what it saw, or raises SceneFailed."""

import json
import secrets
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx2 as httpx

from synthesis.models import Job
from tenants.context import in_tenant
from tenants.models import Tenant
from tests.cluster import worker
from tests.cluster.clients import Workspace
from tests.cluster.cluster import LEASE_SECONDS, ONE, TWO, Cluster
from tests.cluster.hosts import Web
from tests.cluster.network import Host
from tests.cluster.takes import is_beginning, takes_of
from tests.faults.at_random.customers import SENTENCES
from tests.faults.tone import NAME, VOICE
from tests.faults.worker import WorkerProcess, Workshop

PATIENCE = 90.0
AWAY_SECONDS = 60.0
SLOWEST_ANSWER = 15.0
"""Two waits of five seconds for the store (tenants.stores.objects.PATIENCE), and what is around."""
LONG = " ".join(SENTENCES * 2)


class SceneFailed(Exception):
    """Something does not hold; the message says what."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the scenes play on: two webs, and workers that are forked when they are wanted."""

    cluster: Cluster
    workshop: Workshop
    webs: tuple[Web, Web]
    workspace: Workspace

    def client(self, web: int = 0) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.workspace.token}"}
        return httpx.Client(base_url=self.webs[web].url, headers=headers, timeout=60)

    def worker(self, host: Host, step_seconds: float) -> WorkerProcess:
        """A worker on a host, once it takes work."""
        started = self.workshop.start(worker.work, step_seconds=step_seconds, host=host.name)
        until = time.monotonic() + PATIENCE
        while not (log := started.order.log).exists() or "ready." not in log.read_text():
            must(time.monotonic() < until, f"a worker does not start: see {started.order.log}")
            time.sleep(0.1)
        return started

    def sweeper(self, host: Host) -> WorkerProcess:
        """A process on a host that sweeps the queue."""
        return self.workshop.start(worker.sweep, host=host.name)

    def job(self, job_id: str) -> Job:
        with in_tenant(Tenant.objects.get(slug=self.workspace.slug)):
            return Job.objects.get(id=job_id)


def must(holds: bool, what: str) -> None:
    """Raises SceneFailed."""
    if not holds:
        raise SceneFailed(what)


def wrong_key(stage: Stage) -> str:
    """A process with another master key does not start, and says why."""
    other = "A" * 43 + "="
    role = stage.cluster.role(TWO, "general", LECTERN_MASTER_KEY=other)
    role.start()
    status = role.wait_until_it_ends()
    must(status != 0, "a process with another master key ended as if all were well")
    must("master key" in role.log.lower(), f"it does not say why:\n{role.log}")
    return f"ends with status {status}: {role.log.strip().splitlines()[-1].strip()}"


def folder_of_its_own(stage: Stage) -> str:
    """A process that keeps files in its own folder, unlike the others, does not start."""
    role = stage.cluster.role(TWO, "worker", NAME, LECTERN_FILES="")
    role.start()
    status = role.wait_until_it_ends()
    must(status != 0, "a worker that does not see the others' files ended as if all were well")
    must("files of this installation" in role.log, f"it does not say why:\n{role.log}")
    return f"ends with status {status}: {role.log.strip().splitlines()[-1].strip()}"


def worker_cut_off(stage: Stage) -> str:
    """A worker is cut off amid a segment. Another host goes on; what it makes sounds otherwise."""
    first = stage.worker(ONE, 0.4)
    heard, ended, job = bytearray(), False, ""
    sweeper = stage.sweeper(TWO)
    second = None
    with (
        stage.client(1) as client,
        client.stream("POST", "/v1/audio/speech", json=_speech()) as got,
    ):
        must(got.status_code == 200, f"a stream was refused: {got.status_code}")
        job = got.headers["x-lectern-job"]
        try:
            for part in got.iter_raw():
                heard += part
                if second is None and len(heard) > 10_000:  # two steps of the first segment
                    ONE.unplug()
                    second = stage.worker(TWO, 0.0)
            ended = True
        except httpx.HTTPError:
            ended = False
    try:
        _until(lambda: stage.job(job).status != Job.Status.RUNNING, "the job ends")
        takes = takes_of(stage.job(job).input, stage.job(job).seed)
        must(len(heard) > 0, "nothing was heard")
        must(is_beginning(bytes(heard), takes), "two takes of a segment were joined in a stream")
        time.sleep(LEASE_SECONDS)
    finally:
        ONE.plug_in()
    time.sleep(2)  # the first wakes up late, and may change nothing
    for each in (first, second, sweeper):
        if each is not None:
            each.kill()
    how = "to its end" if ended else "until it broke off"
    return f"heard {len(heard)} bytes {how}, of whole takes"


def store_away(stage: Stage) -> str:
    """The object store gives no answer for a minute. Work waits, requests are answered."""
    workers = [stage.worker(host, 0.1) for host in (ONE, TWO)]
    sweeper = stage.sweeper(ONE)
    at_work = {"model": NAME, "voice": VOICE, "input": LONG}
    with stage.client() as client:
        jobs = [client.post("/v1/jobs", json=at_work).json()["id"] for _ in range(3)]
    _until(lambda: stage.job(jobs[0]).segments_done > 0, "the first job is being made")
    with stage.client() as client, stage.cluster.store.frozen():
        until = time.monotonic() + AWAY_SECONDS
        statuses: dict[int, int] = {}
        slowest = 0.0
        while time.monotonic() < until:
            began = time.monotonic()
            answer = client.post(
                "/v1/jobs",
                json={"model": NAME, "voice": VOICE, "input": SENTENCES[0]},
                headers={"Idempotency-Key": secrets.token_hex(8)},
            )
            slowest = max(slowest, time.monotonic() - began)
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
            if answer.status_code < 300:
                jobs.append(answer.json()["id"])
            must(answer.status_code < 300 or answer.status_code in (503, 507), answer.text)
            time.sleep(2)
        ready = stage.webs[0].status()
    must(ready == 503, f"/readyz answers {ready} while the store is away")
    must(slowest < SLOWEST_ANSWER, f"an answer took {slowest:.1f} s")
    _until(lambda: all(stage.job(job).status == Job.Status.COMPLETED for job in jobs), "all made")
    for each in (*workers, sweeper):
        each.kill()
    told = ", ".join(f"{status} {count}" for status, count in sorted(statuses.items()))
    return f"answers in the minute: {told}, the slowest {slowest:.1f} s; all {len(jobs)} jobs made"


def valkey_lost(stage: Stage) -> str:
    """Valkey is flushed while a stream is open, and killed; the stream goes on from the store."""
    worker_process = stage.worker(ONE, 0.1)
    sweeper = stage.sweeper(TWO)
    heard = bytearray()
    with stage.client() as client, client.stream("POST", "/v1/audio/speech", json=_speech()) as got:
        job = got.headers["x-lectern-job"]
        for number, part in enumerate(got.iter_raw()):
            heard += part
            if number == 0:
                stage.cluster.valkey.client.flushall()
            if number == 2:
                stage.cluster.valkey.stop(signal.SIGKILL)
                stage.cluster.valkey.start()
    takes = takes_of(stage.job(job).input, stage.job(job).seed)
    must(any(bytes(heard) == b"".join(one) for one in _by_host(takes)), "not what the worker made")
    for each in (worker_process, sweeper):
        each.kill()
    return f"heard all {len(heard)} bytes"


def database_fails_over(stage: Stage) -> str:
    """The primary is killed while jobs are made; its replica and another host take over."""
    workers = [stage.worker(ONE, 0.05)]
    sweeper = stage.sweeper(TWO)
    with stage.client() as client:
        jobs = [
            client.post("/v1/jobs", json={"model": NAME, "voice": VOICE, "input": LONG}).json()[
                "id"
            ]
            for _ in range(5)
        ]
        time.sleep(1)
        began = time.monotonic()
        stage.cluster.database.fail_over([ONE, TWO])
        _until(lambda: client.get(f"/v1/jobs/{jobs[0]}").status_code == 200, "requests go on")
        seconds = time.monotonic() - began
        stage.cluster.database.follow()

    def all_made() -> bool:
        if not workers[0].alive:
            workers[0] = stage.worker(ONE, 0.05)
        return all(stage.job(job).status == Job.Status.COMPLETED for job in jobs)

    _until(all_made, "all jobs are made")
    for each in (*workers, sweeper):
        each.kill()
    return f"requests are answered again after {seconds:.1f} s; all 5 jobs made"


SCENES: dict[str, Callable[[Stage], str]] = {
    "wrong key": wrong_key,
    "folder of its own": folder_of_its_own,
    "worker cut off": worker_cut_off,
    "Valkey lost": valkey_lost,
    "database fails over": database_fails_over,
    "store away": store_away,
}


def _speech() -> dict[str, str]:
    return {"model": NAME, "voice": VOICE, "input": LONG, "response_format": "pcm"}


def _by_host(takes) -> list[list[bytes]]:
    return [list(of_host) for of_host in zip(*takes, strict=True)]


def _until(true: Callable[[], bool], what: str) -> None:
    """Wait for it. Whatever goes wrong on the way may do so until PATIENCE is over."""
    from django.db import Error, connection

    until = time.monotonic() + PATIENCE
    while True:
        try:
            if true():
                return
            last = ""
        except (Error, httpx.HTTPError, json.JSONDecodeError) as error:
            connection.close()
            last = f" ({error})"
        must(time.monotonic() < until, f"never: {what}{last}")
        time.sleep(0.2)
