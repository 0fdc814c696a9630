"""The queue as Prometheus sees it, read from the database at every scrape.

`lectern_queue_unclaimed_seconds` is the one to alert on: there is work that may be made, and no
worker takes it.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Min, Q
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from billing.models import MeterReport
from synthesis.dispatch import outlook
from tenants.models import Tenant
from webhooks.models import Delivery

GAUGES = {
    "queued": "Segments that wait.",
    "running": "Segments that are being made.",
    "oldest_wait": "Age of the oldest job with waiting segments, in seconds.",
    "unclaimed": "For how long nobody has claimed what may be claimed, in seconds.",
    "spread": "Virtual time between the most and the least served busy tenant.",
}


class QueueCollector(Collector):
    """One gauge for each figure of the queue, by engine."""

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


class OutboxCollector(Collector):
    """How long the oldest unsent message has waited, to the payment provider and to webhooks."""

    def describe(self) -> list[GaugeMetricFamily]:
        return [self._family()]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = self._family()
        now = timezone.now()
        reports = MeterReport.objects.filter(state__in=MeterReport.DUE)
        deliveries = Delivery.objects.filter(next_try_at__isnull=False)
        oldest = {
            "payment": reports.aggregate(at=Min("at"))["at"],
            "webhooks": deliveries.aggregate(at=Min("created_at"))["at"],
        }
        for name, at in oldest.items():
            family.add_metric([name], (now - at).total_seconds() if at else 0.0)
        yield family

    def _family(self) -> GaugeMetricFamily:
        text = "Age of the oldest message that waits to be sent, in seconds."
        return GaugeMetricFamily("lectern_outbox_age_seconds", text, labels=["outbox"])


def active_tenants() -> set[str]:
    """The slugs of tenants that made audio, used a token or have work in the queue within a day."""
    since = timezone.now() - timedelta(days=1)
    active = (
        Q(meterevent__created_at__gte=since)
        | Q(api_tokens__last_used_at__gte=since)
        | Q(tenantshare__queued__gt=0)
        | Q(tenantshare__running__gt=0)
    )
    return set(Tenant.objects.filter(active).values_list("slug", flat=True))


def _name(figure: str) -> str:
    unit = "_seconds" if figure in ("oldest_wait", "unclaimed") else ""
    return f"lectern_queue_{figure}{unit}"
