"""REST: usage."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from billing.buckets import GROUPS, WIDTHS, Bucket, buckets
from billing.quota import month_of, quota_of
from tenants.refusal import Refused

WEEK = datetime.timedelta(days=7)
LATEST = 253_402_300_799
"""The last second of the year 9999."""
SECOND = {"type": "integer", "minimum": 0, "maximum": LATEST}


class MonthUsage(serializers.Serializer):
    begins = serializers.DateField()
    limit_ms = serializers.IntegerField(allow_null=True)
    used_ms = serializers.IntegerField()
    reserved_ms = serializers.IntegerField()
    left_ms = serializers.IntegerField(allow_null=True)


class UsageResult(serializers.Serializer):
    object = serializers.CharField()
    audio_ms = serializers.IntegerField()
    voice_id = serializers.CharField(required=False)
    user_id = serializers.CharField(required=False)
    api_key_id = serializers.CharField(required=False)


class UsageBucket(serializers.Serializer):
    object = serializers.CharField()
    start_time = serializers.IntegerField()
    end_time = serializers.IntegerField()
    results = UsageResult(many=True)


class UsageAnswer(serializers.Serializer):
    object = serializers.CharField()
    plan = serializers.CharField()
    day = serializers.DateField()
    limit_ms = serializers.IntegerField()
    used_ms = serializers.IntegerField()
    reserved_ms = serializers.IntegerField()
    left_ms = serializers.IntegerField()
    month = MonthUsage()
    data = UsageBucket(many=True)


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
def usage(request: HttpRequest):
    """Audio in milliseconds: today and this month against their limits, and by day or hour.

    A month without a limit has null for `limit_ms` and `left_ms`.
    """
    limits = request.limits
    quota = quota_of(request.tenant, limits)
    month = month_of(request.tenant, limits)
    bounded = limits.monthly_ms is not None
    end = _time(request, "end_time") or timezone.now()
    group_by = request.GET.get("group_by", "")
    found = buckets(
        request.tenant,
        start=_time(request, "start_time") or end - WEEK,
        end=end,
        width=request.GET.get("bucket_width", "1d"),
        group_by=group_by,
    )
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
            "data": [_bucket_json(bucket, group_by) for bucket in found],
        }
    )


def _bucket_json(bucket: Bucket, group_by: str) -> dict[str, Any]:
    name = GROUPS.get(group_by)
    return {
        "object": "bucket",
        "start_time": int(bucket.start.timestamp()),
        "end_time": int(bucket.end.timestamp()),
        "results": [
            {"object": "usage.result", "audio_ms": used, **({name: key} if name else {})}
            for key, used in bucket.used_ms.items()
        ],
    }


def _time(request: HttpRequest, name: str) -> datetime.datetime | None:
    text = request.GET.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 13 and int(text) <= LATEST):
        message = _("“%(name)s” must be a time in seconds since 1970.") % {"name": name}
        raise Refused("invalid_value", message, param=name)
    return datetime.datetime.fromtimestamp(int(text), datetime.UTC)
