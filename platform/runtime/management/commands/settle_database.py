"""`manage.py settle_database`: migrates every schema, and creates the demo workspace.

One command for both, because Django takes longer to load than either of them to run.
"""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from runtime import demo


class Command(BaseCommand):
    help = "Migrate every schema and make the demo workspace once; its JSON is printed last."
    requires_system_checks: list[str] = []

    def handle(self, **options: object) -> None:
        call_command("migrate_schemas", interactive=False, stdout=self.stdout)
        password, _ = demo.kept_password(settings.DATA)
        call_command(*demo.arguments(password), stdout=self.stdout)
