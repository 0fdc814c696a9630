"""What admins are told of plan and quota.

That 80 % or all of a day's or month's quota is used is shown on pages at once, and told by a task:
it is noted in a transaction that has locks which everybody waits for.
"""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from billing.models import Plan, QuotaNotice
from billing.quota import Quota, QuotaStatus
from notices.services import admins_of, notify
from tenants.models import Tenant

PERCENTS = (80, 100)
Scope = QuotaNotice.Scope


def note(tenant: Tenant, status: QuotaStatus, *, stopped: bool = False) -> None:
    """Record the percentages that usage has reached, once for each day and month.

    `stopped`: a job was refused or paused for lack of quota. Reservations don't count, as they may
    be given back.
    """
    reached = _reached(tenant, Scope.DAY, status.day, stopped)
    if status.month is not None:
        reached += _reached(tenant, Scope.MONTH, status.month, stopped)
    if reached:
        QuotaNotice.objects.bulk_create(reached, ignore_conflicts=True)


def percent_reached(quota: Quota, *, stopped: bool = False) -> int:
    """100, 80 or 0: the notice that is due. From 80 % on, work that was `stopped` makes it 100."""
    if quota.limit_ms <= 0:
        return 0
    share = 100 * quota.used_ms / quota.limit_ms
    if share >= 100 or (stopped and share >= PERCENTS[0]):
        return 100
    return 80 if share >= PERCENTS[0] else 0


def tell_waiting() -> int:
    """Tell each workspace's admins what was noted; returns how much that was."""
    told = 0
    for notice_id in list(QuotaNotice.objects.filter(mailed_at=None).values_list("id", flat=True)):
        with transaction.atomic():
            waiting = QuotaNotice.objects.select_for_update(skip_locked=True, of=("self",))
            waiting = waiting.select_related("tenant")
            notice = waiting.filter(id=notice_id, mailed_at=None).first()
            if notice is None:
                continue
            notice.mailed_at = timezone.now()
            notice.save(update_fields=["mailed_at"])
            details = {
                "scope": notice.scope,
                "begins": notice.begins.isoformat(),
                "percent": notice.percent,
            }
            _tell_admins("quota.reached", notice.tenant, details)
            told += 1
    return told


def plan_changed(tenant: Tenant, *, before: str, to: str) -> None:
    """Tell admins that the workspace has another plan, by the codes of both."""
    names = dict(Plan.objects.filter(code__in=[before, to]).values_list("code", "name"))
    details = {"before": names.get(before, before), "to": names.get(to, to)}
    _tell_admins("plan.changed", tenant, details)


def plan_ends(tenant: Tenant, day: datetime.date) -> None:
    """Tell admins that the plan is paid for until that day, and no longer."""
    _tell_admins("plan.ends", tenant, {"day": day.isoformat()})


def payment_failed(tenant: Tenant) -> None:
    """Tell admins that a payment failed, which the provider tries again."""
    _tell_admins("plan.payment_failed", tenant, {})


def suspended(tenant: Tenant, reason: str) -> None:
    """Tell admins that the operator has stopped the workspace's work, and why."""
    _tell_admins("workspace.suspended", tenant, {"reason": reason})


def readmitted(tenant: Tenant) -> None:
    """Tell admins that the suspension is over."""
    _tell_admins("workspace.readmitted", tenant, {})


def _tell_admins(kind: str, tenant: Tenant, details: dict[str, Any]) -> None:
    notify(kind=kind, to=admins_of(tenant), tenant=tenant, details=details)


def _reached(tenant: Tenant, scope: str, quota: Quota, stopped: bool) -> list[QuotaNotice]:
    reached = percent_reached(quota, stopped=stopped)
    return [
        QuotaNotice(tenant=tenant, scope=scope, begins=quota.day, percent=percent)
        for percent in PERCENTS
        if percent <= reached
    ]
