"""The processes of a host: roles of Lectern, each with a data folder that nobody else sees."""

import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import config
from runtime.supervision.programs import Program, RunningProgram, last_lines
from tests.cluster.network import Host

PORT = 8000
HEALTH_PORT = 9100
START_SECONDS = 120.0


class Role:
    """One process of a host, or none while it is stopped."""

    def __init__(
        self,
        host: Host,
        name: str,
        *arguments: str,
        env: Mapping[str, str],
        logs: Path,
        tree: Path = config.ROOT,
    ) -> None:
        self.host = host
        self.name = f"{name}-{host.name}"
        self.tree = tree
        self.env = env
        self._arguments = arguments
        self._logs = logs
        self._running: RunningProgram | None = None

    def start(self) -> None:
        python = str(config.ROOT / ".venv" / "bin" / "python")
        command = [python, str(self.tree / "lectern"), *self._arguments]
        program = Program(
            name=self.name,
            argv=self.host.inside(*command),
            cwd=self.tree,
            env={"PYTHONUNBUFFERED": "1", **self.env},
            quiet=True,
        )
        self._running = RunningProgram(program, self._logs)

    @property
    def alive(self) -> bool:
        return self._running is not None and self._running.exit_code is None

    @property
    def exit_code(self) -> int | None:
        return self._running.exit_code if self._running else None

    @property
    def log(self) -> str:
        return last_lines(self._logs / f"{self.name}.log", 20)

    def signal(self, number: signal.Signals) -> None:
        if self._running is not None and self.alive:
            os.kill(self._running.pid, number)

    def kill(self) -> None:
        """kill -9 to it and its children."""
        if self._running is not None:
            self._running.stop(patience=0)
            self._running = None

    def ask_to_stop(self) -> None:
        """SIGTERM."""
        if self._running is not None:
            self._running.ask_to_stop()

    def stop(self, patience: float = 45.0) -> None:
        """SIGTERM, and wait; SIGKILL to what is left."""
        if self._running is not None:
            self._running.ask_to_stop()
            self._running.stop(patience)
            self._running = None

    def wait_until_it_ends(self, patience: float = 60.0) -> int:
        """Its exit status. Raises TimeoutError."""
        until = time.monotonic() + patience
        while self.alive:
            if time.monotonic() > until:
                raise TimeoutError(f"{self.name} does not end")
            time.sleep(0.1)
        assert self._running is not None and self._running.exit_code is not None
        return self._running.exit_code


class Web(Role):
    """The web processes of a host."""

    def __init__(self, host: Host, *, env: Mapping[str, str], logs: Path, **more) -> None:
        where = ("--host", host.address, "--port", str(PORT))
        super().__init__(host, "web", "web", *where, env=env, logs=logs, **more)

    @property
    def url(self) -> str:
        return f"http://{self.host.address}:{PORT}"

    def status(self, path: str = "/readyz") -> int:
        """The status of an answer; 0 for none."""
        return answer(f"{self.url}{path}")[0]

    def wait_until_ready(self, path: str = "/readyz") -> None:
        """Raises RuntimeError with what it says."""
        until = time.monotonic() + START_SECONDS
        while (said := answer(f"{self.url}{path}"))[0] != 200:
            if time.monotonic() > until or self.exit_code is not None:
                raise RuntimeError(f"{self.name} is not ready: {said}\n{self.log}")
            time.sleep(0.2)


def answer(url: str, timeout: float = 5.0) -> tuple[int, str]:
    """Status and body of an answer, (0, why) if there is none."""
    try:
        with urllib.request.urlopen(url, timeout=timeout) as got:
            return got.status, got.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except (urllib.error.URLError, OSError) as error:
        return 0, str(error)
