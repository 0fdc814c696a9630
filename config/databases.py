"""How Lectern connects to PostgreSQL, and how many connections web processes open at most.

Each request thread keeps one connection (throttle.request_threads), so their number is the bound.
"""

from pathlib import Path
from typing import Any

import dj_database_url
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

BACKEND = "runtime.postgres"
# Beside the request threads: one for each health check, and two that cancel what nobody hears.
HEALTH_THREADS = DEPARTURE_THREADS = 2
FEWEST_REQUEST_THREADS = 4
# A connection whose other end is gone without a word: its machine, or the network in between.
SILENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds until what was sent has to be acknowledged
}


def databases(url: str, data: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES. Raises ImproperlyConfigured for a database that is not PostgreSQL."""
    if not url:
        # Commands that need no database still run; others fail with a clear error (runtime.checks).
        missing = {"NAME": "lectern", "HOST": str(data / "no-database-is-running")}
        return {"default": {**missing, "USER": "lectern", "ENGINE": BACKEND}}
    database: dict[str, Any] = {
        **dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    }
    if "postgres" not in database["ENGINE"]:
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database.")
    options = {**SILENCE, **database.get("OPTIONS", {})}
    return {"default": {**database, "ENGINE": BACKEND, "OPTIONS": options}}


def processes(count: int) -> int:
    """How many web processes share a port. Raises ImproperlyConfigured for less than one."""
    if count < 1:
        raise ImproperlyConfigured(f"LECTERN_WEB_PROCESSES={count}: 1 is the least.")
    return count


def request_threads(connections: int, processes: int = 1) -> int:
    """How many threads may serve requests in each process that has its share of the connections.

    Raises ImproperlyConfigured for too few.
    """
    beside = HEALTH_THREADS + DEPARTURE_THREADS
    threads = connections // processes - beside
    if threads < FEWEST_REQUEST_THREADS:
        fewest = processes * (beside + FEWEST_REQUEST_THREADS)
        raise ImproperlyConfigured(f"LECTERN_DB_CONNECTIONS={connections}: {fewest} is the least.")
    return threads


def limit_statements(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Have PostgreSQL end statements that take too long, unless its own settings limit them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, false) "
            "WHERE current_setting('statement_timeout') = '0'",
            [f"{settings.STATEMENT_SECONDS}s"],
        )
