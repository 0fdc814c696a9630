"""`/healthz`: the process runs, in which version. `/readyz`: whether it can work, or why not."""

import logging
import threading
import time
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from runtime.version import VERSION

log = logging.getLogger(__name__)

FRESH_SECONDS = 1.0


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
    checks = results()
    ready = all(checks[name] == "ok" for name in checks if name not in settings.READINESS_WARNINGS)
    body = {"status": "ready" if ready else "not ready", "checks": checks}
    return JsonResponse(body, status=200 if ready else 503)


class _Latest:
    """The results of all checks, not older than FRESH_SECONDS."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._until = 0.0
        self._results: dict[str, str] = {}

    def results(self) -> dict[str, str]:
        with self._guard:
            if time.monotonic() >= self._until:
                self._results = _run_all()
                self._until = time.monotonic() + FRESH_SECONDS
            return self._results


_latest = _Latest()


def results() -> dict[str, str]:
    """The result of each check, "ok" or why not, at most FRESH_SECONDS old."""
    return _latest.results()


def _run_all() -> dict[str, str]:
    checks: dict[str, Callable[[], None]] = {
        "database": check_database,
        "valkey": check_valkey,
        **{name: import_string(path) for name, path in settings.READINESS_CHECKS.items()},
        **{name: import_string(path) for name, path in settings.READINESS_WARNINGS.items()},
    }
    return {name: _run(check) for name, check in checks.items()}


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM tenants_tenant LIMIT 1")


def check_valkey() -> None:
    redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2).ping()


def _run(check: Callable[[], None]) -> str:
    try:
        check()
    except NotReady as reason:
        return str(reason)
    except Exception as error:
        log.warning("not ready: %s", error)
        return type(error).__name__
    return "ok"
