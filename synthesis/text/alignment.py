"""Aligns what was expected of each word with what is spoken of all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_DIFFERENT, _LEFT_OUT, _LEFT_OUT_ROOM = 1.0, 0.7, 0.3
"""Costs of a letter in place of another, of a letter in only one text, and of a space."""
_NEVER = 4.0
_ROUNDING = 1e-9
NOBODY = -1
TONES = frozenset("→↗↓↘")
"""What misaki writes after a Mandarin vowel; other marks are letters to Unicode."""


def owners(expected: Sequence[str], spoken: str) -> list[int]:
    """For each character of `spoken`, the index of the word that it belongs to, or NOBODY.

    `expected` has what each word is when it is spoken alone, in the same symbols. In `spoken` the
    words come in the same order, but may be joined, changed, or have others between them. Indexes
    never decrease. Characters that are neither letters nor marks of letters belong to nobody. The
    alignment is the one with the fewest edits (Needleman and Wunsch 1970): 0.5 ms of CPU for 100.
    """
    letters = [*" ".join(expected)]
    owner = [NOBODY] * len(letters)
    at = 0
    for index, word in enumerate(expected):
        owner[at : at + len(word)] = [index] * len(word)
        at += len(word) + 1
    found = [
        NOBODY if at < 0 or _is_room(symbol) else owner[at]
        for at, symbol in zip(_matched(letters, [*spoken]), spoken, strict=True)
    ]
    return _filled(found, spoken)


def _matched(letters: list[str], spoken: list[str]) -> list[int]:
    """For each symbol of `spoken`, the index in `letters` that it is aligned with, or -1."""
    codes, heard = (np.array([ord(c) for c in each], np.int64) for each in (letters, spoken))
    rooms, heard_rooms = (np.array([_is_room(c) for c in each], bool) for each in (letters, spoken))
    costs = np.where(
        codes[:, None] == heard,
        0.0,
        np.where(rooms[:, None] == heard_rooms, _DIFFERENT, _NEVER),
    )
    out = np.where(rooms, _LEFT_OUT_ROOM, _LEFT_OUT)
    extra = np.concatenate([[0.0], np.cumsum(np.where(heard_rooms, _LEFT_OUT_ROOM, _LEFT_OUT))])
    totals: NDArray[np.float64] = np.empty((len(letters) + 1, len(spoken) + 1))
    totals[0] = extra
    for row in range(len(letters)):
        best = totals[row] + out[row]
        best[1:] = np.minimum(best[1:], totals[row, :-1] + costs[row])
        totals[row + 1] = np.minimum.accumulate(best - extra) + extra
    matched = [-1] * len(spoken)
    row, column = len(letters), len(spoken)
    while row and column:
        total = totals[row, column] + _ROUNDING
        if totals[row - 1, column - 1] + costs[row - 1, column - 1] <= total:
            row, column = row - 1, column - 1
            matched[column] = row
        elif totals[row - 1, column] + out[row - 1] <= total:
            row -= 1
        else:
            column -= 1
    return matched


def _filled(found: list[int], spoken: str) -> list[int]:
    """Give letters that no word expected to the word whose letters they touch, first the one
    before them."""
    filled = list(found)
    for order in (range(len(spoken)), range(len(spoken) - 1, -1, -1)):
        last = NOBODY
        for at in order:
            if _is_room(spoken[at]):
                continue
            if filled[at] == NOBODY:
                filled[at] = last
            last = filled[at]
    return filled


def _is_room(symbol: str) -> bool:
    return not (symbol.isalpha() or symbol in TONES)
