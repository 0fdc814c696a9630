"""The operator's page about all workspaces: minutes, revenue, cost, errors."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from billing.models import Invoice, MeterDifference, MeterEvent, MeterReport, Subscription
from billing.plans import limits_by_subscription
from billing.presentation import money
from billing.quota import month_begin, today
from synthesis.dispatch.models import PausedJob
from synthesis.monitoring import across_tenants
from synthesis.monitoring.across_tenants import Outcomes
from tenants.models import Tenant
from web.operator.frame import operator_page

TENANTS_A_PAGE = 50
NEAR_PERCENT = 80
SORTS = {
    "": _("By address"),
    "name": _("By name"),
    "plan": _("By plan"),
    "newest": _("Newest first"),
    "month": _("Most audio this month first"),
}
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
    """Usage, revenue and limits of tenants; `?q=` searches by address and name, `?sort=` orders."""
    wanted = request.GET.get("q", "").strip()
    sort = request.GET.get("sort", "")
    found = Tenant.objects.filter(subscription__isnull=False)
    if wanted:
        found = found.filter(Q(slug__icontains=wanted) | Q(name__icontains=wanted))
    page = Paginator(_sorted(found, sort), TENANTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": figures_of(list(page)),
        "wanted": wanted,
        "sort": sort,
        "sorts": SORTS.items(),
        "differences": MeterDifference.objects.filter(resolved_at=None).count(),
        "unsent": MeterReport.objects.exclude(state__in=SETTLED).count(),
    }
    return operator_page(request, "workspaces.html", context)


def _sorted(tenants: QuerySet[Tenant], sort: str) -> QuerySet[Tenant]:
    if sort == "month":
        begin = month_begin(timezone.now().date())
        mine = MeterEvent.objects.filter(tenant=OuterRef("pk"), day__gte=begin).order_by()
        made = mine.values("tenant").annotate(sum=Sum("audio_ms")).values("sum")
        return tenants.annotate(made=Coalesce(Subquery(made), 0)).order_by("-made", "slug")
    order = {"name": "name", "newest": "-created_at", "plan": "subscription__plan"}
    return tenants.order_by(order.get(sort, "slug"), "slug")


def figures_of(tenants: list[Tenant]) -> list[Row]:
    """Rows about workspaces, with the same few statements for one tenant as for all of them."""
    subscriptions = Subscription.objects.select_related("plan", "tenant")
    subscriptions = subscriptions.filter(tenant__in=tenants)
    of_tenant = {subscription.tenant_id: subscription for subscription in subscriptions}
    limits = limits_by_subscription(list(of_tenant.values()))
    days = {tenant.id: today(tenant) for tenant in tenants}
    since = {tenant: _begin(days[tenant.id]) for tenant in tenants}
    made = _audio_by_day(tenants, min(map(month_begin, days.values()), default=None))
    jobs = across_tenants.outcomes(since)
    paid = _paid(since)
    paused = Counter(
        PausedJob.objects.filter(tenant__in=tenants).values_list("tenant_id", flat=True)
    )
    rows: list[Row] = []
    for tenant in tenants:
        if (subscription := of_tenant.get(tenant.id)) is None:
            continue  # it was closed a moment ago
        day, allowed = days[tenant.id], limits[tenant.id]
        month_ms = sum(ms for at, ms in made[tenant.id].items() if at >= month_begin(day))
        today_ms = made[tenant.id].get(day, 0)
        ended = jobs.get(tenant.id, Outcomes())
        monthly = allowed.monthly_ms
        row = Row(
            tenant=tenant,
            subscription=subscription,
            today_ms=today_ms,
            today_percent=_percent(today_ms, allowed.daily_ms),
            month_ms=month_ms,
            month_percent=None if monthly is None else _percent(month_ms, monthly),
            revenue=_sums(paid[tenant.id]),
            cost=_cost(month_ms, subscription.plan.currency),
            failed=ended.failed,
            completed=ended.completed,
            paused=paused[tenant.id],
        )
        rows.append(row)
    return rows


def _begin(day: datetime.date) -> datetime.datetime:
    """The moment from which jobs and invoices of the day's month count."""
    return timezone.make_aware(datetime.datetime.combine(month_begin(day), datetime.time.min))


def _audio_by_day(
    tenants: list[Tenant], since: datetime.date | None
) -> defaultdict[UUID, dict[datetime.date, int]]:
    """Milliseconds made since that day, by tenant id and day."""
    made: defaultdict[UUID, dict[datetime.date, int]] = defaultdict(dict)
    if since is None:
        return made
    events = MeterEvent.objects.filter(tenant__in=tenants, day__gte=since)
    for tenant_id, day, audio_ms in events.values_list("tenant_id", "day").annotate(
        sum=Sum("audio_ms")
    ):
        made[tenant_id][day] = audio_ms
    return made


def _paid(
    since: Mapping[Tenant, datetime.datetime],
) -> defaultdict[UUID, list[tuple[str, int]]]:
    """What was paid since the tenants' own moments, by tenant id: currencies with amounts."""
    paid: defaultdict[UUID, list[tuple[str, int]]] = defaultdict(list)
    begins = {tenant.id: begin for tenant, begin in since.items()}
    invoices = (
        Invoice.objects.filter(
            tenant__in=begins, status="paid", created_at__gte=min(begins.values(), default=None)
        )
        if begins
        else Invoice.objects.none()
    )
    for invoice in invoices:
        if invoice.created_at >= begins[invoice.tenant_id]:
            paid[invoice.tenant_id].append((invoice.currency, invoice.amount_paid))
    return paid


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
