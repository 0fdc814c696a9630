"""The health port of a role, and what tells it that the role moves."""

import asyncio
import os
from pathlib import Path
from typing import Any

from celery.beat import PersistentScheduler
from celery.signals import beat_init, worker_ready, worker_shutting_down
from django.conf import settings

from runtime.errors import StartError
from telemetry import health_port
from telemetry.process_state import this_process

PORT, HOST = "LECTERN_HEALTH_PORT", "LECTERN_HEALTH_HOST"
MOVES_SECONDS = 2.0
LOOP_PATIENCE = 60.0
"""For how many seconds a loop may stand still that only hands work on: web's, beat's."""
TASK_PATIENCE = 900.0
"""For how many seconds a task may take, or the loading of a model, before the process counts as
stuck."""
STEP_MARGIN = 60.0
"""A synthesis worker moves at every step: beyond LECTERN_STEP_SECONDS, to claim and to finish."""


def open_port(*, patience: float, with_database: bool = False, metrics: Path | None = None) -> None:
    """Answer on the port that the environment names, if it does. Raises StartError.

    See `telemetry.health_port.serve` for the rest.
    """
    this_process.patience = patience
    this_process.move()
    text = os.environ.get(PORT, "").strip()
    if not text:
        return
    host = os.environ.get(HOST, "").strip() or "127.0.0.1"
    try:
        health_port.serve(host, int(text), with_database=with_database, metrics=metrics)
    except (OSError, OverflowError, ValueError) as error:
        raise StartError(f"can't listen on {host}, {PORT}={text}: {error}") from None


def follow_celery() -> None:
    """Have Celery's worker or beat tell when it is warm, moves and is about to end."""
    worker_ready.connect(_worker_is_ready, weak=False)
    worker_shutting_down.connect(_ends, weak=False)
    beat_init.connect(_beat_begins, weak=False)


async def web_moves() -> None:
    """The web server's loop has come round."""
    this_process.warm.set()
    this_process.move()
    await asyncio.sleep(0)


class MovingScheduler(PersistentScheduler):
    """Beat's scheduler, which tells that it moves."""

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        this_process.move()
        return super().tick(*args, **kwargs)


def _worker_is_ready(sender: Any, **_signal: Any) -> None:
    this_process.warm.set()
    this_process.move()
    if os.environ.get("LECTERN_ENGINE"):
        this_process.patience = settings.STEP_SECONDS + STEP_MARGIN
    # In the loop that fetches tasks and runs them. It stands still while one runs.
    sender.timer.call_repeatedly(MOVES_SECONDS, this_process.move)


def _beat_begins(**_signal: Any) -> None:
    this_process.warm.set()


def _ends(**_signal: Any) -> None:
    this_process.draining.set()
