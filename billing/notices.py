"""Notices at 80 % and 100 % of a day's or month's quota: shown at once, and mailed later."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from billing.models import QuotaNotice
from billing.quota import Quota, QuotaStatus
from tenants.letters import letter
from tenants.models import Tenant

log = logging.getLogger(__name__)

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


def mail_waiting() -> int:
    """Mail the notices that wait to each workspace's admins; returns how many were mailed."""
    sent = 0
    for notice_id in list(QuotaNotice.objects.filter(mailed_at=None).values_list("id", flat=True)):
        with transaction.atomic():
            waiting = QuotaNotice.objects.select_for_update(skip_locked=True)
            notice = waiting.filter(id=notice_id, mailed_at=None).first()
            if notice is None:
                continue
            notice.mailed_at = timezone.now()
            notice.save(update_fields=["mailed_at"])
            _mail(notice)
            sent += 1
    return sent


def _reached(tenant: Tenant, scope: str, quota: Quota, stopped: bool) -> list[QuotaNotice]:
    reached = percent_reached(quota, stopped=stopped)
    return [
        QuotaNotice(tenant=tenant, scope=scope, begins=quota.day, percent=percent)
        for percent in PERCENTS
        if percent <= reached
    ]


def _mail(notice: QuotaNotice) -> None:
    admins = Membership.objects.filter(
        tenant=notice.tenant, role__in=[Membership.Role.OWNER, Membership.Role.ADMIN]
    )
    context = {"notice": notice, "tenant": notice.tenant, "public_url": settings.PUBLIC_URL}
    for user in [membership.user for membership in admins.select_related("user")]:
        subject, body = letter(
            "billing/notice_subject.txt",
            "billing/notice.txt",
            context,
            language=user.language or notice.tenant.language,
        )
        send_mail(subject, body, None, [user.email])
