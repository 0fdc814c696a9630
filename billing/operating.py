"""What the operator does with a workspace's plan: change it, stretch it for a while, suspend it."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from activity.log import Detail, record
from activity.who import Thing
from billing import notices
from billing.models import LIMIT_FIELDS, PlanOverride, Subscription
from billing.plans import put_on_plan
from tenants.models import Tenant
from tenants.refusal import Refused


@transaction.atomic
def change_plan(*, tenant: Tenant, code: str, by: Actor) -> None:
    """Put a workspace on another plan. Raises Refused for an unknown plan, and where it pays for
    its plan: then the payment provider says which it has."""
    subscription = _locked(tenant)
    if subscription.plan_id != code and subscription.is_paid:
        message = _("It pays for its plan: change that at the provider, or add an exception.")
        raise Refused("plan_is_paid", message, param="plan", status=409)
    before = subscription.plan_id
    put_on_plan(tenant=tenant, code=code)
    if before != code:
        _record("plan.changed", tenant, by, **{"from": before, "to": code})
        notices.plan_changed(tenant, before=before, to=code)


@transaction.atomic
def suspend(*, tenant: Tenant, reason: str, by: Actor) -> None:
    """Stop a workspace's work; reading, paying and leaving go on. `reason` is shown to it. A
    workspace that is suspended already gets the new reason."""
    subscription = _locked(tenant)
    subscription.suspended_at = subscription.suspended_at or timezone.now()
    subscription.suspension_reason = reason
    subscription.save(update_fields=["suspended_at", "suspension_reason", "updated_at"])
    _record("workspace.suspended", tenant, by, reason=reason)
    notices.suspended(tenant, reason)


@transaction.atomic
def readmit(*, tenant: Tenant, by: Actor) -> None:
    """End a suspension, if there is one."""
    subscription = _locked(tenant)
    if subscription.suspended_at is not None:
        _record("workspace.readmitted", tenant, by)
        notices.readmitted(tenant)
    subscription.suspended_at, subscription.suspension_reason = None, ""
    subscription.save(update_fields=["suspended_at", "suspension_reason", "updated_at"])


@transaction.atomic
def make_exception(
    *,
    tenant: Tenant,
    reason: str,
    expires_at: datetime.datetime,
    limits: Mapping[str, Any],
    by: Actor,
) -> PlanOverride:
    """Give a workspace other limits (LIMIT_FIELDS) until `expires_at`; None leaves the plan's.

    Raises Refused where no limit is changed or the moment is over.
    """
    if unknown := set(limits) - set(LIMIT_FIELDS):
        raise ValueError(f"no limits: {sorted(unknown)}")
    if expires_at <= timezone.now():
        raise Refused("exception_is_over", _("Choose a day to come."), param="until")
    override = PlanOverride(
        tenant=tenant, reason=reason, expires_at=expires_at, made_by=by.user, **limits
    )
    try:
        override.full_clean()
    except ValidationError as error:
        raise Refused("exception_invalid", " ".join(error.messages)) from None
    override.save()
    changed = {name: value for name, value in limits.items() if value is not None}
    figures = {name: value for name, value in changed.items() if isinstance(value, int | float)}
    until = expires_at.isoformat(timespec="seconds")
    _record("limit.exception_made", tenant, by, reason=reason, until=until, **figures)
    return override


@transaction.atomic
def end_exception(*, tenant: Tenant, override_id: int, by: Actor) -> None:
    """Let the plan's own limits hold again from now on; the row stays as a record."""
    running = PlanOverride.objects.filter(tenant=tenant, id=override_id)
    if running.filter(expires_at__gt=timezone.now()).update(expires_at=timezone.now()):
        _record("limit.exception_ended", tenant, by, exception=override_id)


def exceptions_of(tenant: Tenant) -> list[PlanOverride]:
    """Those that are in force, the newest first."""
    running = PlanOverride.objects.filter(tenant=tenant, expires_at__gt=timezone.now())
    return list(running.select_related("made_by").order_by("-id"))


def _record(action: str, tenant: Tenant, by: Actor, **details: Detail) -> None:
    thing = Thing("workspace", str(tenant.id), tenant.name)
    record(action=action, by=by.who, tenant=tenant, thing=thing, details=details)


def _locked(tenant: Tenant) -> Subscription:
    return Subscription.objects.select_for_update().select_related("plan").get(tenant=tenant)
