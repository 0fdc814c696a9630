"""PostgreSQL and Valkey beside the containers, at addresses of this machine.

PostgreSQL's role is made by deploy/postgres/make_role.sh, as in deploy/compose.yaml.
"""

import os
import secrets
import subprocess
import time
from pathlib import Path

from config import ROOT
from runtime.embedded.postgres import INSTALL
from runtime.embedded.valkey import Valkey
from runtime.rights.system_user import SystemUser, for_postgres, let_pass
from runtime.supervision.free_port import free_port
from runtime.supervision.programs import Program, RunningProgram
from tests.image.containers import Failed, call


class Neighbours:
    """Both services, while they run. `folder` has their data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._password = secrets.token_hex(16)
        self._valkey = Valkey(folder / "valkey")
        self._running: list[RunningProgram] = []
        self.redis_url = self._valkey.url
        self.database_url = f"postgresql://lectern:{self._password}@127.0.0.1:{self._port}/lectern"

    def __enter__(self) -> "Neighbours":
        logs = self._folder / "logs"
        self._running.append(RunningProgram(self._postgres(), logs))
        self._running.append(RunningProgram(self._valkey.program(), logs))
        self._wait(lambda: call(INSTALL / "bin/pg_isready", *self._server()) != "")
        self._make_role()
        self._wait(self._valkey.ready)
        return self

    def __exit__(self, *_error: object) -> None:
        while self._running:
            running = self._running.pop()
            running.ask_to_stop()
            running.stop(patience=20)

    def _postgres(self) -> Program:
        user = for_postgres() or SystemUser("", os.geteuid(), os.getegid())
        data = self._folder / "postgres"
        data.mkdir(parents=True)
        for path in (data, INSTALL):
            let_pass(path, user)
        os.chown(data, user.uid, user.gid)
        as_user = ["setpriv", f"--reuid={user.uid}", f"--regid={user.gid}", "--clear-groups"]
        initdb = [INSTALL / "bin/initdb", "-D", data, "-U", "postgres", "--encoding=UTF8"]
        call(*as_user, *initdb, "--auth-local=trust", "--auth-host=scram-sha-256", "--locale=C")
        argv = [str(INSTALL / "bin/postgres"), "-D", str(data), "-c", "fsync=off"]
        argv += ["-c", f"port={self._port}", "-c", f"unix_socket_directories={data}"]
        return Program("postgres", argv, cwd=data, user=str(user), quiet=True)

    def _server(self) -> list[str]:
        return ["-h", str(self._folder / "postgres"), "-p", str(self._port)]

    def _make_role(self) -> None:
        path = f"{INSTALL / 'bin'}:{os.environ['PATH']}"
        server = {"PGHOST": str(self._folder / "postgres"), "PGPORT": str(self._port)}
        done = subprocess.run(
            [ROOT / "deploy/postgres/make_role.sh"],
            env={**os.environ, **server, "PATH": path, "LECTERN_DB_PASSWORD": self._password},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Failed(f"deploy/postgres/make_role.sh: {done.stderr}")

    def _wait(self, ready: object) -> None:
        last = ""
        for _attempt in range(120):
            try:
                if callable(ready) and ready():
                    return
            except Failed as error:
                last = str(error)
            time.sleep(0.5)
        raise Failed(f"PostgreSQL and Valkey don't answer. {last}")
