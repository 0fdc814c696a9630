"""The queue as Prometheus sees it, read from the database at every scrape.

`lectern_queue_unclaimed_seconds` is the one to alert on: there is work that may be made, and no
worker takes it.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, Min, OuterRef
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from accounts.models import ApiToken
from billing.models import MeterEvent, MeterReport
from synthesis.dispatch import outlook
from synthesis.dispatch.models import TenantShare
from synthesis.monitoring import heartbeat
from synthesis.voice_choice import offered_engines
from tenants.models import Tenant
from webhooks.models import Delivery

GAUGES = {
    "queued": "Segments that wait.",
    "queued_audio": "Their audio, estimated, in seconds: what workers should be added for.",
    "running": "Segments that are being made.",
    "oldest_wait": "Age of the oldest job with waiting segments, in seconds.",
    "unclaimed": "For how long nobody has claimed what may be claimed, in seconds.",
    "spread": "Virtual time between the most and the least served busy tenant.",
}


class QueueCollector(Collector):
    """One gauge for each figure of the queue, by engine."""

    asks_database = True

    def describe(self) -> list[GaugeMetricFamily]:
        return list(self._families().values())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        families = self._families()
        for state in outlook.states():
            for figure, family in families.items():
                family.add_metric([state.engine], getattr(state, figure))
        yield from families.values()

    def _families(self) -> dict[str, GaugeMetricFamily]:
        return {
            figure: GaugeMetricFamily(_name(figure), text, labels=["engine"])
            for figure, text in GAUGES.items()
        }


class WorkersCollector(Collector):
    """The warm workers of each engine that is offered, as they report themselves in Valkey.

    Not from figures of the processes: those of one that was killed stay for a while. An engine
    without a worker has a 0. Raises redis.RedisError.
    """

    def describe(self) -> list[GaugeMetricFamily]:
        return self._families()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        families = self._families()
        for spec in offered_engines():
            reports = heartbeat.warm(spec.name).values()
            figures = (
                len(reports),
                sum(report.slots for report in reports),
                sum(report.speed for report in reports),
            )
            for family, value in zip(families, figures, strict=True):
                family.add_metric([spec.name], value)
        yield from families

    def _families(self) -> list[GaugeMetricFamily]:
        texts = {
            "lectern_warm_workers": "Workers that can speak.",
            "lectern_engine_slots": "Segments that all warm workers can make at once.",
            "lectern_engine_speed": "Seconds of audio a second that they made lately, together.",
        }
        return [GaugeMetricFamily(name, text, labels=["engine"]) for name, text in texts.items()]


class OutboxCollector(Collector):
    """For how long messages to the payment provider and to webhooks have waited.

    Of usage, the oldest that is not counted yet. Of webhooks, the one that is due for longest:
    those to a receiver that fails wait for hours by design.
    """

    asks_database = True

    def describe(self) -> list[GaugeMetricFamily]:
        return [self._family()]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = self._family()
        now = timezone.now()
        reports = MeterReport.objects.filter(state__in=MeterReport.DUE)
        overdue = Delivery.objects.filter(next_try_at__lte=now, tenant__deletes_at=None)
        oldest = {
            "payment": reports.aggregate(at=Min("at"))["at"],
            "webhooks": overdue.aggregate(at=Min("next_try_at"))["at"],
        }
        for name, at in oldest.items():
            family.add_metric([name], (now - at).total_seconds() if at else 0.0)
        yield family

    def _family(self) -> GaugeMetricFamily:
        text = "For how long usage has not been counted, or an event been overdue, in seconds."
        return GaugeMetricFamily("lectern_outbox_age_seconds", text, labels=["outbox"])


def active_tenants() -> set[str]:
    """The slugs of tenants that used a token within a day, made audio today or the day before, or
    have work in the queue.

    One look into an index for each tenant, however much they have made.
    """
    now = timezone.now()
    # A workspace's own day begins up to 14 hours before that of UTC, or 12 after it.
    days = MeterEvent.objects.filter(day__gte=(now - timedelta(days=1)).date())
    used = ApiToken.objects.filter(last_used_at__gte=now - timedelta(days=1))
    busy = TenantShare.objects.exclude(queued=0, running=0)
    own = {"tenant": OuterRef("pk")}
    active = Exists(days.filter(**own)) | Exists(used.filter(**own)) | Exists(busy.filter(**own))
    return set(Tenant.objects.filter(active).values_list("slug", flat=True))


def _name(figure: str) -> str:
    unit = "_seconds" if figure in ("queued_audio", "oldest_wait", "unclaimed") else ""
    return f"lectern_queue_{figure}{unit}"
