"""Figures of what Lectern stands on, read at every scrape: disk, database, checks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from telemetry import health


class DiskCollector(Collector):
    """Room where data lies, and where the processes keep their figures."""

    def describe(self) -> list[GaugeMetricFamily]:
        return self._families()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        families = self._families()
        for name, folder in _folders().items():
            usage = shutil.disk_usage(folder)
            for family, value in zip(families, (usage.free, usage.total), strict=True):
                family.add_metric([name], value)
        yield from families

    def _families(self) -> list[GaugeMetricFamily]:
        free = "Bytes that are free on the disk of a folder, without those kept for root."
        return [
            GaugeMetricFamily("lectern_disk_free_bytes", free, labels=["folder"]),
            GaugeMetricFamily(
                "lectern_disk_size_bytes", "Size of that disk, in bytes.", labels=["folder"]
            ),
        ]


class DatabaseCollector(Collector):
    """How many connections PostgreSQL has, and how many anybody but its superuser may open.

    With a pooler in between, these are the pooler's connections to the server.
    """

    asks_database = True

    def describe(self) -> list[GaugeMetricFamily]:
        return self._families()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        families = self._families()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), current_setting('max_connections')::int"
                " - current_setting('superuser_reserved_connections')::int"
                " - coalesce(current_setting('reserved_connections', true)::int, 0)"
                " FROM pg_stat_activity WHERE datid IS NOT NULL"
            )
            figures = cursor.fetchone()
        for family, value in zip(families, figures, strict=True):
            family.add_metric([], value)
        yield from families

    def _families(self) -> list[GaugeMetricFamily]:
        return [
            GaugeMetricFamily("lectern_database_connections", "Connections that are open."),
            GaugeMetricFamily(
                "lectern_database_connections_limit", "Connections that may be open at once."
            ),
        ]


class CheckCollector(Collector):
    """The checks of `/readyz`: 1 for each that passes, else 0."""

    def describe(self) -> list[GaugeMetricFamily]:
        return [self._family()]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = self._family()
        for name, result in health.results().items():
            family.add_metric([name], float(result == "ok"))
        yield family

    def _family(self) -> GaugeMetricFamily:
        return GaugeMetricFamily("lectern_check_ok", "1 if a check passes.", labels=["check"])


class LimitCollector(Collector):
    """What the settings allow, to compare with what is used."""

    def describe(self) -> list[GaugeMetricFamily]:
        return list(self.collect())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily(
            "lectern_open_streams_limit",
            "Streams that may be open at once on this machine.",
            value=settings.STREAMS,
        )


def _folders() -> dict[str, Path]:
    folders = {"data": Path(settings.DATA)}
    if settings.METRICS_FOLDER:
        folders["metrics"] = Path(settings.METRICS_FOLDER)
    return {name: folder for name, folder in folders.items() if folder.exists()}
