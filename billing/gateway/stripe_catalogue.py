"""Creates in Stripe what Lectern's plans need and what is missing; a second run changes nothing.

Objects are recognised by names that never change: the meter's event name, the products' ids, the
lookup keys of prices and features, and a mark in the metadata of the rest. Stripe can't change a
price: a new one takes over its lookup key, and existing subscriptions go on with the old one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import stripe

from billing.gateway.stripe_gateway import (
    API_VERSION,
    METER_EVENT,
    PLAN,
    USAGE_ERRORS,
    base_key,
    minutes_key,
)
from billing.models import Plan
from billing.reporting.metering import UNIT_MS

MARK = "lectern"
WEBHOOK_EVENTS = [
    "checkout.session.completed",
    "customer.subscription.created",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.updated",
    "invoice.finalized",
    "invoice.marked_uncollectible",
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.voided",
]
PENDING = "(not made yet)"


@dataclass(frozen=True, slots=True)
class Secret:
    """A webhook's signing secret, which Stripe shows only once."""

    endpoint: str
    text: str


class Catalogue:
    """One run of the sync. `say` is called with a line for each change, or would-be change."""

    def __init__(
        self,
        client: stripe.StripeClient,
        plans: Iterable[Plan],
        *,
        webhook_url: str,
        say: Callable[[str], None],
        dry_run: bool = False,
    ) -> None:
        # Any: the SDK's types want literals. The tests check parameters against Stripe's schema.
        self.v1: Any = client.v1
        self.v2: Any = client.v2
        self.plans = [plan for plan in plans if plan.is_sold]
        self.webhook_url = webhook_url
        self.dry_run = dry_run
        self.changes = 0
        self.secrets: list[Secret] = []
        self._say = say

    def sync(self) -> None:
        """Bring everything up to date."""
        meter = self._meter()
        features = self._features()
        for plan in self.plans:
            product = self._product(plan)
            self._price(base_key(plan.code), _base(plan, product))
            self._price(minutes_key(plan.code), _minutes(plan, product, meter))
            self._attach(plan, product, features)
        self._portal()
        self._webhook()
        self._usage_errors()

    def _do(self, what: str, make: Callable[[], Any]) -> Any:
        self.changes += 1
        if self.dry_run:
            self._say(f"would {what}")
            return None
        created = make()
        self._say(f"{what}: {created.id}")
        return created

    def _meter(self) -> str:
        for meter in self.v1.billing.meters.list(
            params={"status": "active", "limit": 100}
        ).auto_paging_iter():
            if meter.event_name == METER_EVENT:
                return meter.id
        params: Any = {
            "display_name": "Minutes of audio",
            "event_name": METER_EVENT,
            "default_aggregation": {"formula": "sum"},
            "customer_mapping": {"type": "by_id", "event_payload_key": "stripe_customer_id"},
            "value_settings": {"event_payload_key": "value"},
        }
        created = self._do("make the meter", lambda: self.v1.billing.meters.create(params=params))
        return created.id if created else PENDING

    def _features(self) -> dict[str, str]:
        """Lookup key → id of every feature that a plan may include."""
        wanted = {key: name for plan in self.plans for key, name in _features_of(plan).items()}
        ids = {
            feature.lookup_key: feature.id
            for feature in self.v1.entitlements.features.list(
                params={"limit": 100}
            ).auto_paging_iter()
        }
        for key, name in wanted.items():
            if key in ids:
                continue
            params: Any = {"lookup_key": key, "name": name}
            created = self._do(
                f"make the feature {key}",
                partial(self.v1.entitlements.features.create, params=params),
            )
            ids[key] = created.id if created else PENDING
        return ids

    def _product(self, plan: Plan) -> str:
        product_id = f"lectern_{plan.code}"
        fields: Any = {"name": plan.name, "metadata": {PLAN: plan.code}}
        existing = next(
            iter(self.v1.products.list(params={"ids": [product_id], "limit": 1}).data), None
        )
        if existing is None:
            self._do(
                f"make the product of {plan.code}",
                lambda: self.v1.products.create(params={"id": product_id, **fields}),
            )
        elif (existing.name, getattr(existing.metadata, PLAN, ""), existing.active) != (
            plan.name,
            plan.code,
            True,
        ):
            self._do(
                f"update the product of {plan.code}",
                lambda: self.v1.products.update(product_id, params=fields),
            )
        return product_id

    def _price(self, key: str, wanted: dict[str, Any]) -> str:
        page = self.v1.prices.list(
            params={"lookup_keys": [key], "active": True, "expand": ["data.tiers"]}
        )
        existing = next(iter(page.data), None)
        if existing is not None and _same_price(existing, wanted):
            return existing.id
        verb = "make" if existing is None else "replace"
        params: Any = {**wanted, "lookup_key": key, "transfer_lookup_key": True}
        created = self._do(f"{verb} the price {key}", lambda: self.v1.prices.create(params=params))
        if existing is not None and created is not None:
            self.v1.prices.update(existing.id, params={"active": False})
        return created.id if created else PENDING

    def _attach(self, plan: Plan, product: str, features: dict[str, str]) -> None:
        there: dict[str, str] = {}
        if not (self.dry_run and self._is_pending(product)):
            there = {
                each.entitlement_feature.lookup_key: each.id
                for each in self.v1.products.features.list(
                    product, params={"limit": 100}
                ).auto_paging_iter()
            }
        wanted = _features_of(plan)
        for key in wanted.keys() - there.keys():
            self._do(
                f"give {plan.code} the feature {key}",
                partial(
                    self.v1.products.features.create,
                    product,
                    params={"entitlement_feature": features[key]},
                ),
            )
        for key in there.keys() - wanted.keys():
            if key.startswith(f"{MARK}_"):
                self._do(
                    f"take the feature {key} from {plan.code}",
                    partial(self.v1.products.features.delete, product, there[key]),
                )

    def _is_pending(self, product: str) -> bool:
        return not self.v1.products.list(params={"ids": [product], "limit": 1}).data

    def _portal(self) -> None:
        features: Any = {
            "invoice_history": {"enabled": True},
            "payment_method_update": {"enabled": True},
            "customer_update": {
                "enabled": True,
                "allowed_updates": ["email", "address", "name", "tax_id"],
            },
            "subscription_cancel": {"enabled": True, "mode": "at_period_end"},
            # Stripe's portal can't change a subscription with a metered price: our page does.
            "subscription_update": {"enabled": False},
        }
        for config in self.v1.billing_portal.configurations.list(
            params={"active": True, "limit": 100}
        ).auto_paging_iter():
            if getattr(config.metadata, MARK, "") != "portal":
                continue
            if not _same_portal(config, features):
                self._do(
                    "update the portal",
                    partial(
                        self.v1.billing_portal.configurations.update,
                        config.id,
                        params={"features": features},
                    ),
                )
            return
        self._do(
            "make the portal",
            lambda: self.v1.billing_portal.configurations.create(
                params={"features": features, "metadata": {MARK: "portal"}}
            ),
        )

    def _webhook(self) -> None:
        events = {"enabled_events": WEBHOOK_EVENTS, "disabled": False}
        for endpoint in self.v1.webhook_endpoints.list(params={"limit": 100}).auto_paging_iter():
            if endpoint.url != self.webhook_url:
                continue
            if sorted(endpoint.enabled_events) != WEBHOOK_EVENTS or endpoint.status != "enabled":
                self._do(
                    "update the webhook",
                    partial(self.v1.webhook_endpoints.update, endpoint.id, params=events),
                )
            return
        params: Any = {
            "url": self.webhook_url,
            "enabled_events": WEBHOOK_EVENTS,
            "api_version": API_VERSION,
            "metadata": {MARK: "webhook"},
        }
        created = self._do(
            "make the webhook", lambda: self.v1.webhook_endpoints.create(params=params)
        )
        if created is not None:
            self.secrets.append(Secret("webhook", created.secret))

    def _usage_errors(self) -> None:
        """Stripe reports discarded usage in thin events, which need a destination of their own."""
        destinations = self.v2.core.event_destinations.list(
            params={"include": ["webhook_endpoint.url"]}
        )
        for each in destinations.auto_paging_iter():
            address = each.webhook_endpoint.url if each.webhook_endpoint else ""
            if address == self.webhook_url and USAGE_ERRORS in each.enabled_events:
                return
        params: Any = {
            "name": "Lectern: errors of usage",
            "type": "webhook_endpoint",
            "event_payload": "thin",
            "enabled_events": [USAGE_ERRORS],
            "webhook_endpoint": {"url": self.webhook_url},
            "include": ["webhook_endpoint.signing_secret"],
        }
        created = self._do(
            "make the destination of usage errors",
            lambda: self.v2.core.event_destinations.create(params=params),
        )
        if created is not None:
            self.secrets.append(Secret("usage errors", created.webhook_endpoint.signing_secret))


