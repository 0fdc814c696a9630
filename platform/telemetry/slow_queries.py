"""Counts statements that take long, and logs of which kind each was, without any value in it."""

import hashlib
import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from prometheus_client import Counter

log = logging.getLogger(__name__)

SLOW = Counter("lectern_slow_queries_total", "Statements that took long, failed ones too.")

LONGEST = 400
STRING = re.compile(r"'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$", re.DOTALL)
SCHEMA = re.compile(r"\bt_[0-9a-f]{32}\b")
VALUE = re.compile(r"%s|%\(\w+\)s|(?<![\w.])-?\d+(?:\.\d+)?\b")
LIST = re.compile(r"\(\s*\?(?:\s*,\s*\?)*\s*\)(?:\s*,\s*\(\s*\?(?:\s*,\s*\?)*\s*\))*")
SPACE = re.compile(r"\s+")


def watch(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Time the statements of a connection from now on (a receiver of `connection_created`)."""
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)


def kind(sql: str) -> str:
    """The statement with `?` for each value, list of values and name of a tenant's schema."""
    text = STRING.sub("?", sql)
    text = SCHEMA.sub("?", text)
    text = VALUE.sub("?", text)
    return SPACE.sub(" ", LIST.sub("(?)", text)).strip()


def fingerprint(kind_of: str) -> str:
    """The same 12 hexadecimal digits for every statement of a kind."""
    return hashlib.sha256(kind_of.encode()).hexdigest()[:12]


def _timed(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    started = time.monotonic()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = time.monotonic() - started
        if seconds >= settings.SLOW_QUERY_SECONDS:
            SLOW.inc()
            # What is no text was put together by psycopg2 and may hold values.
            what = kind(sql) if isinstance(sql, str) else type(sql).__name__
            log.warning("slow query %s, %.2f s: %s", fingerprint(what), seconds, what[:LONGEST])
