from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from billing.models import Plan
from billing.presentation import plan_name
from billing.quota import quota_of
from billing.usage.models import DailyUsage
from tenants.limits import limits_of

DAYS = 14


@require_GET
def usage(request: HttpRequest, slug: str) -> HttpResponse:
    """Today's quota and the days before it."""
    limits = limits_of(request.tenant)
    quota = quota_of(request.tenant, limits)
    days = list(DailyUsage.objects.filter(used_ms__gt=0, day__lt=quota.day)[:DAYS])
    context = {
        "limits": limits,
        "plan": plan_name(Plan.objects.get(code=limits.plan)),
        "quota": quota,
        "days": days,
        "most_ms": max((day.used_ms for day in days), default=0),
    }
    return render(request, "billing/usage.html", context)
