"""What one layer says of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Found(StrEnum):
    """What a layer says."""

    MADE_HERE = "made_here"
    CHANGED = "changed"
    """Made here, and changed since."""
    ELSEWHERE = "elsewhere"
    """Marked as synthetic, and not by us."""
    SYNTHETIC = "synthetic"
    """Marked as synthetic, by a mark that says nothing of who made it."""
    NOTHING = "nothing"
    NOT_READ = "not_read"
    """The layer could not be read: it says neither yes nor no."""


class Sure(StrEnum):
    """How sure a layer is of what it says."""

    CERTAIN = "certain"
    """Nobody without our key could have made it say so of this very file."""
    LIKELY = "likely"
    HINT = "hint"
    """It may have been copied from another file, or written by anybody."""
    NOT_AT_ALL = "not_at_all"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the layer of that name says. `score`, from 0 to 1, is the figure of a layer that
    measures; `details` tell more, by names that answers give."""

    layer: str
    found: Found
    sure: Sure = Sure.NOT_AT_ALL
    score: float | None = None
    details: Mapping[str, str] = field(default_factory=dict)
