"""The dashboard and the alerts use only metrics that exist."""

import json
import re

import pytest
import yaml
from prometheus_client import REGISTRY

import config.admission  # noqa: F401  (these declare figures)
import runtime.web_server.open_connections  # noqa: F401
import synthesis.monitoring.counters  # noqa: F401
import telemetry.series  # noqa: F401
import throttle.bucket
import throttle.open_streams  # noqa: F401
from config import ROOT
from synthesis.monitoring.collectors import OutboxCollector, QueueCollector

FOLDER = ROOT / "deploy/observability"
NAME = re.compile(r"\blectern_[a-z_]+")
SUFFIXES = {
    "counter": ["_total"],
    "gauge": [""],
    "summary": ["_sum", "_count"],
    "histogram": ["_sum", "_count", "_bucket"],
}


def declared() -> set[str]:
    families = [*REGISTRY.collect(), *QueueCollector().describe(), *OutboxCollector().describe()]
    return {family.name + suffix for family in families for suffix in SUFFIXES.get(family.type, [])}


@pytest.mark.parametrize("file", ["grafana.json", "alerts.yml"])
def test_every_metric_used_exists(db, file):
    named = set(NAME.findall((FOLDER / file).read_text()))
    assert named and named - declared() == set()


def test_every_metric_of_ours_is_on_the_dashboard(db):
    ours = {name for name in declared() if name.startswith("lectern_")}
    shown = set(NAME.findall((FOLDER / "grafana.json").read_text()))
    # A mean needs sum and count; a histogram shows by its buckets.
    unseen = {name for name in ours - shown if not name.endswith(("_sum", "_count"))}
    assert unseen == set()


def test_the_files_are_valid():
    dashboard = json.loads((FOLDER / "grafana.json").read_text())
    assert all(panel["targets"] for panel in dashboard["panels"])
    rules = yaml.safe_load((FOLDER / "alerts.yml").read_text())
    for rule in rules["groups"][0]["rules"]:
        assert rule["annotations"]["description"] and rule["labels"]["severity"]
