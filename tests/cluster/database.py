"""A PostgreSQL on one host and its replica on another, one of which has the database's address.

Replication is synchronous: what was committed is on both, so that a failover loses nothing. Who
takes over also takes the address, as with keepalived or Patroni's virtual IP.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg2
from psycopg2 import sql

from runtime.embedded import database_roles
from runtime.embedded.database_roles import DATABASE, ROLE, SUPERUSER
from runtime.embedded.postgres import INSTALL
from runtime.rights.system_user import for_postgres, let_pass
from runtime.supervision.programs import TIED, Program, RunningProgram
from tests.cluster.network import NETWORK, Host, run

ADDRESS = f"{NETWORK}.100"
PORT = 5432
PATIENCE = 60.0
RULES = f"""\
local all all trust
host all all {NETWORK}.0/24 trust
host replication all {NETWORK}.0/24 trust
"""
SETTINGS = """\
listen_addresses = '*'
wal_keep_size = '512MB'
max_connections = 200
unix_socket_directories = '/tmp'
"""


class Member:
    """One PostgreSQL of the pair."""

    def __init__(self, host: Host, folder: Path) -> None:
        self.host = host
        self.folder = folder / f"postgres-{host.name}"
        self.running: RunningProgram | None = None

    def start(self, logs: Path) -> None:
        options = ("-c", "unix_socket_directories=")
        argv = _as_postgres(self.host, "postgres", "-D", str(self.folder), *options)
        program = Program(
            name=f"postgres-{self.host.name}",
            argv=argv,
            cwd=self.folder.parent,
            env={"LC_ALL": "C"},
            stop_signal=signal.SIGINT,
            quiet=True,
        )
        self.running = RunningProgram(program, logs)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        if self.running is not None:
            os.kill(self.running.pid, how)
            self.running.stop(patience=30)
            self.running = None

    def query(self, statement: str, database: str = "postgres") -> object:
        """The first value of what a statement of the superuser returns."""
        url = f"postgresql://{SUPERUSER}@{self.host.address}:{PORT}/{database}"
        with closing(psycopg2.connect(url, connect_timeout=5)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchone()[0] if cursor.description else None  # type: ignore[index]


class Pair:
    """The database of the cluster. `url` stays the same, whoever answers there."""

    url = f"postgresql://{ROLE}@{ADDRESS}:{PORT}/{DATABASE}"

    def __init__(self, first: Host, second: Host, folder: Path, logs: Path) -> None:
        self.primary = Member(first, folder)
        self.replica = Member(second, folder)
        self._logs = logs

    def start(self) -> None:
        """Make both and wait until the replica follows."""
        _make(self.primary)
        self.primary.start(self._logs)
        _wait(lambda: self.primary.query("SELECT 1") == 1, "the primary answers")
        database_roles.settle(self._superuser)
        self.primary.host.take_address(ADDRESS)
        self.follow()

    def stop(self) -> None:
        for member in (self.replica, self.primary):
            member.stop(signal.SIGQUIT)

    def fail_over(self, everybody: list[Host]) -> None:
        """Kill the primary. The replica and its host take over; then call `follow`."""
        self.primary.stop(signal.SIGKILL)
        self.primary.host.give_address_up(ADDRESS)
        # It waits for no replica from now on: there is none.
        self.replica.query("ALTER SYSTEM RESET synchronous_standby_names")
        self.replica.query("SELECT pg_promote(true, 60)")
        self.replica.host.take_address(ADDRESS)
        for host in everybody:
            host.forget_neighbours()
        run("ip", "neigh", "flush", "all")
        self.primary, self.replica = self.replica, self.primary

    def follow(self) -> None:
        """Make the replica anew from the primary, and commit nothing any more without it."""
        shutil.rmtree(self.replica.folder, ignore_errors=True)
        source = ("-h", self.primary.host.address, "-U", SUPERUSER)
        _run(
            self.replica.host,
            "pg_basebackup",
            *("-D", str(self.replica.folder), "-R", "-X", "stream", "-c", "fast", *source),
        )
        self.replica.start(self._logs)
        streaming = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
        _wait(lambda: self.primary.query(streaming) == 1, "the replica follows")
        self.primary.query("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.primary.query("SELECT pg_reload_conf()")

    def _superuser(self, database: str) -> psycopg2.extensions.connection:
        host = self.primary.host.address
        return psycopg2.connect(f"postgresql://{SUPERUSER}@{host}:{PORT}/{database}")

    def cut_sessions(self, remainder: int) -> None:
        """End every third session, whatever it is doing."""
        statement = sql.SQL(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid % 3 = {} "
            "AND usename = {} AND backend_type = 'client backend'"
        ).format(sql.Literal(remainder), sql.Literal(ROLE))
        with closing(self._superuser("postgres")) as connection, connection.cursor() as cursor:
            cursor.execute(statement)


def _make(member: Member) -> None:
    """A new cluster of databases that trusts everybody on our network."""
    user = for_postgres()
    member.folder.parent.mkdir(parents=True, exist_ok=True)
    if user:
        let_pass(member.folder, user)
        let_pass(INSTALL, user)
        os.chown(member.folder.parent, user.uid, user.gid)
    _run(
        member.host,
        "initdb",
        *("-D", str(member.folder), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
    )
    (member.folder / "pg_hba.conf").write_text(RULES)
    with (member.folder / "postgresql.conf").open("a") as file:
        file.write(SETTINGS)


def _as_postgres(host: Host, program: str, *arguments: str) -> list[str]:
    """The command line of one of PostgreSQL's programs on a host, which refuse to run as root."""
    tied = [sys.executable, "-I", "-S", str(TIED), str(int(signal.SIGKILL)), str(os.getpid())]
    command = [str(INSTALL / "bin" / program), *arguments]
    return host.inside(*tied, str(for_postgres() or "-"), *command)


def _run(host: Host, program: str, *arguments: str) -> None:
    done = subprocess.run(
        _as_postgres(host, program, *arguments),
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        cwd="/",
    )
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stderr.strip()}")


def _wait(true, what: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            if true():
                return
        except psycopg2.OperationalError as error:
            reason = str(error).strip()
        else:
            reason = ""
        if time.monotonic() > until:
            raise RuntimeError(f"never: {what}. {reason}")
        time.sleep(0.1)
