"""`manage.py serve`: the web process alone, as `manage.py up` starts it."""

import sys

from django.core.management.base import BaseCommand, CommandParser

from runtime.web_server.serve import serve


class Command(BaseCommand):
    help = "Serve pages and REST until SIGTERM; needs DATABASE_URL and REDIS_URL, or a running up."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **options: object) -> None:
        if not serve(host, port):
            sys.exit(3)  # as uvicorn itself does when it can't start
