"""Stripe, by its own SDK, at one version of its API.

The SDK never retries: billing.reporting.sending does, once it has written down what it knows.
"""

import datetime
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Literal

import stripe
from django.conf import settings

from billing.gateway.base import (
    Busy,
    DuplicateUsage,
    Forged,
    Rejected,
    RemoteEvent,
    RemoteInvoice,
    RemoteSubscription,
    Unanswered,
    UsageError,
)

API_VERSION = "2026-05-27.dahlia"
TIMEOUT_SECONDS = 20
METER_EVENT = "lectern_audio_minutes"
PLAN = "lectern_plan"
USAGE_ERRORS = "v1.billing.meter.error_report_triggered"


def gateway() -> "StripeGateway":
    """The gateway of the keys in the settings."""
    return _gateway(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


@lru_cache(maxsize=4)
def _gateway(key: str, base: str) -> "StripeGateway":
    return StripeGateway(client(key, base))


def client(key: str, base: str) -> stripe.StripeClient:
    """An SDK client that never retries by itself."""
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": base},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
    )


def base_key(plan: str) -> str:
    """The lookup key of a plan's monthly price."""
    return f"lectern_{plan}_month"


def minutes_key(plan: str) -> str:
    """The lookup key of a plan's metered price."""
    return f"lectern_{plan}_minutes"


class StripeGateway:
    """See billing.gateway.base.Gateway."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self.client = client
        self._meter = ""

    def make_customer(self, *, tenant_id: str, name: str, email: str) -> str:
        with _translated():
            customer = self.client.v1.customers.create(
                params={"name": name, "email": email, "metadata": {"tenant": tenant_id}},
                options={"idempotency_key": f"customer-{tenant_id}"},
            )
        return customer.id

    def checkout(
        self, *, customer: str, plan: str, tenant_id: str, back: str, language: str
    ) -> str:
        base, minutes = self._prices(plan)
        with _translated():
            session = self.client.v1.checkout.sessions.create(
                params={
                    "mode": "subscription",
                    "customer": customer,
                    "client_reference_id": tenant_id,
                    "line_items": [{"price": base, "quantity": 1}, {"price": minutes}],
                    "subscription_data": {"metadata": {"tenant": tenant_id}},
                    "success_url": f"{back}?paid=1",
                    "cancel_url": back,
                    "locale": _locale(language),
                }
            )
        return str(session.url)

    def portal(self, *, customer: str, back: str, language: str) -> str:
        with _translated():
            session = self.client.v1.billing_portal.sessions.create(
                params={
                    "customer": customer,
                    "return_url": back,
                    "locale": _locale(language),
                }
            )
        return session.url

    def change_plan(self, *, subscription: str, plan: str) -> None:
        base, minutes = self._prices(plan)
        with _translated():
            current = self.client.v1.subscriptions.retrieve(subscription)
            items: list[Any] = [
                {"id": item.id, "price": minutes if _is_metered(item) else base}
                for item in current["items"].data
            ]
            self.client.v1.subscriptions.update(
                subscription,
                params={
                    "items": items,
                    "proration_behavior": "always_invoice",
                    # If the card is refused, nothing changes.
                    "payment_behavior": "error_if_incomplete",
                    "cancel_at_period_end": False,
                },
            )

    def cancel(self, *, subscription: str, charge_usage: bool = False) -> None:
        with _translated():
            self.client.v1.subscriptions.cancel(
                subscription, params={"prorate": True, "invoice_now": charge_usage}
            )

    def end_with_period(self, *, subscription: str, ends: bool) -> None:
        with _translated():
            self.client.v1.subscriptions.update(subscription, params={"cancel_at_period_end": ends})

    def subscriptions(self, customer: str) -> list[RemoteSubscription]:
        with _translated():
            page = self.client.v1.subscriptions.list(
                params={
                    "customer": customer,
                    "status": "all",
                    "limit": 100,
                    "expand": ["data.items.data.price.product"],
                }
            )
        return [_subscription(each) for each in page.data]

    def invoices(self, customer: str) -> list[RemoteInvoice]:
        with _translated():
            page = self.client.v1.invoices.list(params={"customer": customer, "limit": 100})
        return [
            RemoteInvoice(
                id=str(each.id),
                number=each.number or "",
                status=each.status or "",
                currency=each.currency,
                amount_due=each.amount_due,
                amount_paid=each.amount_paid,
                created=_time(each.created),
                url=each.hosted_invoice_url or "",
            )
            for each in page.data
        ]

    def report_usage(
        self, *, customer: str, units: int, at: datetime.datetime, identifier: str, key: str
    ) -> None:
        with _translated():
            self.client.v1.billing.meter_events.create(
                params={
                    "event_name": METER_EVENT,
                    "identifier": identifier,
                    "timestamp": int(at.timestamp()),
                    "payload": {"stripe_customer_id": customer, "value": str(units)},
                },
                options={"idempotency_key": key},
            )

    def usage_counted(
        self, customer: str, begin: datetime.datetime, end: datetime.datetime, *, by: str = ""
    ) -> dict[datetime.datetime, int]:
        params: dict[str, Any] = {
            "customer": customer,
            "start_time": int(begin.timestamp()),
            "end_time": int(end.timestamp()),
            "limit": 100,
        }
        if by:
            params["value_grouping_window"] = by
        with _translated():
            page = self.client.v1.billing.meters.event_summaries.list(
                self.meter(),
                params=params,  # type: ignore[arg-type]
            )
            summaries = list(page.auto_paging_iter())
        sums: dict[datetime.datetime, int] = {}
        for summary in summaries:
            at = _time(summary.start_time)
            sums[at] = sums.get(at, 0) + round(summary.aggregated_value)
        return sums

    def event(self, body: bytes, headers: Mapping[str, str]) -> RemoteEvent:
        signature = headers.get("Stripe-Signature", "")
        for secret in settings.STRIPE_WEBHOOK_SECRETS:
            try:
                stripe.WebhookSignature.verify_header(body.decode(), signature, secret, 300)
            except (stripe.SignatureVerificationError, UnicodeDecodeError):
                continue
            return _event(body)
        raise Forged("the signature is by none of our secrets")

    def usage_errors(self, event: RemoteEvent) -> list[UsageError]:
        if event.kind != USAGE_ERRORS:
            return []
        with _translated():
            full: Any = self.client.v2.core.events.retrieve(event.id)
        return [
            UsageError(sample["request"]["identifier"], f"{kind.code}: {sample.error_message}")
            for kind in full.data.reason.error_types
            for sample in kind.sample_errors
        ]

    def meter(self) -> str:
        """The id of our meter. Raises Rejected if `stripe_sync` has not been run."""
        if not self._meter:
            with _translated():
                for meter in self.client.v1.billing.meters.list(
                    params={"status": "active", "limit": 100}
                ).auto_paging_iter():
                    if meter.event_name == METER_EVENT:
                        self._meter = meter.id
                        return self._meter
            raise Rejected("Stripe does not have our meter: run manage.py stripe_sync")
        return self._meter

    def _prices(self, plan: str) -> tuple[str, str]:
        keys = [base_key(plan), minutes_key(plan)]
        with _translated():
            page = self.client.v1.prices.list(params={"lookup_keys": keys, "active": True})
        prices = {price.lookup_key: price.id for price in page.data}
        if set(prices) != set(keys):
            raise Rejected(f"Stripe does not sell the plan {plan}: run manage.py stripe_sync")
        return prices[keys[0]], prices[keys[1]]


@contextmanager
def _translated() -> Iterator[None]:
    """Raise Stripe's errors as ours, which tell whether the request was carried out."""
    try:
        yield
    except stripe.APIConnectionError as error:
        raise Unanswered(_words(error)) from error
    except stripe.StripeError as error:
        status = error.http_status or 0
        if status >= 500:
            raise Unanswered(_words(error), answered=True) from error
        if status in (401, 403, 409, 429):
            # A key that was replaced, a request still in progress, a rate limit: nothing was done.
            raise Busy(_words(error)) from error
        if error.code == "duplicate_meter_event" or "already exists with identifier" in str(error):
            raise DuplicateUsage(_words(error)) from error
        raise Rejected(_words(error)) from error


