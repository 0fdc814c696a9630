"""The queue as Prometheus sees it, read from the database at every scrape.

`lectern_queue_unclaimed_seconds` is the one to alert on: work that may be made lies there, and
no worker takes it.
"""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from synthesis.dispatch import outlook

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


def _name(figure: str) -> str:
    unit = "_seconds" if figure in ("oldest_wait", "unclaimed") else ""
    return f"lectern_queue_{figure}{unit}"
