from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from activity.log import record
from activity.who import Thing, command
from synthesis.content_credentials import ours


class Command(BaseCommand):
    help = (
        "Sign files with a new key from now on. What was signed before stays valid, and is known "
        "as this installation's."
    )

    def handle(self, **options: Any) -> None:
        with transaction.atomic():
            number = str(ours.rotate())
            record(
                action="operator.credentials_key_rotated",
                by=command("rotate_credentials_key"),
                tenant=None,
                thing=Thing("credentials_key", number),
            )
        self.stdout.write(f"Files are signed with key {number} from now on.")
