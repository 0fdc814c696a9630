"""REST: usage."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.request import TokenRequest
from billing.buckets import GROUPS, WIDTHS, Bucket, buckets
from billing.quota import Quota, month_of, quota_of
from rest.numbers import whole_number
from tenants.limits import Limits
from tenants.refusal import Refused
from web.billing.serializers import UsageAnswer

WEEK = datetime.timedelta(days=7)
LATEST = 253_402_300_799
"""The last second of the year 9999."""
SECOND = {"type": "integer", "minimum": 0, "maximum": LATEST}


@dataclass(frozen=True, slots=True)
class Usage:
    """What a workspace may use and has used, this day, this month and by bucket."""

    limits: Limits
    today: Quota
    month: Quota
    data: list[Bucket]

    @property
    def month_left_ms(self) -> int | None:
        """None where no limit is set for a month."""
        return None if self.limits.monthly_ms is None else self.month.left_ms


@extend_schema(
    operation_id="retrieveUsage",
    parameters=[
        OpenApiParameter("start_time", SECOND, description="Unix seconds; a week ago by default."),
        OpenApiParameter("end_time", SECOND, description="Unix seconds; now by default."),
        OpenApiParameter("bucket_width", str, enum=WIDTHS, default="1d"),
        OpenApiParameter("group_by", str, enum=list(GROUPS), description="Days alone."),
    ],
    responses=UsageAnswer,
)
@api_view(["GET"])
@needs_scope(GET="usage:read")
def usage(request: TokenRequest) -> Response:
    """Audio in milliseconds: today and this month against their limits, and by day or hour.

    A month without a limit has null for `limit_ms` and `left_ms`.
    """
    limits = request.limits
    quota = quota_of(request.tenant, limits)
    month = month_of(request.tenant, limits)
    end = time_asked(request, "end_time") or timezone.now()
    group_by = request.GET.get("group_by", "")
    data = buckets(
        request.tenant,
        start=time_asked(request, "start_time") or end - WEEK,
        end=end,
        width=request.GET.get("bucket_width", "1d"),
        group_by=group_by,
    )
    shown = Usage(limits, quota, month, data)
    return Response(UsageAnswer(shown, context={"group_by": group_by}).data)


def time_asked(request: TokenRequest, name: str) -> datetime.datetime | None:
    """The time in the query, in Unix seconds; None where it has none. Raises Refused."""
    text = request.GET.get(name)
    if text is None:
        return None
    seconds = whole_number(text, most=LATEST)
    if seconds is None:
        message = _("“%(name)s” must be a time in seconds since 1970.") % {"name": name}
        raise Refused("invalid_value", message, param=name)
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)
