"""A Stripe of our own, with state: the endpoints that we use, and the rules that matter.

Every request is checked against Stripe's published schema, and so is every answer of the fake;
what is not in it is kept in `violations`, and fails the test. Rules, from Stripe's documentation
of meter events: an identifier is known for 24 hours; a timestamp lies at most 35 days back and 5
minutes ahead; one call at a time for a customer and meter; values are whole numbers; customers
are looked up later, and errors come as events; summaries lag behind. Of idempotency keys: the
first answer is given again for 24 hours, also when it was a failure.
"""

import copy
import datetime
import itertools
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.billing.stripe import schema
from tests.billing.stripe.schema import NotInSchema

Json = Any
DAY, HOUR = 86_400, 3_600
IDENTIFIER_WINDOW = KEY_WINDOW = DAY
OLDEST, AHEAD = 35 * DAY, 300
UNDATED = ("entitlements.feature", "product_feature")


class Lost(Exception):
    """The connection breaks: the request never came, or the answer never leaves."""


class Answered(Exception):
    """An error that Stripe answers with."""

    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(message)
        kind = "api_error" if status >= 500 else "invalid_request_error"
        self.status = status
        self.body = {"error": {"type": kind, "message": message, "code": code or "generic"}}


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: str
    body: Json
    key: str
    version: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What is counted: `at` is the event's time, `since` when it came in (seconds)."""

    customer: str
    at: int
    value: int
    identifier: str
    since: float


