"""What a process does that migrates tenants for `migrate_all`. Imported before Django is set up."""

import time

from django.db import OperationalError, connections

from tenants.schemas.migration import Migrator

ATTEMPTS = 5
PAUSE_SECONDS = 1.0
LOCK_NOT_AVAILABLE = "55P03"


class _OfThisProcess:
    migrator: Migrator | None = None


def begin(database: str) -> None:
    """Set Django up in a process that was just spawned, for the named database."""
    import django

    django.setup()
    connections["default"].settings_dict["NAME"] = database


def migrate(schema: str) -> str:
    """Migrate a schema; returns "", or what went wrong, in one line."""
    for left in reversed(range(ATTEMPTS)):
        try:
            _migrator().migrate(schema)
            return ""
        except OperationalError as error:
            code = getattr(error.__cause__, "pgcode", None)
            if code != LOCK_NOT_AVAILABLE or not left:
                return _line(error)
            time.sleep(PAUSE_SECONDS)
        except Exception as error:  # one tenant's failure is reported, and stops no other
            return _line(error)
    raise AssertionError("the last attempt returns")


def _migrator() -> Migrator:
    if _OfThisProcess.migrator is None:
        _OfThisProcess.migrator = Migrator()
    return _OfThisProcess.migrator


def _line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
