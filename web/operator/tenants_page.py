"""The operator's page about all tenants, inside the admin: minutes, revenue, cost, errors."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from billing.models import Invoice, MeterDifference, MeterEvent, MeterReport, Subscription
from billing.plans import limits_of
from billing.presentation import money
from billing.quota import month_begin, today
from synthesis.dispatch.models import PausedJob
from synthesis.models import Job
from tenants.context import in_tenant
from tenants.models import Tenant

TENANTS_A_PAGE = 50
NEAR_PERCENT = 80
SETTLED = (MeterReport.State.SENT, MeterReport.State.CLOSED)


@dataclass(frozen=True, slots=True)
class Row:
    """One tenant this month; lengths in milliseconds, money as text."""

    tenant: Tenant
    subscription: Subscription
    today_ms: int
    today_percent: int
    month_ms: int
    month_percent: int | None
    revenue: str
    cost: str
    failed: int
    completed: int
    paused: int

    @property
    def is_near(self) -> bool:
        return max(self.today_percent, self.month_percent or 0) >= NEAR_PERCENT


@require_GET
def tenants(request: HttpRequest) -> HttpResponse:
    """Usage, revenue and limits of each tenant; `?q=` searches by address and name."""
    wanted = request.GET.get("q", "").strip()
    tenants = Tenant.objects.order_by("slug")
    if wanted:
        tenants = tenants.filter(Q(slug__icontains=wanted) | Q(name__icontains=wanted))
    page = Paginator(tenants, TENANTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": _("All tenants"),
        "page": page,
        "rows": [row for tenant in page if (row := _row(tenant))],
        "wanted": wanted,
        "differences": MeterDifference.objects.filter(resolved_at=None).count(),
        "unsent": MeterReport.objects.exclude(state__in=SETTLED).count(),
    }
    return render(request, "admin/tenants.html", context)


def _row(tenant: Tenant) -> Row | None:
    subscription = Subscription.objects.select_related("plan").filter(tenant=tenant).first()
    if subscription is None:
        return None
    day, limits = today(tenant), limits_of(tenant)
    begin = month_begin(day)
    events = MeterEvent.objects.filter(tenant=tenant)
    month_ms = _audio(events.filter(day__gte=begin))
    today_ms = _audio(events.filter(day=day))
    since = timezone.make_aware(datetime.datetime.combine(begin, datetime.time.min))
    with in_tenant(tenant):
        jobs = Job.objects.filter(created_at__gte=since)
        failed = jobs.filter(status=Job.Status.FAILED).count()
        completed = jobs.filter(status=Job.Status.COMPLETED).count()
    paid = Invoice.objects.filter(tenant=tenant, status="paid", created_at__gte=since)
    return Row(
        tenant=tenant,
        subscription=subscription,
        today_ms=today_ms,
        today_percent=_percent(today_ms, limits.daily_ms),
        month_ms=month_ms,
        month_percent=None if limits.monthly_ms is None else _percent(month_ms, limits.monthly_ms),
        revenue=_sums(paid.values_list("currency", "amount_paid")),
        cost=_cost(month_ms, subscription.plan.currency),
        failed=failed,
        completed=completed,
        paused=PausedJob.objects.filter(tenant=tenant).count(),
    )


def _audio(events: QuerySet[MeterEvent]) -> int:
    return events.aggregate(sum=Sum("audio_ms", default=0))["sum"]


def _percent(used_ms: int, limit_ms: int) -> int:
    return round(100 * used_ms / max(1, limit_ms))


def _sums(amounts: Iterable[tuple[str, int]]) -> str:
    sums: dict[str, int] = {}
    for currency, amount in amounts:
        sums[currency] = sums.get(currency, 0) + amount
    return ", ".join(money(amount, currency) for currency, amount in sums.items())


def _cost(audio_ms: int, currency: str) -> str:
    """The operator's cost of `audio_ms` of audio; empty if the settings name no cost of an hour."""
    if not settings.COST_OF_AUDIO_HOUR:
        return ""
    return money(round(audio_ms * settings.COST_OF_AUDIO_HOUR / 3_600_000), currency)
