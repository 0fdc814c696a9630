"""The operator's first page: how the installation is, in one look."""

from datetime import timedelta

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from abuse_reports.models import AbuseReport
from billing.models import MeterDifference, MeterReport, Subscription
from synthesis.dispatch import outlook
from synthesis.dispatch.models import PausedJob
from synthesis.engines import ENGINES
from synthesis.monitoring.across_tenants import failed_lately
from synthesis.monitoring.collectors import active_tenants
from tenants.models import Tenant
from web.operator.frame import operator_page
from web.operator.tenants_page import SETTLED
from web.operator.views import workers_of

LATEST = 5
NEW_DAYS = 7


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Counts of workspaces, each engine's queue, the latest failures, and what needs a look."""
    active = list(Tenant.objects.filter(slug__in=active_tenants()).order_by("slug"))
    since = timezone.now() - timedelta(days=NEW_DAYS)
    context = {
        "workspaces": Tenant.objects.count(),
        "new": Tenant.objects.filter(created_at__gte=since).count(),
        "active": len(active),
        "suspended": Subscription.objects.exclude(suspended_at=None).count(),
        "closing": Tenant.objects.exclude(deletes_at=None).count(),
        "paused": PausedJob.objects.count(),
        "reports": AbuseReport.objects.filter(decision=AbuseReport.Decision.OPEN).count(),
        "differences": MeterDifference.objects.filter(resolved_at=None).count(),
        "unsent": MeterReport.objects.exclude(state__in=SETTLED).count(),
        "states": outlook.states(),
        "engines": [(name, workers_of(name)) for name in ENGINES],
        "failed": failed_lately(active, of_each=LATEST, most=LATEST),
    }
    return operator_page(request, "overview.html", context)


@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """All tables of the installation that can be looked at row by row."""
    return operator_page(request, "records.html", {"apps": admin.site.get_app_list(request)})
