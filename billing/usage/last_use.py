"""When voices were spoken with last (settings.LAST_USE_OF_VOICES), from the usage by day."""

import datetime
from collections.abc import Collection

from django.db.models import Max

from billing.usage.models import UsageBreakdown


def of_voices(voices: Collection[str]) -> dict[str, datetime.date]:
    """The last day on which each of these voices was spoken with, by its id; none for one that
    never was."""
    rows = UsageBreakdown.objects.filter(kind=UsageBreakdown.Kind.VOICE, key__in=voices)
    return dict(rows.order_by().values_list("key").annotate(Max("day")))
