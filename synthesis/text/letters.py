"""Letters as they are compared: half width, simplified, small. One letter stays one letter."""

from __future__ import annotations

from functools import cache

from .normalise import FULL_WIDTH, simplify


def plain(text: str) -> str:
    """Full-width forms as half-width, traditional Han as simplified; of the same length."""
    return "".join(map(_plain, text))


def small(text: str) -> str:
    """Small letters where that leaves the length as it is (a capital İ stays)."""
    return "".join(map(_small, text))


@cache
def _plain(char: str) -> str:
    found = simplify(char.translate(FULL_WIDTH))
    return found if len(found) == 1 else char


@cache
def _small(char: str) -> str:
    found = char.lower()
    return found if len(found) == 1 else char
