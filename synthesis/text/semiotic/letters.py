"""Letters that are said by their names."""

from __future__ import annotations

from ..language import SPELLED_A


def spelled(letters: str) -> str:
    """Each letter by itself: "m c" for mc."""
    return " ".join(SPELLED_A.get(letter, letter) for letter in letters)
