"""A role of Lectern, started by the command `lectern` on the tests' database and Valkey."""

import base64
import http.client
import json
import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from runtime.roles.names import command

PATIENCE = 90.0


@dataclass(frozen=True, slots=True)
class RoleProcess:
    """A role that runs, and its health port."""

    process: subprocess.Popen[bytes]
    health: int
    log: Path

    def get(self, path: str, port: int = 0, **headers: str) -> tuple[int, str]:
        """(status, body) of GET; status 0 where nothing answers."""
        web = http.client.HTTPConnection("127.0.0.1", port or self.health, timeout=60)
        try:
            web.request("GET", path, headers={"Host": "localhost", **headers})
            answer = web.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error)
        finally:
            web.close()

    def checks(self) -> dict[str, str]:
        """What /readyz says of each check; empty where nothing answers."""
        status, body = self.get("/readyz")
        return json.loads(body)["checks"] if status else {}

    def wait_until_ready(self) -> None:
        self.wait_for(lambda: self.get("/readyz")[0] == 200)

    def wait_for(self, fact) -> None:
        until = time.monotonic() + PATIENCE
        while not fact():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, (self.checks(), self.log.read_text())
            time.sleep(0.05)

    def end(self, seconds: float = 30) -> int:
        """SIGTERM; returns the exit status."""
        self.process.terminate()
        return self.process.wait(seconds)


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """That of a machine which has the tests' database, Valkey and master key; none has others."""
    dsn = connection.get_connection_params()
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.attack.plain_static_settings",
        "LECTERN_DATA": str(folder),
        "LECTERN_MODELS": str(settings.MODELS),
        "LECTERN_MASTER_KEY": base64.b64encode(settings.MASTER_KEYS.current).decode(),
        "LECTERN_SUPERVISED": "1",  # the pages' files are not collected
        "DATABASE_URL": f"postgresql://{dsn['user']}@/{dsn['dbname']}?host={dsn['host']}",
        **variables,
    }


@contextmanager
def role(folder: Path, *arguments: str, **variables: str) -> Iterator[RoleProcess]:
    """Start `lectern ARGUMENTS…`; end it after the block."""
    health, log = a_port(), folder / "log"
    env = environment(folder, LECTERN_HEALTH_PORT=str(health), **variables)
    with log.open("wb") as out:
        process = subprocess.Popen(command(*arguments), env=env, stdout=out, stderr=out)
    try:
        yield RoleProcess(process, health, log)
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def refusal(folder: Path, *arguments: str, **variables: str) -> str:
    """What `lectern ARGUMENTS…` says when it refuses to start."""
    env = {name: value for name, value in environment(folder, **variables).items() if value}
    done = subprocess.run(
        command(*arguments), env=env, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr


def a_port() -> int:
    """A port below those that Linux gives out."""
    return secrets.choice(range(20_000, 32_000))
