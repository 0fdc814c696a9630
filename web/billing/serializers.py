from typing import Any, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billing.buckets import GROUPS, Bucket
from rest.answer_fields import Constant, UnixTime


class MonthUsage(serializers.Serializer[Any]):
    begins = serializers.DateField(source="month.day")
    limit_ms = serializers.IntegerField(source="limits.monthly_ms", allow_null=True)
    used_ms = serializers.IntegerField(source="month.used_ms")
    reserved_ms = serializers.IntegerField(source="month.reserved_ms")
    left_ms = serializers.IntegerField(source="month_left_ms", allow_null=True)


class UsageResult(serializers.Serializer[Any]):
    object = Constant("usage.result")
    audio_ms = serializers.IntegerField()
    voice_id = serializers.CharField(required=False)
    user_id = serializers.CharField(required=False)
    api_key_id = serializers.CharField(required=False)


# Renders a Bucket; `group_by` of the context says what the keys of its `used_ms` are.
class UsageBucket(serializers.Serializer[Bucket]):
    object = Constant("bucket")
    start_time = UnixTime(source="start")
    end_time = UnixTime(source="end")
    results = serializers.SerializerMethodField()

    @extend_schema_field(UsageResult(many=True))
    def get_results(self, bucket: Bucket) -> list[dict[str, Any]]:
        name = GROUPS.get(self.context["group_by"])
        rows = [
            {"audio_ms": used, name: key} if name else {"audio_ms": used}
            for key, used in bucket.used_ms.items()
        ]
        return cast(list[dict[str, Any]], UsageResult(rows, many=True).data)


# Renders a Usage; for its context see UsageBucket.
class UsageAnswer(serializers.Serializer[Any]):
    object = Constant("usage")
    plan = serializers.CharField(source="limits.plan")
    day = serializers.DateField(source="today.day")
    limit_ms = serializers.IntegerField(source="today.limit_ms")
    used_ms = serializers.IntegerField(source="today.used_ms")
    reserved_ms = serializers.IntegerField(source="today.reserved_ms")
    left_ms = serializers.IntegerField(source="today.left_ms")
    month = MonthUsage(source="*")
    data = UsageBucket(many=True)  # type: ignore[assignment]  # DRF takes fields out of the class
