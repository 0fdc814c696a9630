"""Everything about money that is in `public`; a tenant's own counters are in billing.usage."""

from billing.models.invoice import Invoice
from billing.models.limits import LIMIT_FIELDS
from billing.models.metering import MeterDifference, MeterEvent, MeterReport, MeterSum
from billing.models.notice import QuotaNotice, SpendingCap
from billing.models.plan import Plan, PlanOverride
from billing.models.subscription import Subscription
from billing.models.webhook import WebhookEvent

__all__ = [
    "LIMIT_FIELDS",
    "Invoice",
    "MeterDifference",
    "MeterEvent",
    "MeterReport",
    "MeterSum",
    "Plan",
    "PlanOverride",
    "QuotaNotice",
    "SpendingCap",
    "Subscription",
    "WebhookEvent",
]
