from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Fit the detector of synthetic speech to FOLDER/real/<clip> and FOLDER/synthetic/<clip>"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--out", type=Path, help="another file than the one in use")

    def handle(self, *args: Any, **options: Any) -> None:
        from voices.screening.synthetic.detector import FILE
        from voices.screening.synthetic.training import refit  # imported late: it is slow

        try:
            refit(options["folder"], options["out"] or FILE)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