def _words(error: stripe.StripeError) -> str:
    return f"{type(error).__name__}: {error.user_message or error}"[:300]


def _event(body: bytes) -> RemoteEvent:
    try:
        read = json.loads(body)
        data = read.get("data", {}).get("object", {}) if isinstance(read.get("data"), dict) else {}
        is_customer = data.get("object") == "customer"
        customer = data.get("id") if is_customer else data.get("customer")
        return RemoteEvent(str(read["id"]), str(read["type"]), str(customer or ""))
    except (ValueError, KeyError, AttributeError, RecursionError) as error:
        raise Rejected(f"this is no event: {error}") from error


def _subscription(remote: Any) -> RemoteSubscription:
    items = remote["items"].data
    base = next((item for item in items if not _is_metered(item)), items[0])
    cancel_at = remote.cancel_at
    if cancel_at is None and remote.cancel_at_period_end:
        cancel_at = base.current_period_end
    return RemoteSubscription(
        id=remote.id,
        status=remote.status,
        plan=getattr(base.price.product.metadata, PLAN, ""),
        created=_time(remote.created),
        period_start=_time(base.current_period_start),
        period_end=_time(base.current_period_end),
        cancel_at=_time(cancel_at) if cancel_at else None,
    )


def _is_metered(item: Any) -> bool:
    return item.price.recurring.usage_type == "metered"


def _time(seconds: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def _locale(language: str) -> Literal["zh", "en"]:
    return "zh" if language.startswith("zh") else "en"
