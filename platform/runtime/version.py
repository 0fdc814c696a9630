"""Lectern's version, written once: `version` in pyproject.toml.

Lectern runs from its checkout and is never installed as a package, so `importlib.metadata` does
not know it. The version of the REST API ("1", in the OpenAPI document) is another number.
"""

import tomllib
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"

VERSION: str = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"]
