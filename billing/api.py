"""REST: usage."""

from django.http import HttpRequest
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from billing.quota import quota_of
from tenants.limits import limits_of


@api_view(["GET"])
@needs_scope(GET="usage:read")
def usage(request: HttpRequest):
    """Today's audio in milliseconds: the limit, what is used, reserved and left."""
    limits = limits_of(request.tenant)
    quota = quota_of(request.tenant, limits)
    return Response(
        {
            "object": "usage",
            "plan": limits.plan,
            "day": quota.day.isoformat(),
            "limit_ms": quota.limit_ms,
            "used_ms": quota.used_ms,
            "reserved_ms": quota.reserved_ms,
            "left_ms": quota.left_ms,
        }
    )
