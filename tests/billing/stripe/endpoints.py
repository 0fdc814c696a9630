"""What the fake does at each endpoint: (method, path of the schema) → a function of the fake."""

from collections.abc import Callable
from typing import Any

from tests.billing.stripe.fake import Answered, FakeStripe, _page, _public

Json = Any
WHSEC = "whsec_fake_snapshot"
THIN_SECRET = "whsec_fake_thin"


def _listing(kind: str, url: str, *filters: str) -> Callable[..., Json]:
    def handler(fake: FakeStripe, params: dict[str, Json]) -> Json:
        rows = [
            row
            for row in fake.all(kind)
            if all(row.get(name) == params[name] for name in filters if name in params)
        ]
        return _page(rows[::-1], params, url)

    return handler


def _making(kind: str, prefix: str, **defaults: Json) -> Callable[..., Json]:
    def handler(fake: FakeStripe, params: dict[str, Json]) -> Json:
        wanted = {name: value for name, value in params.items() if name != "expand"}
        return _public(fake.make(kind, prefix, {**defaults, **wanted}))

    return handler


def _updating(kind: str) -> Callable[..., Json]:
    def handler(fake: FakeStripe, name: str, params: dict[str, Json]) -> Json:
        thing = fake.get(kind, name)
        thing.update(params)
        return _public(thing)

    return handler


def _products(fake: FakeStripe, params: dict[str, Json]) -> Json:
    ids = params.get("ids")
    rows = [row for row in fake.all("product") if ids is None or row["id"] in ids]
    return _page(rows, params, "/v1/products")


def _new_product(fake: FakeStripe, params: dict[str, Json]) -> Json:
    if params.get("id") in fake.store.get("product", {}):
        raise Answered(400, "Product already exists", "resource_already_exists")
    return fake.make("product", "prod", {"active": True, "metadata": {}, **params})


def _prices(fake: FakeStripe, params: dict[str, Json]) -> Json:
    keys = params.get("lookup_keys")
    rows = [
        row
        for row in fake.all("price")
        if (keys is None or row["lookup_key"] in keys)
        and params.get("active", row["active"]) == row["active"]
    ]
    shown = [
        {k: v for k, v in row.items() if k != "tiers" or "data.tiers" in params.get("expand", ())}
        for row in rows
    ]
    return _page(shown, params, "/v1/prices")


def _new_price(fake: FakeStripe, params: dict[str, Json]) -> Json:
    fake.get("product", params["product"])
    recurring = {"interval_count": 1, "meter": None, **params.pop("recurring")}
    if (recurring["usage_type"] == "metered") != bool(recurring["meter"]):
        raise Answered(400, "metered prices need a meter")
    if recurring["meter"]:
        fake.get("billing.meter", recurring["meter"])
    key, transfer = params.get("lookup_key"), params.pop("transfer_lookup_key", False)
    for other in fake.all("price"):
        if key and other["lookup_key"] == key:
            if not transfer:
                raise Answered(400, "another price has this lookup key")
            other["lookup_key"] = None
    tiers = params.pop("tiers", None)
    if tiers is not None:
        if tiers[-1]["up_to"] != "inf":
            raise Answered(400, "the last tier must be open")
        tiers = [
            {**tier, "up_to": None if tier["up_to"] == "inf" else tier["up_to"]} for tier in tiers
        ]
        tiers = [{"flat_amount": None, **tier} for tier in tiers]
    fields = {"active": True, "billing_scheme": "per_unit", "unit_amount": None, "lookup_key": None}
    made = fake.make("price", "price", {**fields, **params, "recurring": recurring, "metadata": {}})
    made["type"] = "recurring"
    if tiers is not None:
        made["tiers"] = tiers
    return _without_tiers(made)


def _without_tiers(price: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in price.items() if name != "tiers"}


def _attach(fake: FakeStripe, product: str, params: dict[str, Json]) -> Json:
    feature = fake.get("entitlements.feature", params["entitlement_feature"])
    return _public(
        fake.make("product_feature", "pf", {"entitlement_feature": feature, "_product": product})
    )


