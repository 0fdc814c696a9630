"""deploy/compose.yaml as Compose reads it: anchors merged, variables filled in."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from config import ROOT

COMPOSE = ROOT / "deploy" / "compose.yaml"
EXAMPLE = ROOT / "deploy" / ".env.example"
_VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>\w+)(?:(?P<kind>:[-?])(?P<rest>[^}]*))?\})")


class Missing(Exception):
    """A variable that has to be given is not."""


def example_variables() -> dict[str, str]:
    """The variables of .env.example, with something in those that are left to fill in."""
    given = {}
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"(\w+)=(.*)", line):
            given[match[1]] = match[2] or f"filled-in-{match[1].lower().replace('_', '-')}"
    return given


def services(variables: Mapping[str, str]) -> dict[str, Any]:
    """The whole file. Raises Missing with the file's own message."""
    return _filled(yaml.safe_load(COMPOSE.read_text(encoding="utf-8")), variables)


def _filled(node: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, variables) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, variables) for value in node]
    if not isinstance(node, str):
        return node
    text = _VARIABLE.sub(lambda match: _value(match, variables), node)
    # Compose turns what it filled in into the type that the field has.
    return int(text) if text != node and text.isdigit() else text


def _value(match: re.Match[str], variables: Mapping[str, str]) -> str:
    if match["dollar"]:
        return "$"
    value = variables.get(match["name"], "")
    if value or match["kind"] is None:
        return value
    if match["kind"] == ":?":
        raise Missing(f"{match['name']}: {match['rest']}")
    return match["rest"]
