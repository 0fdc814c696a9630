from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class RuntimeConfig(AppConfig):
    name = "runtime"

    def ready(self) -> None:
        from runtime import checks  # noqa: F401  (registers them)

        connection_created.connect(_limit_idle_transactions)


def _limit_idle_transactions(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Have PostgreSQL end a session whose process stopped in the middle of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET idle_in_transaction_session_timeout = %s",
            [f"{settings.IDLE_TRANSACTION_SECONDS}s"],
        )
