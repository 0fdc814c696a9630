"""Plans as the rest of Lectern sees them (named in settings as PLAN_PROVIDER).

Nothing is cached: a change of a plan, an override or its expiry takes effect at once.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.models import LIMIT_FIELDS, Plan, PlanOverride, Subscription
from tenants.limits import Limits
from tenants.models import Tenant
from tenants.refusal import Refused


def limits_of(tenant: Tenant) -> Limits:
    """The tenant's plan with its overrides.

    Raises Subscription.DoesNotExist: a tenant without a plan may do nothing.
    """
    subscriptions = Subscription.objects.select_related("plan", "tenant")
    subscription = subscriptions.get(tenant_id=tenant.id)
    return _limits(subscription, _overrides().filter(tenant=tenant))


def limits_by_subscription(
    subscriptions: Sequence[Subscription],
) -> dict[uuid.UUID, Limits]:
    """The same for several tenants, by tenant id. The subscriptions bring their plans and tenants
    along."""
    overrides: defaultdict[uuid.UUID, list[PlanOverride]] = defaultdict(list)
    wanted = [subscription.tenant_id for subscription in subscriptions]
    for override in _overrides().filter(tenant__in=wanted):
        overrides[override.tenant_id].append(override)
    return {each.tenant_id: _limits(each, overrides[each.tenant_id]) for each in subscriptions}


def _overrides() -> QuerySet[PlanOverride]:
    return PlanOverride.objects.filter(expires_at__gt=timezone.now())


def _limits(subscription: Subscription, overrides: Iterable[PlanOverride]) -> Limits:
    changes: dict[str, Any] = {}
    for override in overrides:
        for field in LIMIT_FIELDS:
            if (value := getattr(override, field)) is not None:
                changes[field] = value
    changes["deletes_at"] = deletes_at = subscription.tenant.deletes_at
    changes["suspended"] = subscription.suspended_at is not None or deletes_at is not None
    changes["suspension_reason"] = subscription.suspension_reason
    if "engines" in changes:
        changes["engines"] = tuple(changes["engines"])
    return replace(limits_of_plan(subscription.plan), **changes)


def plan_since(tenant: Tenant) -> datetime.datetime:
    """When the tenant was put on its plan."""
    return Subscription.objects.values_list("plan_since", flat=True).get(tenant_id=tenant.id)


def limits_of_plan(plan: Plan) -> Limits:
    """What the plan itself allows."""
    figures = {field: getattr(plan, field) for field in LIMIT_FIELDS}
    return Limits(plan=plan.code, **{**figures, "engines": tuple(plan.engines)})


def put_on_plan(*, tenant: Tenant, code: str) -> None:
    """Put the tenant on a plan. Raises Refused for an unknown code."""
    try:
        plan = Plan.objects.get(code=code)
    except Plan.DoesNotExist:
        known = ", ".join(Plan.objects.values_list("code", flat=True))
        message = _("There is no plan “%(code)s”; there are: %(known)s.")
        raise Refused("unknown_plan", message % {"code": code, "known": known}) from None
    subscription, created = Subscription.objects.get_or_create(
        tenant=tenant, defaults={"plan": plan}
    )
    if not created and subscription.plan_id != plan.code:
        move(subscription, plan)


def move(subscription: Subscription, plan: Plan) -> None:
    """Change the plan of a subscription, and record when."""
    subscription.plan, subscription.plan_since = plan, timezone.now()
    subscription.save(update_fields=["plan", "plan_since", "updated_at"])
