"""`/healthz`: the process runs, in which version. `/readyz`: whether it can work, or why not.

Those of the web server's port are about the installation: it is ready when somebody can make
speech. Those of a role's own port (`telemetry.health_port`) are about the process that answers.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from runtime.postgres import patience
from runtime.version import VERSION
from telemetry.process_state import this_process

log = logging.getLogger(__name__)

FRESH_SECONDS = 1.0
DATABASE_SECONDS = 3.0
"""Who asks does not wait longer; probes give up after a few seconds."""


class NotReady(Exception):
    """Something is missing without which work can't be done; the message says what."""


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok", "version": VERSION})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if every check passes, else 503; the body has the result of each, and of the warnings,
    which leave a process ready.

    Anybody may ask, so the checks run at most once in FRESH_SECONDS, whoever asks.
    """
    ready, body = verdict(results())
    return JsonResponse(body, status=200 if ready else 503)


def verdict(of_checks: dict[str, str]) -> tuple[bool, dict[str, object]]:
    """(ready, what `/readyz` answers) of the results of all checks, warnings included."""
    needed = [of_checks[name] for name in of_checks if name not in settings.READINESS_WARNINGS]
    ready = all(result == "ok" for result in needed)
    return ready, {"status": "ready" if ready else "not ready", "checks": of_checks}


class Latest:
    """The results of checks, not older than FRESH_SECONDS."""

    def __init__(self, checks: Callable[[], Mapping[str, Callable[[], None]]]) -> None:
        self._checks = checks
        self._guard = threading.Lock()
        self._until = 0.0
        self._results: dict[str, str] = {}

    def results(self) -> dict[str, str]:
        with self._guard:
            if time.monotonic() >= self._until:
                self._results = {name: _run(check) for name, check in self._checks().items()}
                self._until = time.monotonic() + FRESH_SECONDS
            return self._results


def checks_of_process() -> dict[str, Callable[[], None]]:
    """What a process needs, whichever it is: its own state comes first."""
    return {
        "process": check_process,
        "database": check_database,
        "valkey": check_valkey,
        **{name: import_string(path) for name, path in settings.READINESS_CHECKS.items()},
        **{name: import_string(path) for name, path in settings.READINESS_WARNINGS.items()},
    }


def _checks_of_installation() -> dict[str, Callable[[], None]]:
    further = settings.INSTALLATION_CHECKS
    return checks_of_process() | {name: import_string(path) for name, path in further.items()}


_of_installation = Latest(_checks_of_installation)


def results() -> dict[str, str]:
    """The result of each check of the installation, "ok" or why not, at most FRESH_SECONDS old."""
    return _of_installation.results()


def check_process() -> None:
    if this_process.draining.is_set():
        raise NotReady("it is about to end")


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM tenants_tenant LIMIT 1")


def check_valkey() -> None:
    redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2).ping()


def _run(check: Callable[[], None]) -> str:
    try:
        with patience.at_most(DATABASE_SECONDS):
            check()
    except NotReady as reason:
        return str(reason)
    except Exception as error:
        log.warning("not ready: %s", error)
        return type(error).__name__
    return "ok"
