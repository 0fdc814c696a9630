"""Keeps the services and processes of one Lectern running, and ends them all together.

Known process managers were looked at: honcho ends everything when one process ends and restarts
nothing; circus brings tornado and pyzmq; neither ties its children to its own life.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from runtime.embedded import service as embedded_service
from runtime.embedded.service import Service
from runtime.errors import StartError
from runtime.supervision.log_files import bound
from runtime.supervision.programs import OnLine, Program, RunningProgram
from runtime.supervision.stop_signal import StopSignal, StopWanted

PATIENCE = 10.0
MARGIN = 5.0
"""Seconds that a process may take to end, beyond those in which it may finish its work."""
ROUND_SECONDS = 0.2
BACKOFF_FIRST = 1.0
BACKOFF_LONGEST = 30.0
LOGS_EVERY = 5.0
STEADY = 60.0  # a crash after this many seconds counts as the first one again


@dataclass
class _Kept:
    """A program that is kept running."""

    make: Callable[[], Program]
    running: RunningProgram
    crashes: int = 0
    restart_at: float | None = None

    @property
    def name(self) -> str:
        return self.running.program.name


class Supervisor:
    """Starts programs, restarts those that crash, stops all of them in the reverse order."""

    def __init__(
        self,
        log_dir: Path | None,
        stop: StopSignal,
        say: Callable[[str], None],
        on_line: OnLine | None = None,
        on_end: Callable[[int], None] = lambda pid: None,
        patience: float = PATIENCE,
    ) -> None:
        """Without `log_dir`, programs write to our own stderr.

        `on_end` is called with the pid of a program that ended unasked. `patience` is for how many
        seconds a program may take to end when it is asked to.
        """
        self._log_dir = log_dir
        self._stop = stop
        self._say = say
        self._on_line = on_line
        self._on_end = on_end
        self._patience = patience
        self._services: list[_Kept] = []
        self._processes: list[_Kept] = []

    def start_service(self, service: Service) -> None:
        """Start and wait until it answers. Raises StartError or StopWanted."""
        if self._log_dir is None:
            raise ValueError("a service has to have a log file")
        running = embedded_service.start(service, self._log_dir, self._stop.pause)
        self._services.append(_Kept(service.program, running))

    def start_process(self, program: Program) -> None:
        running = RunningProgram(program, self._log_dir, self._on_line)
        self._processes.append(_Kept(lambda: program, running))

    def run_to_end(self, program: Program) -> str:
        """Run a command that ends by itself; returns its output.

        Raises StartError with the end of its log if it fails, StopWanted if we are to stop.
        """
        output: list[str] = []
        running = RunningProgram(program, self._log_dir, lambda _, line: output.append(line))
        try:
            while running.exit_code is None:
                self._stop.pause(0.05)
        except StopWanted:
            running.ask_to_stop()
            running.stop(self._patience)
            raise
        running.stop(0)
        if running.exit_code != 0:
            raise StartError(
                f"{program.name} failed. Its log, {running.log_path}, ends with:\n"
                f"{running.last_lines()}"
            )
        return "\n".join(output)

    def keep(self, look: Callable[[], None] = lambda: None) -> None:
        """Restart what crashes and call `look` after it, several times a second, until somebody
        asks us to stop (raises StopWanted)."""
        rotate_at = 0.0
        while True:
            self.revive()
            look()
            if time.monotonic() >= rotate_at:
                self._keep_logs_small()
                rotate_at = time.monotonic() + LOGS_EVERY
            self._stop.pause(ROUND_SECONDS)

    def _keep_logs_small(self) -> None:
        try:
            for kept in (*self._services, *self._processes):
                kept.running.rotate()
            if self._log_dir:
                bound(self._log_dir)
        except OSError as error:
            self._say(f"The logs in {self._log_dir} are not rotated: {error}")

    def revive(self) -> None:
        """Check all programs once: services first, as the processes need them."""
        for kept in (*self._services, *self._processes):
            code = kept.running.exit_code
            if code is None:
                continue
            now = time.monotonic()
            if kept.restart_at is None:
                kept.running.stop(0)  # its children may still run
                self._on_end(kept.running.pid)
                kept.crashes = 1 if kept.running.seconds > STEADY else kept.crashes + 1
                wait = min(BACKOFF_FIRST * 2 ** (kept.crashes - 1), BACKOFF_LONGEST)
                kept.restart_at = now + wait
                self._say(
                    f"{kept.name} ended unexpectedly ({_reason(code)}); starting it again in "
                    f"{wait:.0f} s{_where(kept.running.log_path)}"
                )
            elif now >= kept.restart_at:
                kept.restart_at = None
                kept.running = RunningProgram(kept.make(), self._log_dir, self._on_line)

    @property
    def all_run(self) -> bool:
        """Whether no process has ended, or waits to be started again."""
        return all(kept.running.exit_code is None for kept in self._processes)

    def worst(self) -> tuple[int, RunningProgram] | None:
        """The process that crashed most often, with how often; None before the first crash."""
        crashed = [(kept.crashes, kept.running) for kept in self._processes if kept.crashes]
        return max(crashed, key=lambda pair: pair[0], default=None)

    def stop_all(self) -> None:
        """End the processes, then the services. A further signal kills at once."""
        self._end(self._processes)
        for kept in reversed(self._services):
            self._end([kept])

    def _end(self, group: Sequence[_Kept]) -> None:
        already = self._stop.count
        for kept in reversed(group):
            kept.running.ask_to_stop()
        until = time.monotonic() + self._patience
        for kept in reversed(group):
            while kept.running.exit_code is None and time.monotonic() < until:
                if self._stop.count > already:
                    until = 0.0
                time.sleep(0.05)
            if kept.running.exit_code is None:
                self._say(f"{kept.name} does not end; killing it")
            kept.running.stop(0)


def _where(log: Path | None) -> str:
    return f". Its log: {log}" if log else ""


def _reason(code: int) -> str:
    return f"exit status {code}" if code >= 0 else f"signal {-code}"
