import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from accounts import services
from accounts.models import User
from tenants.models import Tenant, valid_slug
from tenants.refusal import Refused


class Command(BaseCommand):
    help = "Create a workspace with its owner and print it as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--name", required=True)
        parser.add_argument("--owner", required=True, metavar="EMAIL")
        parser.add_argument("--password", help="Needed when the owner has no account yet.")
        parser.add_argument("--plan", default="trial", metavar="CODE")
        parser.add_argument(
            "--if-missing", action="store_true", help="Change nothing where the workspace exists."
        )

    def handle(
        self,
        *,
        slug: str,
        name: str,
        owner: str,
        password: str | None,
        plan: str,
        if_missing: bool,
        **options: Any,
    ) -> None:
        existing = Tenant.objects.filter(slug=slug).first()
        if existing and if_missing:
            self._print(existing, owner, created=False)
            return
        try:
            valid_slug(slug)
            validate_email(owner)
            tenant = self._create(slug, name, owner, password, plan)
        except (Refused, ValidationError) as error:
            message = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            raise CommandError(message) from None
        self._print(tenant, owner, created=True)

    @transaction.atomic
    def _create(self, slug: str, name: str, owner: str, password: str | None, plan: str) -> Tenant:
        user = User.objects.filter(email__iexact=owner).first()
        if user:
            membership = services.open_for(owner=user, organisation=name, plan=plan, slug=slug)
        elif not password:
            raise CommandError(f"{owner} has no account: give a --password to make one.")
        else:
            membership = services.sign_up(
                organisation=name,
                name=owner.partition("@")[0],
                email=owner,
                password=password,
                plan=plan,
                slug=slug,
            )
        return membership.tenant

    def _print(self, tenant: Tenant, owner: str, *, created: bool) -> None:
        shown = {"id": str(tenant.id), "slug": tenant.slug, "name": tenant.name, "owner": owner}
        self.stdout.write(json.dumps({**shown, "created": created}, ensure_ascii=False))
