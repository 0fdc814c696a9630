"""`manage.py version`: the version of Lectern, alone on a line."""

from django.core.management.base import BaseCommand

from runtime.version import VERSION


class Command(BaseCommand):
    help = "Print the version of Lectern."
    requires_system_checks: list[str] = []

    def handle(self, **options: object) -> None:
        self.stdout.write(VERSION)
