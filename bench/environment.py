"""Starts PostgreSQL and Valkey for a bench run and sets Django up: call before other imports."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import config
from runtime.embedded import service
from runtime.embedded.postgres import Postgres
from runtime.embedded.valkey import Valkey


@contextmanager
def services() -> Iterator[Path]:
    """Start both in a temporary folder, migrate, and stop them at the end."""
    folder = Path(tempfile.mkdtemp(prefix="lectern-bench-"))
    models = os.environ.get("LECTERN_MODELS") or str(config.ROOT / ".data" / "models")
    postgres, valkey = Postgres(folder / "postgres"), Valkey(folder / "valkey")
    running = []
    try:
        running = [service.start(each, folder / "logs") for each in (postgres, valkey)]
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "LECTERN_DATA": str(folder / "data"),
            "LECTERN_MODELS": models,
            "DATABASE_URL": postgres.url,
            "REDIS_URL": valkey.url,
            "LOG_LEVEL": "ERROR",
        }
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate_schemas", verbosity=0, interactive=False)
        yield folder
    finally:
        for each in reversed(running):
            each.ask_to_stop()
            each.stop(patience=10)
        shutil.rmtree(folder, ignore_errors=True)
