"""The notice that a workspace has used 80 % or all of its audio, on every page of it."""

from typing import Any

from django import template
from django.db.models import Max
from django.template import Context

from billing.models import QuotaNotice
from billing.notices import percent_reached
from billing.quota import month_begin, month_of, quota_of

register = template.Library()


@register.inclusion_tag("billing/_notice.html", takes_context=True)
def quota_notice(context: Context) -> dict[str, Any]:
    """The most pressing of a suspension, the month's and the day's quota; none below 80 %."""
    tenant, limits = context["request"].tenant, context["request"].limits
    if limits.suspended:
        return {"suspended": True, "reason": limits.suspension_reason}
    # Pages that show the day's quota have read it already.
    day = context.get("quota") or quota_of(tenant, limits)
    percents = {"day": percent_reached(day), "month": 0}
    if limits.monthly_ms is not None:
        percents["month"] = percent_reached(month_of(tenant, limits))
    # If a job was stopped, it counts as 100 % though a little may be left: the notice says so.
    begins = {"day": day.day, "month": month_begin(day.day)}
    for scope, percent in percents.items():
        if percent == 80:
            met = QuotaNotice.objects.filter(tenant=tenant, scope=scope, begins=begins[scope])
            percents[scope] = met.aggregate(most=Max("percent"))["most"] or percent
    scope = max(("month", "day"), key=lambda each: percents[each])
    return {"scope": scope, "percent": percents[scope], "slug": tenant.slug}
