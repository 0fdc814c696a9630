"""A web process of its own, on the tests' database, and clients that cost little."""

import base64
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection

from accounts import tokens
from runtime.supervision.free_port import free_port
from runtime.supervision.processes import processes
from synthesis import storage
from synthesis.models import Job
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.sealing import installation_keys

START_SECONDS = 60
PATIENCE = 60.0
AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer, and as much of its body as was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of an error that REST answers with."""
        return json.loads(self.body)["error"]["code"]


@dataclass(frozen=True, slots=True)
class WebProcess:
    """A running web process, or several on one port.

    PostgreSQL knows their connections by the name `application`.
    """

    port: int
    application: str
    data: Path
    pids: list[int]

    def get(self, path: str, token: str = "", **headers: str) -> Answer:
        """The whole answer to one request."""
        with closing(self.open(path, token, **headers)) as request:
            head = _head(request)
            body = b""
            while block := request.recv(65536):
                body += block
        return Answer(head.status, head.headers, head.body + body)

    def open(self, path: str, token: str = "", **headers: str) -> socket.socket:
        """Send a request and read nothing."""
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close"]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        request = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        request.sendall("\r\n".join([*lines, "", ""]).encode())
        return request

    @contextmanager
    def streams(self, count: int, path: str, token: str) -> Iterator[list[Answer]]:
        """Streams that stay open until the block is left; yields their heads."""
        heads: list[Answer] = []
        with ExitStack() as opened:
            while missing := min(AT_ONCE, count - len(heads)):
                requests = [self.open(path, token) for _ in range(missing)]
                for request in requests:
                    opened.enter_context(closing(request))
                heads += map(_head, requests)
            yield heads

    def connections(self) -> int:
        """How many connections to PostgreSQL the process has open, busy or not."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s",
                [self.application],
            )
            return cursor.fetchone()[0]

    def cut_connections(self) -> int:
        """End the process's connections in PostgreSQL, as a restart does; returns how many."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
                "WHERE application_name = %s",
                [self.application],
            )
            return cursor.fetchone()[0]


@contextmanager
def started(folder: Path, **variables: str) -> Iterator[WebProcess]:
    """The web process as `manage.py up` starts it, with `variables` in its environment."""
    port = free_port()
    # Earlier tests have emptied the tables since: tokens are signed by the key that is there now.
    installation_keys.forget()
    application = f"web-{port}"
    dsn = connection.get_connection_params()
    url = f"postgresql://{dsn['user']}@/{dsn['dbname']}?host={dsn['host']}"
    env = {
        "DJANGO_SETTINGS_MODULE": "tests.attack.plain_static_settings",
        "LECTERN_DATA": str(folder),
        "LECTERN_MODELS": str(settings.MODELS),
        "LECTERN_MASTER_KEY": base64.b64encode(settings.MASTER_KEYS.current).decode(),
        "DATABASE_URL": f"{url}&application_name={application}",
        **variables,
    }
    webs = [e for e in processes("127.0.0.1", port, env) if e.name.startswith("web")]
    log = folder / "web.log"
    with log.open("wb") as out:
        begun = [
            subprocess.Popen(
                web.argv, cwd=web.cwd, env={**os.environ, **web.env}, stdout=out, stderr=out
            )
            for web in webs
        ]
    running = WebProcess(port, application, folder, [each.pid for each in begun])
    try:
        wait_until(lambda: all(_answers(running, each, log) for each in begun), START_SECONDS)
        wait_until(lambda: all(_listens(each.pid, port) for each in begun), START_SECONDS)
        yield running
    finally:
        for each in begun:
            each.terminate()
        for each in begun:
            each.wait(30)


def _answers(running: WebProcess, process: subprocess.Popen, log: Path) -> bool:
    assert process.poll() is None, log.read_text()
    try:
        return running.get("/healthz").status == 200
    except OSError:
        return False


def _listens(pid: int, port: int) -> bool:
    listening = psutil.Process(pid).net_connections(kind="tcp")
    return any(each.status == psutil.CONN_LISTEN and each.laddr.port == port for each in listening)


def wait_until(condition, seconds: float = PATIENCE) -> None:
    """Return once `condition()` is true. Fails after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it does not come true"
        time.sleep(0.1)


def token_of(tenant: Tenant) -> str:
    """A new REST token of the workspace."""
    _record, text = tokens.issue(tenant=tenant, name="tests")
    return text


def endless_job(tenant: Tenant) -> str:
    """The id of a job that no worker makes, so that its streams stay open."""
    with in_tenant(tenant):
        job = Job.objects.create(
            status=Job.Status.RUNNING,
            engine="kokoro",
            voice="af_heart",
            input="Good morning.",
            sample_rate=24_000,
            segments_total=1,
            usage_day="2026-01-01",
        )
        storage.prepare(storage.job_audio(tenant, job))
    return job.id


def _head(request: socket.socket) -> Answer:
    """The head of the answer, and what of its body came along."""
    received = b""
    while b"\r\n\r\n" not in received:
        block = request.recv(65536)
        if not block:
            raise ConnectionError(f"no whole answer: {received!r}")
        received += block
    head, _blank, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Answer(int(status.split()[1]), headers, body)