def _attached(fake: FakeStripe, product: str, params: dict[str, Json]) -> Json:
    fake.get("product", product)
    rows = [row for row in fake.all("product_feature") if row["_product"] == product]
    return _page(rows, params, f"/v1/products/{product}/features")


def _detach(fake: FakeStripe, product: str, name: str, params: dict[str, Json]) -> Json:
    fake.store["product_feature"].pop(name)
    return {"id": name, "object": "product_feature", "deleted": True}


def _new_webhook(fake: FakeStripe, params: dict[str, Json]) -> Json:
    made = _making("webhook_endpoint", "we", status="enabled")(fake, params)
    return {**made, "secret": WHSEC}


def _update_webhook(fake: FakeStripe, name: str, params: dict[str, Json]) -> Json:
    disabled = params.pop("disabled", False)
    params["status"] = "disabled" if disabled else "enabled"
    return _updating("webhook_endpoint")(fake, name, params)


def _new_session(fake: FakeStripe, params: dict[str, Json]) -> Json:
    fake.get("customer", params["customer"])
    lines = params["line_items"]
    for line in lines:
        price = fake.get("price", line["price"])
        if (price["recurring"]["usage_type"] == "metered") == ("quantity" in line):
            raise Answered(400, "a metered price has no quantity, every other has one")
    fields = {"customer": params["customer"], "mode": params["mode"], "status": "open"}
    made = fake.make("checkout.session", "cs_test", {**fields, "_lines": lines})
    made["url"] = f"https://checkout.stripe.test/{made['id']}"
    return _public(made)


def _portal(fake: FakeStripe, params: dict[str, Json]) -> Json:
    fake.get("customer", params["customer"])
    if not fake.all("billing_portal.configuration"):
        raise Answered(400, "No configuration provided")
    return _making("billing_portal.session", "bps", url="https://portal.stripe.test/x")(
        fake, {"customer": params["customer"], "return_url": params["return_url"]}
    )


def _subscriptions(fake: FakeStripe, params: dict[str, Json]) -> Json:
    rows = [row for row in fake.all("subscription") if row["customer"] == params["customer"]]
    if params.get("status") != "all":
        rows = [row for row in rows if row["status"] not in ("canceled", "incomplete_expired")]
    expanded = "data.items.data.price.product" in params.get("expand", ())
    return _page([_shown(fake, row, expanded) for row in rows[::-1]], params, "/v1/subscriptions")


def _shown(fake: FakeStripe, row: dict[str, Json], expanded: bool) -> dict[str, Json]:
    items = []
    for item in row["items"]["data"]:
        price = _without_tiers(item["price"])
        if expanded:
            price["product"] = fake.get("product", price["product"])
        items.append({**item, "price": price})
    return {**row, "items": {**row["items"], "data": items}}


def _change(fake: FakeStripe, name: str, params: dict[str, Json]) -> Json:
    row = fake.get("subscription", name)
    if row["status"] == "canceled":
        raise Answered(400, "A canceled subscription can't be changed")
    if fake.declines:
        raise Answered(402, "Your card was declined.", "card_declined")
    by_id = {item["id"]: item for item in row["items"]["data"]}
    for wanted in params.get("items", []):
        by_id[wanted["id"]]["price"] = fake.get("price", wanted["price"])
    if "cancel_at_period_end" in params:
        row["cancel_at_period_end"] = params["cancel_at_period_end"]
    fake.emit("customer.subscription.updated", row)
    return _shown(fake, row, False)


def _cancel(fake: FakeStripe, name: str, params: dict[str, Json]) -> Json:
    row = fake.get("subscription", name)
    if row["status"] == "canceled":
        raise Answered(404, "No such subscription", "resource_missing")
    fake.become(row, "canceled")
    return _shown(fake, row, False)


def _subscription(fake: FakeStripe, name: str, params: dict[str, Json]) -> Json:
    return _shown(fake, fake.get("subscription", name), False)


