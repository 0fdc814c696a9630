"""`manage.py settle_database`: migrates every schema that is behind, checks that the master key is
the one of this data, writes down which model files workers may load, and creates the demo workspace
if wanted.

One command for all, because Django takes longer to load than any of them to run.
"""

import os
import shlex

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from runtime import demo
from runtime.model_store import pins
from tenants.schemas.migrate_all import Failure, migrate_all
from tenants.sealing.installation_keys import installation_key
from tenants.sealing.rotation import CHECKED, WrongMasterKey, check_master_key
from tenants.stores import ownership
from tenants.stores.port import StoreAway

MOST_PROCESSES = 4


class Command(BaseCommand):
    help = (
        "Migrate `public`, the template and every workspace that is behind; make the demo "
        "workspace once, and print its JSON last. Can be repeated: what is done stays done."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--parallel",
            type=int,
            default=min(MOST_PROCESSES, os.cpu_count() or 1),
            help="How many workspaces are migrated at once (default: %(default)s).",
        )
        parser.add_argument(
            "--tenant",
            action="append",
            default=[],
            metavar="SLUG",
            help="Of the workspaces only this.",
        )
        parser.add_argument(
            "--demo", action="store_true", dest="demo_wanted", help="Make the demo workspace."
        )

    def handle(
        self, *, parallel: int, tenant: list[str], demo_wanted: bool = False, **options: object
    ) -> None:
        if parallel < 1:
            raise CommandError(f"--parallel {parallel}: 1 is the least.")
        outcome = migrate_all(parallel=parallel, say=self._say, only=tenant)
        if outcome.failures:
            raise CommandError(_report(outcome.failures))
        try:
            check_master_key()
            ownership.claim()
        except (WrongMasterKey, ownership.WrongStore) as error:
            raise CommandError(str(error)) from None
        except StoreAway as away:
            raise CommandError(away.detail) from None
        # From now on every process can tell whether it has the right key, before there are tenants.
        installation_key(CHECKED)
        pins.record()
        if not demo_wanted:
            return
        password, _ = demo.kept_password(settings.DATA)
        call_command(*demo.arguments(password), stdout=self.stdout)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _report(failures: list[Failure]) -> str:
    """Which workspaces failed, why, and what to run when that is mended."""
    retry = [part for each in failures for part in ("--tenant", each.slug)]
    return "\n".join(
        [
            "Workspaces that could not be migrated, while all others were:",
            *(f"  {each.slug}: {each.error}" for each in failures),
            "Mend what is wrong, then:",
            f"  {shlex.join(['manage.py', 'settle_database', *retry])}",
        ]
    )
