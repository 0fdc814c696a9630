"""`manage.py waive_consent SLUG --reason R`: let a workspace skip recorded consent, or no more."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from activity.who import command
from tenants.models import Tenant
from voices.enrolment.waiver import waive


class Command(BaseCommand):
    help = "Let a workspace with a signed contract make voices without a recorded consent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--reason", required=True, help="such as the contract's number")
        parser.add_argument("--by", default="", metavar="EMAIL", help="who decided it")
        parser.add_argument("--end", action="store_true", help="from now on it needs consent again")

    def handle(self, *, slug: str, reason: str, by: str, end: bool, **options: object) -> None:
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"There is no workspace {slug!r}.")
        waiver = waive(
            tenant=tenant,
            allowed=not end,
            reason=reason,
            by=command("waive_consent"),
            by_email=by,
        )
        self.stdout.write(str(waiver))