def _destinations(fake: FakeStripe, params: dict[str, Json]) -> Json:
    rows = []
    for row in fake.all("v2.core.event_destination"):
        endpoint = (
            {"url": row["_url"]} if "webhook_endpoint.url" in params.get("include", ()) else {}
        )
        rows.append({**_public(row), "webhook_endpoint": endpoint})
    return {"data": rows, "next_page_url": None, "previous_page_url": None}


def _new_destination(fake: FakeStripe, params: dict[str, Json]) -> Json:
    fields = {name: params[name] for name in ("name", "type", "event_payload", "enabled_events")}
    made = fake.make(
        "v2.core.event_destination",
        "ed",
        {**fields, "status": "enabled", "_url": params["webhook_endpoint"]["url"]},
    )
    made["created"] = "2026-01-01T00:00:00.000Z"
    return {**_public(made), "webhook_endpoint": {"signing_secret": THIN_SECRET}}


def _v2_event(fake: FakeStripe, name: str, params: dict[str, Json]) -> Json:
    if name not in fake.v2_events:
        raise Answered(404, "not found")
    return fake.v2_events[name]


HANDLERS: dict[tuple[str, str], Callable[..., Json]] = {
    ("GET", "/v1/billing/meters"): _listing("billing.meter", "/v1/billing/meters", "status"),
    ("POST", "/v1/billing/meters"): _making("billing.meter", "mtr", status="active"),
    ("GET", "/v1/billing/meters/{id}/event_summaries"): FakeStripe.summaries,
    ("POST", "/v1/billing/meter_events"): FakeStripe.meter_event,
    ("GET", "/v1/entitlements/features"): _listing(
        "entitlements.feature", "/v1/entitlements/features"
    ),
    ("POST", "/v1/entitlements/features"): _making("entitlements.feature", "feat", active=True),
    ("GET", "/v1/products"): _products,
    ("POST", "/v1/products"): _new_product,
    ("POST", "/v1/products/{id}"): _updating("product"),
    ("GET", "/v1/products/{product}/features"): _attached,
    ("POST", "/v1/products/{product}/features"): _attach,
    ("DELETE", "/v1/products/{product}/features/{id}"): _detach,
    ("GET", "/v1/prices"): _prices,
    ("POST", "/v1/prices"): _new_price,
    ("POST", "/v1/prices/{price}"): lambda fake, name, params: _without_tiers(
        _updating("price")(fake, name, params)
    ),
    ("GET", "/v1/billing_portal/configurations"): _listing(
        "billing_portal.configuration", "/v1/billing_portal/configurations", "active"
    ),
    ("POST", "/v1/billing_portal/configurations"): _making(
        "billing_portal.configuration", "bpc", active=True
    ),
    ("POST", "/v1/billing_portal/configurations/{configuration}"): _updating(
        "billing_portal.configuration"
    ),
    ("POST", "/v1/billing_portal/sessions"): _portal,
    ("GET", "/v1/webhook_endpoints"): _listing("webhook_endpoint", "/v1/webhook_endpoints"),
    ("POST", "/v1/webhook_endpoints"): _new_webhook,
    ("POST", "/v1/webhook_endpoints/{webhook_endpoint}"): _update_webhook,
    ("POST", "/v1/customers"): _making("customer", "cus"),
    ("POST", "/v1/checkout/sessions"): _new_session,
    ("GET", "/v1/subscriptions"): _subscriptions,
    ("GET", "/v1/subscriptions/{subscription_exposed_id}"): _subscription,
    ("POST", "/v1/subscriptions/{subscription_exposed_id}"): _change,
    ("DELETE", "/v1/subscriptions/{subscription_exposed_id}"): _cancel,
    ("GET", "/v1/invoices"): _listing("invoice", "/v1/invoices", "customer"),
    ("GET", "/v2/core/event_destinations"): _destinations,
    ("POST", "/v2/core/event_destinations"): _new_destination,
    ("GET", "/v2/core/events/{id}"): _v2_event,
}
