from django.core.management.base import BaseCommand, CommandError

from accounts import tokens
from tenants.models import Tenant


class Command(BaseCommand):
    help = "Issue a REST token of a workspace and print it, and nothing else."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("--name", required=True, help="What the token is for.")

    def handle(self, *, slug, name, **options):
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"There is no workspace {slug!r}.")
        _record, text = tokens.issue(tenant=tenant, name=name)
        self.stdout.write(text)
