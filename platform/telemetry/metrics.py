"""`/metrics`: the figures of all processes on this machine, for Prometheus."""

import hmac
import ipaddress
import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from telemetry.context import NONE

log = logging.getLogger(__name__)

# Headers that proxies add; one is enough to know that the request came through one.
PROXYS = re.compile(
    r"X-Forwarded\b|X-Real-IP\Z|X-Client-IP\Z|X-Original-|Forwarded\Z|Via\Z|True-Client-IP\Z|CF-",
    re.IGNORECASE,
)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus. Open to this machine, or to `Authorization: Bearer METRICS_TOKEN`."""
    authorization = request.headers.get("Authorization", "")
    if not may_read(authorization, request.headers, request.META["REMOTE_ADDR"]):
        return HttpResponse(status=403)
    return HttpResponse(generate_latest(registry()), content_type=CONTENT_TYPE_LATEST)


def registry(*, folder: Path | None = None, with_database: bool = True) -> CollectorRegistry:
    """What a scrape reads: the figures of the processes, and those read from the database.

    Processes share their figures in files if PROMETHEUS_MULTIPROC_DIR is set, as `manage.py up`
    does; without it, these are the figures of this process alone.
    """
    collectors = CollectorRegistry()
    shared = str(folder or settings.METRICS_FOLDER)
    own = MultiProcessCollector(None, path=shared) if shared else REGISTRY
    paths = settings.METRICS_COLLECTORS if with_database else ()
    collectors.register(_Whatever([_Active(own), *(import_string(path)() for path in paths)]))
    return collectors


class _Whatever(Collector):
    """What can be read of the collectors, when the database or Valkey is away too.

    Whoever is on call needs the other figures just then. Once the database did not answer one of
    them, those that would ask it too (`asks_database`) are not waited for.
    """

    def __init__(self, collectors: list[Collector]) -> None:
        self._collectors = collectors

    def describe(self) -> list[Metric]:
        return []  # which metrics there are changes all the time

    def collect(self) -> Iterator[Metric]:
        failed = GaugeMetricFamily(
            "lectern_collector_failed", "1 if its figures can't be read.", labels=["collector"]
        )
        database_away = False
        for collector in self._collectors:
            name = type(collector).__name__.strip("_")
            skipped = database_away and getattr(collector, "asks_database", False)
            try:
                families = [] if skipped else list(collector.collect())
            except Exception as error:
                log.warning("the figures of %s can't be read: %s", name, error)
                database_away = database_away or isinstance(error, Error)
                skipped, families = True, []
            yield from families
            failed.add_metric([name], float(skipped))
        yield failed


class _Active(Collector):
    """Leaves out tenants that did nothing for a day, which bounds the size of a scrape."""

    def __init__(self, inner: Collector) -> None:
        self._inner = inner

    def describe(self) -> list[Metric]:
        return []  # which metrics there are changes all the time

    def collect(self) -> Iterator[Metric]:
        try:
            active = import_string(settings.METRICS_ACTIVE_TENANTS)() | {NONE}
        except Error as error:
            log.warning("without the figures of tenants: %s", error)
            active = {NONE}
        for metric in self._inner.collect():
            metric.samples = [
                sample for sample in metric.samples if sample.labels.get("tenant", NONE) in active
            ]
            if metric.samples:
                yield metric


def may_read(authorization: str, headers: Iterable[str], remote: str) -> bool:
    """Whether a request may see the figures: by its token; without one set, from this machine.

    `headers` are the names of its headers, `remote` is the address it comes from.
    """
    if settings.METRICS_TOKEN:
        token = authorization.removeprefix("Bearer ")
        return hmac.compare_digest(token.encode(), settings.METRICS_TOKEN.encode())
    # Behind a proxy every request comes from this machine, so there only a token will do.
    if any(PROXYS.match(name) for name in headers):
        return False
    return ipaddress.ip_address(remote).is_loopback
