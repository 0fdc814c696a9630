"""Folds letters for comparison: half width, simplified, lower case. Lengths never change."""

from __future__ import annotations

from functools import cache

from .spoken_form.normalise import FULL_WIDTH, simplify


def plain(text: str) -> str:
    """Make full-width forms half-width and traditional Han simplified; keeps the length."""
    return "".join(map(_plain, text))


def lower(text: str) -> str:
    """Lower-case each letter whose lower case is one character (a capital İ stays)."""
    return "".join(map(_lower, text))


@cache
def _plain(char: str) -> str:
    folded = simplify(char.translate(FULL_WIDTH))
    return folded if len(folded) == 1 else char


@cache
def _lower(char: str) -> str:
    folded = char.lower()
    return folded if len(folded) == 1 else char
