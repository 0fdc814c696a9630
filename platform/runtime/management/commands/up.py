"""`manage.py up`: all of Lectern on this machine, until Ctrl-C."""

import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand

from runtime.errors import StartError
from runtime.progress import complain
from runtime.supervision.launch import Launch


class Command(BaseCommand):
    help = "Start PostgreSQL, Valkey, the web server and the workers; Ctrl-C stops them all."
    requires_system_checks: list[str] = []

    def handle(self, **options: object) -> None:
        launch = Launch(
            host=os.environ.get("HOST") or "127.0.0.1",
            port=int(os.environ.get("PORT") or 8000),
            data_dir=settings.DATA,
            models=settings.MODELS,
            locale=settings.LOCALE_PATHS,
            static_root=settings.STATIC_ROOT,
            public_url=settings.PUBLIC_URL,
        )
        try:
            launch.run()
        except StartError as error:
            complain(f"\nLectern can't start: {error}")
            sys.exit(1)
