import sys
from typing import Any

from django.core.management.base import BaseCommand

from synthesis.monitoring import recount


class Command(BaseCommand):
    help = "Recount queue, usage, files and money; print what differs, exit 1 if anything does."

    def handle(self, **options: Any) -> None:
        count = 0
        for difference in recount.differences():
            self.stdout.write(difference)
            count += 1
        if count:
            sys.exit(1)
