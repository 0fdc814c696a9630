from typing import Any

import stripe
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from billing.gateway.stripe_catalogue import Catalogue
from billing.gateway.stripe_gateway import client
from billing.models import Plan


class Command(BaseCommand):
    help = "Create in Stripe what the plans need: meter, products, prices, portal, webhooks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        if not settings.STRIPE_SECRET_KEY:
            raise CommandError("Set STRIPE_SECRET_KEY first.")
        catalogue = Catalogue(
            client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE),
            Plan.objects.all(),
            webhook_url=settings.PUBLIC_URL + reverse("billing-webhook"),
            say=self.stdout.write,
            dry_run=dry_run,
        )
        try:
            catalogue.sync()
        except stripe.StripeError as error:
            raise CommandError(f"Stripe: {error.user_message or error}") from None
        if not catalogue.changes:
            self.stdout.write("Everything is there.")
        if catalogue.secrets:
            texts = ",".join(secret.text for secret in catalogue.secrets)
            self.stdout.write("Stripe shows these only now; add them to the environment:")
            self.stdout.write(f"STRIPE_WEBHOOK_SECRET={texts}")
