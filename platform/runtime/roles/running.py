"""Runs one role in this process, until SIGTERM."""

from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.module_loading import import_string

from runtime.errors import StartError
from runtime.roles import celery_roles, web_role, worker_role

RECOGNISER = "whisper"
"""Whose files consents are checked with."""
ENROLMENT_TASKS = "synthesis.worker.enrolment_tasks"


def web(host: str, port: int, processes: int) -> int:
    """Serve pages and REST; with more than one of `processes`, start and keep as many."""
    return web_role.run(host, port, processes)


def worker(engine: str) -> int:
    """Make segments with one engine, in a process for each GPU where it uses them.

    Raises StartError for an engine that there is not.
    """
    known = sorted(import_string(settings.SYNTHESIS_ENGINES))
    if engine not in known:
        raise StartError(f"there is no engine {engine!r}; there are {', '.join(known)}.")
    return worker_role.run(engine)


def queue(name: str) -> int:
    """Do the tasks of one queue, `enrolment` or `general`."""
    if name != "enrolment":
        return celery_roles.worker(name)
    engines = import_string(settings.SYNTHESIS_ENGINES)
    default = settings.DEFAULT_ENGINE
    others = [
        each
        for each, spec in engines.items()
        if each != default and spec.installed(settings.MODELS)
    ]
    return celery_roles.worker(name, [RECOGNISER, default, *others], ENROLMENT_TASKS)


def beat() -> int:
    """Send the periodic ticks."""
    return celery_roles.beat()


def management_command(name: str) -> int:
    """Run one of manage.py's commands. Raises StartError where it fails."""
    try:
        call_command(name)
    except CommandError as error:
        raise StartError(str(error)) from None
    return 0
