from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from activity.log import record
from activity.who import Thing, command
from tenants.sealing import master_keys, rotation
from tenants.sealing.key_wrapping import UnknownKey, wrapper
from tenants.sealing.keys import Undecryptable

SHOWN_EVERY = 100
MOST_PROBLEMS = 20


class Command(BaseCommand):
    help = (
        "Wrap all stored keys with the current master key. May be killed and run again at any "
        "time, while everything runs. See docs/keys.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--new-key",
            action="store_true",
            help="First make a new master.key, and keep the old one beside it.",
        )

    def handle(self, *, new_key: bool, **options: Any) -> None:
        try:
            with rotation.alone():
                rotation.check_master_key()
                if new_key:
                    self._begin()
                self._rewrap()
                self._check()
                record(
                    action="operator.master_key_rotated",
                    by=command("rotate_master_key"),
                    tenant=None,
                    thing=Thing("master_key", wrapper().key_id),
                )
        except (rotation.AlreadyRotating, rotation.WrongMasterKey) as error:
            raise CommandError(str(error)) from None

    def _begin(self) -> None:
        if settings.KEY_WRAPPER != settings.LOCAL_KEY_WRAPPER:
            raise CommandError("LECTERN_KEY_WRAPPER keeps the master key: make a new one there.")
        try:
            key_id = master_keys.begin_new_key(settings.KEYS_FOLDER)
        except master_keys.RotationRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"New master key: {key_id}.")

    def _rewrap(self) -> None:
        rows = rotation.left()
        self.stdout.write(f"{len(rows)} keys to be wrapped by master key {wrapper().key_id}.")
        for number, row in enumerate(rows, 1):
            try:
                rotation.rewrap(row)
            except (UnknownKey, Undecryptable) as error:
                self.stderr.write(f"not rewrapped: {error}")
            if number % SHOWN_EVERY == 0 or number == len(rows):
                self.stdout.write(f"{number} of {len(rows)}")

    def _check(self) -> None:
        problems = list(rotation.problems())
        if problems:
            shown = "\n  ".join(problems[:MOST_PROBLEMS])
            raise CommandError(
                f"Keep the old master key: {len(problems)} stored keys need it, or don't open.\n"
                f"  {shown}\nRun this again; if it doesn't help, look for the key that is named."
            )
        self.stdout.write(f"All stored keys open with master key {wrapper().key_id}.")
        self.stdout.write(f"The old key may be removed{self._where()}.")

    def _where(self) -> str:
        if settings.KEY_WRAPPER != settings.LOCAL_KEY_WRAPPER:
            return ""
        files = [str(path) for path in master_keys.previous_files(settings.KEYS_FOLDER)]
        return ": " + ", ".join([*files, f"the variable {master_keys.PREVIOUS}"])
