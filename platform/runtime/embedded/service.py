"""What the two embedded services have in common, and how one is started."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from runtime.errors import StartError
from runtime.supervision.programs import Program, RunningProgram

START_ATTEMPTS = 3


class Service(Protocol):
    """A server that the rest of Lectern reaches at `url`, which restarts don't change."""

    name: str
    title: str
    url: str
    patience: float

    def program(self) -> Program:
        """Prepare the data folder and return what to run. Called before every start."""

    def ready(self) -> bool:
        """True once it answers."""

    def prepare_content(self) -> None:
        """Called once it answers for the first time."""


def start(
    service: Service, log_dir: Path, pause: Callable[[float], None] = time.sleep
) -> RunningProgram:
    """Start a service and wait until it answers. Raises StartError with the end of its log.

    `pause` waits between two looks and may raise to give up; the service is stopped then.
    """
    for attempt in range(START_ATTEMPTS):
        running = RunningProgram(service.program(), log_dir)
        try:
            answered = _wait(service, running, pause)
            if answered:
                service.prepare_content()
                return running
        except BaseException:
            running.ask_to_stop()
            running.stop(patience=10)
            raise
        # The backends of a PostgreSQL that was killed keep its shared memory for a moment.
        if attempt + 1 < START_ATTEMPTS:
            pause(1.0)
    raise StartError(
        f"{service.title} does not start. Its log, {running.log_path}, ends with:\n"
        f"{running.last_lines()}"
    )


def _wait(service: Service, running: RunningProgram, pause: Callable[[float], None]) -> bool:
    while running.exit_code is None:
        if service.ready():
            return True
        if running.seconds > service.patience:
            raise StartError(
                f"{service.title} gives no answer after {service.patience:.0f} s. Its log, "
                f"{running.log_path}, ends with:\n{running.last_lines()}"
            )
        pause(0.05)
    return False
