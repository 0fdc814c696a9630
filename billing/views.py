from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from tenants.limits import limits_of

from billing.quota import quota_of
from billing.usage.models import DailyUsage

DAYS = 14


@require_GET
def usage(request: HttpRequest, slug: str) -> HttpResponse:
    """Today's quota and the days before it."""
    limits = limits_of(request.tenant)
    quota = quota_of(request.tenant, limits)
    days = DailyUsage.objects.filter(used_ms__gt=0)[:DAYS]
    return render(
        request, "billing/usage.html", {"limits": limits, "quota": quota, "days": days}
    )
