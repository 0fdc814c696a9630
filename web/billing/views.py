from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import admins_only
from accounts.actor import actor_of, named
from accounts.models import ApiToken, Membership
from accounts.request import TenantRequest
from billing import caps
from billing.models import Plan
from billing.presentation import plan_name
from billing.quota import month_of, quota_of
from web.billing import breakdown
from web.billing.forms import CapForm


@require_GET
def usage(request: TenantRequest, slug: str) -> HttpResponse:
    """Day and month against their limits; by day, voice, member and token."""
    limits = request.limits
    quota = quota_of(request.tenant, limits)
    days = breakdown.days(quota.day)
    context: dict[str, Any] = {
        "limits": limits,
        "plan": plan_name(Plan.objects.get(code=limits.plan)),
        "quota": quota,
        "month": month_of(request.tenant, limits),
        "days": days,
        "most_ms": max(day.used_ms for day in days),
        "charts": breakdown.charts(request.tenant, quota.day),
        "capped": [],
        "program_jobs": {},
    }
    if request.membership.is_admin:
        live = "live" in request.GET
        shown = breakdown.program_jobs(request.tenant, live=live)
        others = breakdown.program_jobs(request.tenant, live=not live)
        context["program_jobs"] = {"live": live, "shown": shown, "others": bool(others)}
        context["capped"] = breakdown.capped(request.tenant, quota.day)
    return render(request, "billing/usage.html", context)


@require_POST
@admins_only
def set_cap(request: TenantRequest, slug: str) -> HttpResponse:
    """Set the daily limit of a member or a token; without minutes, remove it."""
    form = CapForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give whole minutes from 0 to 1440, or nothing for no limit."))
        return redirect("workspace:usage", slug=slug)
    whose = _whose(request, form.cleaned_data["kind"], form.cleaned_data["key"])
    if whose is None:
        messages.error(request, _("There is no such member or token."))
        return redirect("workspace:usage", slug=slug)
    minutes = form.cleaned_data["minutes"]
    daily_ms = None if minutes is None else minutes * 60_000
    caps.set_cap(tenant=request.tenant, **whose, daily_ms=daily_ms, by=actor_of(request))
    messages.success(request, _("The limit is set. It counts from now on."))
    return redirect("workspace:usage", slug=slug)


def _whose(request: TenantRequest, kind: str, key: str) -> dict[str, Any] | None:
    """The member or token of this workspace, never of another."""
    if kind == "member":
        members = Membership.objects.select_related("user")
        member = members.filter(tenant=request.tenant, user_id=int(key)).first()
        return {"user_id": member.user_id, "name": named(member.user)} if member else None
    token = ApiToken.objects.filter(tenant=request.tenant, id=key).first()
    return {"token_id": token.id, "name": token.name} if token else None
