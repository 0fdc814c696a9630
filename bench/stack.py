"""Runs all of Lectern with `manage.py up` for a bench run."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import config


@dataclass(frozen=True, slots=True)
class Stack:
    """A running Lectern."""

    url: str
    env: dict[str, str]
    pid: int
    """Of the process that supervises all others."""

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=config.ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def token(self, slug: str) -> str:
        """Create a workspace and return a token for it."""
        owner = ("--owner", f"{slug}@example.org", "--password", "a long enough phrase")
        output = self.manage("create_tenant", slug, "--name", slug, *owner, "--plan", "campus")
        if not json.loads(output)["created"]:
            raise RuntimeError(f"the workspace {slug} exists already")
        return self.manage("issue_token", slug, "--name", "bench").strip()


@contextmanager
def running(kept: Path | None = None) -> Iterator[Stack]:
    """Start everything on a free port; stop it at the end.

    Data are in `kept`, or in a temporary folder.
    """
    models = os.environ.get("LECTERN_MODELS") or str(config.ROOT / ".data" / "models")
    unset = ("DATABASE_URL", "REDIS_URL", "LECTERN_MASTER_KEY", "LOG_LEVEL")
    env = {key: value for key, value in os.environ.items() if key not in unset}
    with tempfile.TemporaryDirectory(prefix="lectern-bench-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        env |= {
            "LECTERN_DATA": str((kept or Path(folder)) / "data"),
            "LECTERN_MODELS": models,
            "PORT": str(port),
        }
        log = Path(folder) / "up.log"
        with log.open("wb") as out:
            command = [sys.executable, "manage.py", "up"]
            process = subprocess.Popen(command, cwd=config.ROOT, env=env, stdout=out, stderr=out)
        try:
            while not re.search("Ready after", log.read_text()):
                if process.poll() is not None:
                    raise RuntimeError(log.read_text())
                time.sleep(0.2)
            yield Stack(f"http://localhost:{port}", env, process.pid)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)
