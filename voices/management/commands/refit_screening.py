from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Fit the thresholds of screening to a folder of clips: FOLDER/<label>/<clip>"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--out", type=Path, help="another file than the one in use")
        parser.add_argument(
            "--measures", type=Path, help="keep what was measured here, for the next fit"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from voices.screening.refit import refit  # imported late: it brings torch
        from voices.screening.thresholds import FILE

        try:
            refit(options["folder"], options["out"] or FILE, options["measures"])
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