def _base(plan: Plan, product: str) -> dict[str, Any]:
    return {
        "product": product,
        "currency": plan.currency,
        "unit_amount": plan.price,
        "recurring": {"interval": "month", "usage_type": "licensed"},
    }


def _minutes(plan: Plan, product: str, meter: str) -> dict[str, Any]:
    """Graduated: minutes that the base fee includes are free, each further one has its price."""
    beyond = {"up_to": "inf", "unit_amount": plan.extra_minute}
    included = plan.included_ms // UNIT_MS
    return {
        "product": product,
        "currency": plan.currency,
        "billing_scheme": "tiered",
        "tiers_mode": "graduated",
        "tiers": [{"up_to": included, "unit_amount": 0}, beyond] if included else [beyond],
        "recurring": {"interval": "month", "usage_type": "metered", "meter": meter},
    }


def _same_price(existing: Any, wanted: dict[str, Any]) -> bool:
    if existing.product != wanted["product"] or existing.currency != wanted["currency"]:
        return False
    if "tiers" not in wanted:
        return existing.unit_amount == wanted["unit_amount"]
    # Stripe returns the end of the last tier as null.
    tiers = [(tier.up_to or "inf", tier.unit_amount) for tier in existing.tiers or []]
    return existing.recurring.meter == wanted["recurring"]["meter"] and tiers == [
        (tier["up_to"], tier["unit_amount"]) for tier in wanted["tiers"]
    ]


def _same_portal(config: Any, features: dict[str, Any]) -> bool:
    return all(
        getattr(getattr(config.features, name), "enabled", None) == wanted["enabled"]
        for name, wanted in features.items()
    )


def _features_of(plan: Plan) -> dict[str, str]:
    features = {f"{MARK}_streaming": "Streaming"} if plan.streaming else {}
    return features | {f"{MARK}_engine_{name}": f"Engine {name}" for name in plan.engines}
