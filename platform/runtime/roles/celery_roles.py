"""The roles that Celery runs: workers, and beat."""

import os
from collections.abc import Sequence
from importlib import import_module

from celery import current_app
from django.conf import settings

from runtime.postgres import patience
from runtime.roles import health, key_check, leaving, model_check, priority

# `solo`: a worker holds a model, and steps it from one thread. Workers don't talk to each other:
# all they know of each other and of the work is in Postgres.
WORKER_OPTIONS = ["--pool", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat"]

ANSWER_SECONDS = 300.0
"""Nobody waits for a worker's statements, and some look at whole tables. One that takes longer than
that is taken for one that PostgreSQL will never answer."""


def worker(queue: str, models: Sequence[str] = (), tasks: str = "") -> int:
    """Do the tasks of a queue until SIGTERM; returns the exit status.

    `models` are the engines whose model files it loads: it waits until these are right. `tasks` is
    the module of its own tasks, beside those that every worker knows.
    """
    # Before the priority is lowered, so that the port answers while a model takes all cores.
    health.open_port(patience=health.TASK_PATIENCE)
    key_check.wait_and_check()
    if models:
        priority.let_pages_go_first(settings.WORKER_NICE)
        model_check.wait_for_files(models)
    if tasks:
        import_module(tasks)
    leaving.follow_celery()
    naming = ["-n", f"{os.environ['LECTERN_PROCESS']}@%h", "-Q", queue]
    return _run("worker", "-l", "INFO", *WORKER_OPTIONS, *naming)


def beat() -> int:
    """Send the periodic ticks until SIGTERM. When it ran last is kept in the data folder."""
    folder = settings.DATA / "beat"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    health.open_port(patience=health.LOOP_PATIENCE)
    key_check.at_start()
    scheduler = f"{health.MovingScheduler.__module__}:{health.MovingScheduler.__name__}"
    options = ["-s", str(folder / "schedule"), "-S", scheduler, "--pidfile="]
    return _run("beat", "-l", "INFO", *options)


def _run(*arguments: str) -> int:
    health.follow_celery()
    patience.limit(ANSWER_SECONDS)
    status = current_app.start(argv=["--quiet", *arguments])
    return status or key_check.exit_status()
