from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import tokens
from tenants.models import Tenant
from tenants.refusal import Refused


class Command(BaseCommand):
    help = "Issue a REST token of a workspace and print it, and nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--name", required=True, help="What the token is for.")
        parser.add_argument("--days", type=int, default=tokens.LIFETIME.days)
        parser.add_argument("--scope", action="append", choices=tokens.SCOPES, dest="scopes")
        parser.add_argument("--network", action="append", default=[], metavar="CIDR")

    def handle(
        self,
        *,
        slug: str,
        name: str,
        days: int,
        scopes: list[str] | None,
        network: list[str],
        **options: Any,
    ) -> None:
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"There is no workspace {slug!r}.")
        try:
            _record, text = tokens.issue(
                tenant=tenant,
                name=name,
                lifetime=timedelta(days=days),
                scopes=scopes or tokens.DEFAULT_SCOPES,
                allowed_networks=network,
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(text)
