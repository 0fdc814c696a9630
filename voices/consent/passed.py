"""What a recording has passed, as a consent's record keeps it: by which version, by how much."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypedDict


class Kept(TypedDict):
    """A check in the record. `of` is the consent's id, or that of the take whose clip it was."""

    of: str
    check: str
    version: str
    figure: float | None
    limit: float | None
    at: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A check that was passed. `version` names the method, or begins the sha256 of the file that it
    judges by. `figure` is what was measured and `limit` what it is held to, where it has any."""

    check: str
    version: str
    figure: float | None = None
    limit: float | None = None

    def kept(self, *, of: str, at: str) -> Kept:
        figure = None if self.figure is None else round(self.figure, 3)
        return Kept(
            of=of, check=self.check, version=self.version, figure=figure, limit=self.limit, at=at
        )


@cache
def digest_of(*files: Path) -> str:
    """The first 12 hexadecimal digits of the sha256 of files that a check judges by."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return f"sha256:{digest.hexdigest()[:12]}"
