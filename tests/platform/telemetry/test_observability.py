"""Alerts and dashboard use figures that exist, and each alert can be tested and looked up."""

import re

import pytest
import yaml
from django.utils.module_loading import import_string
from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase

import config.serving.admission  # noqa: F401  (these declare figures)
import runtime.web_server.open_connections  # noqa: F401
import synthesis.monitoring.counters  # noqa: F401
import telemetry.series
import telemetry.slow_queries  # noqa: F401
import webhooks.outbox  # noqa: F401
from config import ROOT
from tests.platform.telemetry.rules import FOLDER, alerts, panels, rules, uses

SUFFIXES = {
    "counter": ["_total"],
    "gauge": [""],
    "summary": ["_sum", "_count"],
    "histogram": ["_sum", "_count", "_bucket"],
}
RUNBOOK = ROOT / "docs/runbook.md"
SELF = "lectern_collector_failed"
"""Of /metrics itself."""


@pytest.fixture
def declared(db, settings) -> dict[str, set[str]]:
    """The names of all series, each with its labels."""
    found: dict[str, set[str]] = {SELF: {"collector"}}
    own = {c for c in REGISTRY._collector_to_names if isinstance(c, MetricWrapperBase)}
    for metric in own:
        for suffix in SUFFIXES[metric._type]:
            labels = {*metric._labelnames, *(["le"] if suffix == "_bucket" else [])}
            found[metric._name + suffix] = labels
    for path in settings.METRICS_COLLECTORS:
        for family in import_string(path)().describe():
            found[family.name] = set(getattr(family, "_labelnames", ()))
    return found


@pytest.fixture
def recorded() -> dict[str, set[str]]:
    """The names of the ratios that the rules record, with their labels."""
    return {rule["record"]: {"surface", "engine"} for rule in rules() if "record" in rule}


def test_every_figure_used_exists_with_its_labels(declared, recorded):
    known = declared | recorded
    wrong = [use for use in uses() if not use.labels <= known.get(use.name, set()) | {"le"}]
    assert [use for use in uses() if use.name not in known] == []
    assert wrong == []


def test_every_figure_of_ours_is_on_the_dashboard(declared):
    ours = {name for name in declared if name.startswith("lectern_")}
    shown = {use.name for use in uses() if use.where.startswith("panel")}
    # A mean needs sum and count; a histogram shows by its buckets.
    unseen = {name for name in ours - shown if not name.endswith(("_sum", "_count"))}
    assert unseen == set()


def test_workers_are_added_by_figures_that_exist(declared):
    chart = (ROOT / "deploy/helm/lectern/templates/workers.yaml").read_text()
    named = set(re.findall(r"\blectern_[a-z_]+(?=\{engine=)", chart))
    assert named and all("engine" in declared.get(name, ()) for name in named)


def test_the_dashboard_is_valid():
    shown = panels()
    assert all(panel["targets"] for panel in shown)
    assert len({panel["id"] for panel in shown}) == len(shown)
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in shown}
    assert len(places) == len(shown)


def test_checks_that_alerts_name_are_made(settings):
    made = {"database", "valkey", *settings.READINESS_CHECKS}
    named = {value for use in uses() for label, value in use.values if label == "check"}
    assert named and named <= made


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert["alert"])
def test_every_alert_says_what_to_do(alert):
    name = alert["alert"]
    assert alert["labels"]["severity"] in ("page", "ticket")
    assert alert["annotations"]["summary"] and alert["annotations"]["description"]
    assert alert["annotations"]["runbook_url"] == f"docs/runbook.md#{name.lower()}"
    paragraph = re.search(rf"(?ms)^### {name}\n\n(.+?)(?=\n\n|\Z)", RUNBOOK.read_text())
    assert paragraph and len(paragraph[1].split()) > 30


def test_the_runbook_has_no_alert_that_is_none():
    headings = set(re.findall(r"(?m)^### (\w+)$", RUNBOOK.read_text()))
    assert headings == {alert["alert"] for alert in alerts()}


def test_every_alert_has_a_case_in_which_it_fires_and_one_in_which_not():
    """`make alerts` runs them; promtool comes with Prometheus and is in no package for Python."""
    cases: dict[str, set[bool]] = {}
    for case in yaml.safe_load((FOLDER / "alerts_test.yml").read_text())["tests"]:
        for asked in case["alert_rule_test"]:
            cases.setdefault(asked["alertname"], set()).add(bool(asked["exp_alerts"]))
    assert cases == {alert["alert"]: {True, False} for alert in alerts()}
