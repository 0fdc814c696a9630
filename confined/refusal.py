"""What a confined child can't read, as it tells its parent."""

from __future__ import annotations


class Refused(Exception):
    """`reason` is a word that the parent knows, with `figures` for its sentence."""

    def __init__(self, reason: str, **figures: str | int | float) -> None:
        super().__init__(reason)
        self.reason, self.figures = reason, figures
