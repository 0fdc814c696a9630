"""Commands of django-tenants that would leave a workspace half made or half gone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class RefusedCommand(BaseCommand):
    """Refuses whatever it is given, and says which of our commands does it whole."""

    instead: str

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept none: what is given beside is ignored, as the command is refused anyhow."""

    def run_from_argv(self, argv: list[str]) -> None:
        """Refuse before options are looked at, which are those of the original."""
        super().run_from_argv(argv[:2])

    def handle(self, **options: Any) -> None:
        raise CommandError(self.instead)
