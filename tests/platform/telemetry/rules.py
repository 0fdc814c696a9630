"""The alerts and the dashboard, read: which figures they use, with which labels."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from config import ROOT

FOLDER = ROOT / "deploy/observability"
STRING = r"'[^']*'|\"[^\"]*\""
SELECTOR = re.compile(r"\b(lectern[_:][\w:]+)(?:\{((?:" + STRING + r"|[^}])*)\})?")
MATCHER = re.compile(r"(\w+)\s*(=~|!~|!=|=)\s*(" + STRING + ")")
GROUPING = re.compile(r"\bby\s*\(([^)]*)\)")
OF_PROMETHEUS = {"instance", "job"}
"""Labels that Prometheus adds to all that it reads."""


@dataclass(frozen=True, slots=True)
class Use:
    """A figure in an expression, with the labels it must have and the values it is compared to."""

    where: str
    name: str
    labels: frozenset[str]
    values: tuple[tuple[str, str], ...]


def rules() -> list[dict]:
    groups = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def alerts() -> list[dict]:
    return [rule for rule in rules() if "alert" in rule]


def panels() -> list[dict]:
    return json.loads((FOLDER / "grafana.json").read_text())["panels"]


def uses() -> Iterator[Use]:
    """Every figure that an alert, a recorded ratio or a panel reads."""
    for rule in rules():
        yield from _in(rule.get("alert") or rule["record"], rule["expr"])
    for panel in panels():
        for target in panel["targets"]:
            yield from _in(f"panel “{panel['title']}”", target["expr"])


def _in(where: str, expression: str) -> Iterator[Use]:
    grouped = {
        label.strip() for labels in GROUPING.findall(expression) for label in labels.split(",")
    }
    for name, matchers in SELECTOR.findall(expression):
        compared = [(label, op, value[1:-1]) for label, op, value in MATCHER.findall(matchers)]
        labels = {label for label, _op, _value in compared} | grouped
        values = [
            (label, each)
            for label, op, value in compared
            if op in ("=", "=~")
            for each in (value.split("|") if op == "=~" else [value])
        ]
        yield Use(where, name, frozenset(labels - OF_PROMETHEUS), tuple(values))
