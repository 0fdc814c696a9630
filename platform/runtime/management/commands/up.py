"""`manage.py up`: all of Lectern on this machine, until Ctrl-C."""

import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand

from runtime.errors import StartError
from runtime.progress import complain
from runtime.supervision.launch import Launch
from runtime.web_server.listening import processes_for_this_machine

PROCESSES, CONNECTIONS = "LECTERN_WEB_PROCESSES", "LECTERN_DB_CONNECTIONS"
DRAIN = "LECTERN_DRAIN_SECONDS"
# No machine takes over what streams wait for: the workers end as well.
DRAIN_SECONDS = 5
# A web process with fewer connections to PostgreSQL would make its requests wait for each other.
OF_A_PROCESS = 10


class Command(BaseCommand):
    help = "Start PostgreSQL, Valkey, the web server and the workers; Ctrl-C stops them all."
    requires_system_checks: list[str] = []

    def handle(self, **options: object) -> None:
        given = {name for name in (PROCESSES, CONNECTIONS) if os.environ.get(name, "").strip()}
        web_processes = settings.WEB_PROCESSES
        if PROCESSES not in given:
            most = settings.DB_CONNECTIONS // OF_A_PROCESS if CONNECTIONS in given else None
            web_processes = processes_for_this_machine(most)
        launch = Launch(
            host=os.environ.get("HOST") or "127.0.0.1",
            port=int(os.environ.get("PORT") or 8000),
            data_dir=settings.DATA,
            models=settings.MODELS,
            locale=settings.LOCALE_PATHS,
            static_root=settings.STATIC_ROOT,
            public_url=settings.PUBLIC_URL,
            web_processes=web_processes,
            drain_seconds=settings.DRAIN_SECONDS if DRAIN in os.environ else DRAIN_SECONDS,
        )
        try:
            launch.run()
        except StartError as error:
            complain(f"\nLectern can't start: {error}")
            sys.exit(1)
