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
        parser.add_argument(
            "--extend", action="store_true", help="add to what is fitted, for a few hundred clips"
        )
        parser.add_argument("--detectors", nargs="+", default=(), help="only these")

    def handle(self, *args: Any, **options: Any) -> None:
        from voices.screening.refit import refit  # imported late: it brings torch
        from voices.screening.thresholds import FILE

        try:
            out = options["out"] or FILE
            how = options["measures"], options["extend"], options["detectors"]
            refit(options["folder"], out, *how)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