class FakeStripe:
    """`clock` gives the time in seconds; `weather` says what happens to the next request.

    Weathers: "fair"; "lost" (never came); "mute" (done, no answer); "broken" (500, not done);
    "broken late" (500, and done); "limited" (429); "down" (503 to everything, nothing done).
    """

    def __init__(
        self,
        handlers: Mapping[tuple[str, str], Callable[..., Json]],
        clock: Callable[[], float] = time.time,
        *,
        version: str = "",
        lag: float = 0.0,
        refuses_duplicates: bool = True,
    ) -> None:
        self.handlers = handlers
        self.clock = clock
        self.version = version
        self.lag = lag
        self.refuses_duplicates = refuses_duplicates
        self.weather: Callable[[Request], str] = lambda request: "fair"
        self.violations: list[str] = []
        self.events: list[dict[str, Json]] = []
        self.v2_events: dict[str, dict[str, Json]] = {}
        self.usage: list[Usage] = []
        self.calls: list[str] = []
        self.thrown_away: list[Usage] = []
        self.unknown_customers: set[str] = set()
        self.declines = False
        self.store: dict[str, dict[str, dict[str, Json]]] = {}
        self._answers: dict[str, tuple[float, tuple, int, Json]] = {}
        self._identifiers: dict[str, float] = {}
        self._calling: dict[tuple[str, str], threading.Lock] = {}
        self._guard = threading.RLock()
        self._numbers = itertools.count(1)

    # --- requests -------------------------------------------------------------------------------
    def handle(self, request: Request) -> tuple[int, Json]:
        """(status, answer). Raises Lost."""
        try:
            template, ids = schema.operation(request.method, request.path)
            params = schema.request(request.method, template, request.query, request.body)
            if self.version and not request.path.startswith("/v2/"):
                self._demand(request.version == self.version, f"version {request.version!r}")
        except NotInSchema as problem:
            return self._violated(problem)
        handler = self.handlers.get((request.method, template))
        if handler is None:
            return self._violated(NotInSchema(f"the fake has no {request.method} {template}"))
        weather = self.weather(request)
        self.calls.append(f"{request.method} {template} {weather}")
        if weather == "lost":
            raise Lost
        if weather == "down":
            return 503, Answered(503, "down").body
        if weather == "limited":
            return 429, Answered(429, "slow down", "rate_limit").body
        status, answer = self._once(request, template, ids, params, handler, weather)
        if status == 200:
            try:
                schema.answer(request.method, template, answer)
            except NotInSchema as problem:
                return self._violated(problem)
        if weather == "mute":
            raise Lost
        return status, answer

    def _once(
        self, request: Request, template: str, ids: list[str], params: Json, handler, weather: str
    ) -> tuple[int, Json]:
        """An idempotency key gets its first answer again, whatever that was."""
        same = (request.method, template, *ids, json.dumps(params, sort_keys=True))
        with self._guard:
            kept = self._answers.get(request.key) if request.key else None
            if kept and self.clock() - kept[0] < KEY_WINDOW:
                if kept[1] != same:
                    return 400, Answered(400, "this key was used for something else").body
                return kept[2], kept[3]
        try:
            if weather == "broken":
                raise Answered(500, "something broke")
            status, answer = 200, handler(self, *ids, params)
            if weather == "broken late":
                raise Answered(500, "something broke after it was done")
        except Answered as error:
            status, answer = error.status, error.body
        if request.key and status != 429:
            with self._guard:
                self._answers[request.key] = (self.clock(), same, status, copy.deepcopy(answer))
        return status, answer

    def _violated(self, problem: NotInSchema) -> tuple[int, Json]:
        self.violations.append(str(problem))
        return 400, Answered(400, f"not in the schema: {problem}").body

    def _demand(self, true: bool, what: str) -> None:
        if not true:
            raise NotInSchema(what)

    # --- things ---------------------------------------------------------------------------------
    def make(self, kind: str, prefix: str, fields: dict[str, Json]) -> dict[str, Json]:
        with self._guard:
            made = {
                "id": fields.pop("id", None) or f"{prefix}_{next(self._numbers):06d}",
                "object": kind,
                "livemode": False,
                **({} if kind in UNDATED else {"created": int(self.clock())}),
                **fields,
            }
            self.store.setdefault(kind, {})[made["id"]] = made
            return made

    def all(self, kind: str) -> list[dict[str, Json]]:
        return list(self.store.get(kind, {}).values())

    def get(self, kind: str, name: str) -> dict[str, Json]:
        try:
            return self.store[kind][name]
        except KeyError:
            raise Answered(404, f"No such {kind}: {name}", "resource_missing") from None

    def emit(self, kind: str, about: dict[str, Json]) -> dict[str, Json]:
        """An event with a copy of its object, as it is now."""
        event = self.make("event", "evt", {"type": kind, "data": {"object": copy.deepcopy(about)}})
        self.events.append(event)
        return event

    # --- usage ----------------------------------------------------------------------------------
    def meter_event(self, params: dict[str, Json]) -> Json:
        now = self.clock()
        payload = params["payload"]
        meter = next(
            (m for m in self.all("billing.meter") if m["event_name"] == params["event_name"]), None
        )
        if meter is None:
            raise Answered(400, "No meter with this event name", "no_meter")
        customer = payload.get("stripe_customer_id", "")
        with self._guard:
            lock = self._calling.setdefault((customer, meter["id"]), threading.Lock())
        if not lock.acquire(blocking=False):
            raise Answered(429, "one call at a time for a customer and meter", "lock_timeout")
        try:
            time.sleep(0.001)
            return self._count(params, customer, now)
        finally:
            lock.release()

    def _count(self, params: dict[str, Json], customer: str, now: float) -> Json:
        value, at = params["payload"].get("value", ""), params.get("timestamp", int(now))
        if not value.lstrip("-").isdigit():
            raise Answered(400, f"{value!r} is no whole number")
        if not now - OLDEST <= at <= now + AHEAD:
            raise Answered(400, f"The timestamp {at} is out of range")
        identifier = params.get("identifier") or f"auto{next(self._numbers)}"
        answer = {
            "object": "billing.meter_event",
            "created": int(now),
            "event_name": params["event_name"],
            "identifier": identifier,
            "livemode": False,
            "payload": params["payload"],
            "timestamp": at,
        }
        with self._guard:
            known = self._identifiers.get(identifier)
            if known is not None and now - known < IDENTIFIER_WINDOW:
                if self.refuses_duplicates:
                    message = f"An event already exists with identifier {identifier}."
                    raise Answered(400, message, "duplicate_meter_event")
                return answer
            self._identifiers[identifier] = now
            usage = Usage(customer, at, int(value), identifier, now)
            if customer in self.unknown_customers or customer not in self.store.get("customer", {}):
                self.thrown_away.append(usage)
            else:
                self.usage.append(usage)
        return answer

    def total(self, customer: str) -> int:
        """Units that Stripe will charge for."""
        return sum(usage.value for usage in self.usage if usage.customer == customer)

    def summaries(self, meter: str, params: dict[str, Json]) -> Json:
        self.get("billing.meter", meter)
        start, end = params["start_time"], params["end_time"]
        window = params.get("value_grouping_window")
        grid = {"hour": HOUR, "day": DAY}.get(window, 60)
        if start % grid or end % grid:
            raise Answered(400, f"times must be aligned to {grid} seconds")
        visible = self.clock() - self.lag
        sums: dict[int, int] = {}
        for usage in self.usage:
            ours = usage.customer == params["customer"] and start <= usage.at < end
            if ours and usage.since <= visible:
                at = usage.at - usage.at % grid if window else start
                sums[at] = sums.get(at, 0) + usage.value
        rows = [
            {
                "id": f"mtrusg_{at}",
                "object": "billing.meter_event_summary",
                "aggregated_value": value,
                "start_time": at,
                "end_time": at + grid if window else end,
                "livemode": False,
                "meter": meter,
            }
            for at, value in sorted(sums.items(), reverse=True)
        ]
        return _page(rows, params, f"/v1/billing/meters/{meter}/event_summaries")

    def throw_away(self) -> dict[str, Json] | None:
        """The asynchronous check: a thin event about usage of customers that don't exist."""
        if not self.thrown_away:
            return None
        [meter] = self.all("billing.meter")
        samples = [
            {"error_message": "no such customer", "request": {"identifier": usage.identifier}}
            for usage in self.thrown_away
        ]
        self.thrown_away = []
        event = {
            "id": f"evt_test_{next(self._numbers)}",
            "object": "v2.core.event",
            "type": "v1.billing.meter.error_report_triggered",
            "created": _iso(self.clock()),
            "livemode": False,
            "related_object": {
                "id": meter["id"],
                "type": "billing.meter",
                "url": f"/v1/billing/meters/{meter['id']}",
            },
        }
        errors = {
            "code": "meter_event_customer_not_found",
            "error_count": len(samples),
            "sample_errors": samples,
        }
        full = {"reason": {"error_count": len(samples), "error_types": [errors]}}
        self.v2_events[event["id"]] = {**event, "data": full}
        return event

    # --- what customers do ----------------------------------------------------------------------
    def complete_checkout(self, url: str) -> dict[str, Json]:
        """The customer has typed their card in on Stripe's page."""
        session = next(s for s in self.all("checkout.session") if s["url"] == url)
        prices = [self.get("price", line["price"]) for line in session["_lines"]]
        subscription = self.subscribe(session["customer"], prices)
        session["status"] = "complete"
        self.emit("checkout.session.completed", _public(session))
        return subscription

    def subscribe(self, customer: str, prices: list[dict[str, Json]]) -> dict[str, Json]:
        now = int(self.clock())
        items = [self._item(price, now) for price in prices]
        made = self.make(
            "subscription",
            "sub",
            {
                "customer": customer,
                "status": "active",
                "cancel_at": None,
                "cancel_at_period_end": False,
                "items": {"object": "list", "data": items, "has_more": False, "url": "/v1/items"},
            },
        )
        self.invoice(made, "paid")
        self.emit("customer.subscription.created", made)
        return made

    def invoice(self, subscription: dict[str, Json], status: str) -> dict[str, Json]:
        due = sum(item["price"]["unit_amount"] or 0 for item in subscription["items"]["data"])
        made = self.make(
            "invoice",
            "in",
            {
                "customer": subscription["customer"],
                "number": f"A-{next(self._numbers)}",
                "status": status,
                "currency": "usd",
                "amount_due": due,
                "amount_paid": due if status == "paid" else 0,
                "hosted_invoice_url": "https://invoice.stripe.test/1",
            },
        )
        self.emit("invoice.paid" if status == "paid" else "invoice.payment_failed", made)
        return made

    def become(self, subscription: dict[str, Json], status: str, **fields: Json) -> None:
        """A payment fails, is made up for, or the subscription ends."""
        subscription.update(status=status, **fields)
        kind = "deleted" if status == "canceled" else "updated"
        self.emit(f"customer.subscription.{kind}", subscription)

    def _item(self, price: dict[str, Json], now: int) -> dict[str, Json]:
        return {
            "id": f"si_{next(self._numbers):06d}",
            "object": "subscription_item",
            "created": now,
            "current_period_start": now,
            "current_period_end": now + 30 * DAY,
            "price": price,
        }


def _page(rows: list[Json], params: dict[str, Json], url: str) -> Json:
    if after := params.get("starting_after"):
        ids = [row["id"] for row in rows]
        rows = rows[ids.index(after) + 1 :]
    limit = params.get("limit", 10)
    data = [_public(row) for row in rows[:limit]]
    return {"object": "list", "data": data, "has_more": len(rows) > limit, "url": url}


def _public(thing: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in thing.items() if not name.startswith("_")}


def _iso(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat()
