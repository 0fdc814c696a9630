"""Whether a folder holds what the engine loads: `manage.py models pull` and `verify` ask."""

from __future__ import annotations

from pathlib import Path

from .model import load


def check(folder: Path) -> None:
    """Load everything. Raises ModelFilesMissing."""
    load(folder)
