"""REST: usage."""

from django.http import HttpRequest
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from billing.quota import month_of, quota_of
from tenants.limits import limits_of


@api_view(["GET"])
@needs_scope(GET="usage:read")
def usage(request: HttpRequest):
    """Audio in milliseconds, today and this month: the limit, what is used, reserved and left.

    A month without a limit has null for `limit_ms` and `left_ms`.
    """
    limits = limits_of(request.tenant)
    quota = quota_of(request.tenant, limits)
    month = month_of(request.tenant, limits)
    bounded = limits.monthly_ms is not None
    return Response(
        {
            "object": "usage",
            "plan": limits.plan,
            "day": quota.day.isoformat(),
            "limit_ms": quota.limit_ms,
            "used_ms": quota.used_ms,
            "reserved_ms": quota.reserved_ms,
            "left_ms": quota.left_ms,
            "month": {
                "begins": month.day.isoformat(),
                "limit_ms": limits.monthly_ms,
                "used_ms": month.used_ms,
                "reserved_ms": month.reserved_ms,
                "left_ms": month.left_ms if bounded else None,
            },
        }
    )
