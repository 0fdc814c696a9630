"""Lectern with a fake Stripe behind it, and a clock that the tests turn."""

import datetime
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from unittest import mock

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from billing.gateway.stripe_gateway import API_VERSION, StripeGateway, _gateway, gateway
from billing.models import Subscription
from tenants.models import Tenant
from tests.billing.stripe.endpoints import HANDLERS, THIN_SECRET, WHSEC
from tests.billing.stripe.fake import FakeStripe
from tests.billing.stripe.server import Serving

UTC = datetime.UTC
real_now = timezone.now


class Clock:
    """The time for Django and for the fake alike."""

    def __init__(self) -> None:
        self.ahead = datetime.timedelta()

    def now(self) -> datetime.datetime:
        return real_now() + self.ahead

    def seconds(self) -> float:
        return self.now().timestamp()

    def turn(self, **by: float) -> None:
        self.ahead += datetime.timedelta(**by)


@dataclass
class World:
    """A fake Stripe with Lectern's catalogue in it."""

    fake: FakeStripe
    clock: Clock
    gateway: StripeGateway

    def deliver(self, event: dict) -> int:
        """Post a webhook as Stripe does; the status of our answer."""
        secret = THIN_SECRET if event["object"] == "v2.core.event" else WHSEC
        return post(json.dumps(event), secret).status_code

    def subscribe(self, tenant: Tenant, plan: str = "school") -> Subscription:
        """The tenant pays for a plan, and our side knows."""
        from billing import subscriptions

        address = subscriptions.buy(
            tenant=tenant, code=plan, email="a@example.org", back="http://x/plans", language="en"
        )
        self.fake.complete_checkout(address)
        row = Subscription.objects.get(tenant=tenant)
        subscriptions.refresh(row.customer, self.gateway)
        row.refresh_from_db()
        return row


def post(body: str, secret: str, *, at: float | None = None):
    """A signed request to our webhook."""
    stamp = int(time.time() if at is None else at)
    signed = hmac.new(secret.encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
    return Client().post(
        "/hooks/payment",
        data=body,
        content_type="application/json",
        headers={"Stripe-Signature": f"t={stamp},v1={signed}"},
    )


@pytest.fixture
def clock() -> Iterator[Clock]:
    turned = Clock()
    with mock.patch.object(timezone, "now", turned.now):
        yield turned


@pytest.fixture
def world(db, settings, clock) -> Iterator[World]:
    fake = FakeStripe(HANDLERS, clock.seconds, version=API_VERSION)
    with Serving(fake) as base:
        settings.STRIPE_SECRET_KEY = "sk_test_fake"
        settings.STRIPE_API_BASE = base
        settings.STRIPE_WEBHOOK_SECRETS = [WHSEC, THIN_SECRET]
        call_command("stripe_sync", stdout=open("/dev/null", "w"))  # noqa: SIM115
        yield World(fake, clock, gateway())
    _gateway.cache_clear()
    assert fake.violations == []
