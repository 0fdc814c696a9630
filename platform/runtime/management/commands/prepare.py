"""`manage.py prepare`: gets everything that a start or the tests need on disk; starts nothing."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from runtime.errors import StartError
from runtime.preparation import prepare
from runtime.supervision.processes import ROOT


class Command(BaseCommand):
    help = "Get the model files and page assets and compile the translations."
    requires_system_checks: list[str] = []

    def handle(self, **options: object) -> None:
        try:
            prepare(ROOT, settings.MODELS, settings.LOCALE_PATHS, settings.DATA / "logs")
        except StartError as error:
            raise CommandError(str(error)) from error
