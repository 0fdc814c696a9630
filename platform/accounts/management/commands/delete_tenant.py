from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.models import Tenant
from tenants.refusal import Refused
from tenants.services import close_workspace, contents


class Command(BaseCommand):
    help = "Delete a workspace for good: its schema, rows, files and key. It can't be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--confirm", default="", metavar="SLUG", help="The slug once more.")

    def handle(self, *, slug: str, confirm: str, **options: Any) -> None:
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"There is no workspace {slug!r}.")
        figures = contents(tenant)
        listed = ", ".join(f"{count} {name}" for name, count in figures.items())
        if confirm != slug:
            raise CommandError(
                f"{tenant.name} ({slug}) would be deleted for good, with {listed}. "
                f"Back it up first: manage.py backup {slug} --to FILE. "
                f"Then delete it: manage.py delete_tenant {slug} --confirm {slug}"
            )
        try:
            close_workspace(tenant=tenant)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Deleted: {tenant.name} ({slug}, {tenant.id}), with {listed}.")
