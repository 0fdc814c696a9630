"""What more audio would cost a tenant this month."""

from dataclasses import dataclass

from billing.models import Subscription
from billing.quota import month_of
from tenants.limits import Limits
from tenants.models import Tenant

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Price:
    """An amount in the currency's minor unit, rounded up."""

    amount: int
    currency: str


def price_of(tenant: Tenant, limits: Limits, audio_ms: int) -> Price:
    """What `audio_ms` more would cost, after what is used, reserved or included in the plan.

    Runs in the tenant's schema.
    """
    plan = Subscription.objects.select_related("plan").get(tenant_id=tenant.id).plan
    month = month_of(tenant, limits)
    before = month.used_ms + month.reserved_ms
    extra_ms = max(0, before + audio_ms - max(before, plan.included_ms))
    return Price(-(-extra_ms * plan.extra_minute // MINUTE_MS), plan.currency)
