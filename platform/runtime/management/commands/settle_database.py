"""`manage.py settle_database`: migrates every schema, checks that the master key is the one of this
data, and creates the demo workspace if wanted.

One command for both, because Django takes longer to load than either of them to run.
"""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from runtime import demo
from tenants.sealing.rotation import WrongMasterKey, check_master_key


class Command(BaseCommand):
    help = "Migrate every schema; make the demo workspace once, and print its JSON last."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", dest="demo_wanted", help="Make the demo workspace."
        )

    def handle(self, *, demo_wanted: bool = False, **options: object) -> None:
        call_command("migrate_schemas", interactive=False, stdout=self.stdout)
        try:
            check_master_key()
        except WrongMasterKey as error:
            raise CommandError(str(error)) from None
        if not demo_wanted:
            return
        password, _ = demo.kept_password(settings.DATA)
        call_command(*demo.arguments(password), stdout=self.stdout)
