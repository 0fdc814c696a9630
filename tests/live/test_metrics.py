"""What a running Lectern exports is what alerts and dashboard ask for, by name, label and value."""

import time

import httpx2 as httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.platform.telemetry.rules import uses

SPEECH = {"model": "kokoro", "input": "Good morning.", "voice": "af_heart"}
Series = dict[str, list[dict[str, str]]]


def scrape(url: str) -> Series:
    series: Series = {}
    for family in text_string_to_metric_families(httpx.get(f"{url}/metrics", timeout=60).text):
        for sample in family.samples:
            series.setdefault(sample.name, []).append(sample.labels)
    return series


@pytest.fixture(scope="module")
def exported(humming) -> Series:
    """The figures after a workspace heard something."""
    token = humming.workspace("metrics-oak")
    with httpx.Client(
        base_url=humming.url, headers={"Authorization": f"Bearer {token}"}, timeout=120
    ) as client:
        heard = client.post("/v1/audio/speech", json=SPEECH)
        assert heard.status_code == 200 and heard.content
        assert client.get("/v1/jobs/none").status_code == 404
    until = time.monotonic() + 60
    while "lectern_swept_timestamp_seconds" not in (series := scrape(humming.url)):
        assert time.monotonic() < until
        time.sleep(1)
    return series


def test_what_alerts_and_dashboard_read_is_exported(exported):
    missing = []
    for use in uses():
        if use.name.startswith("lectern:"):
            continue  # recorded by Prometheus, of figures that are looked at themselves
        found = exported.get(use.name, [])
        if not any(use.labels <= set(labels) for labels in found):
            missing.append(use)
        for label, value in use.values:
            if all(labels.get(label) != value for labels in found):
                missing.append((use.where, use.name, label, value))
    assert missing == []


def test_all_collectors_could_be_read(exported):
    assert len(exported["lectern_collector_failed"]) >= 6
