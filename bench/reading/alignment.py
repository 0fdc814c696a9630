"""Finds what was said of single words in what was said of the whole text."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher


def parts_said(alone: Sequence[str], whole: str) -> list[str]:
    """Cut `whole` into the part of each word, where `alone` has each word as it sounds alone.

    The cheapest alignment by changed, added and dropped characters: len(alone) parts, in order.
    """
    source = [(char, at) for at, word in enumerate(alone) for char in word]
    rows = [list(range(len(whole) + 1))]
    for down, (char, _) in enumerate(source, 1):
        above, row = rows[-1], [down]
        for across, other in enumerate(whole, 1):
            same = above[across - 1] + (char != other)
            row.append(min(same, above[across] + 1, row[-1] + 1))
        rows.append(row)
    parts = [""] * len(alone)
    down, across = len(source), len(whole)
    owner = source[-1][1] if source else 0
    while across:
        if down:
            owner = source[down - 1][1]
        here = rows[down][across]
        if down and here == rows[down - 1][across - 1] + (source[down - 1][0] != whole[across - 1]):
            parts[owner] = whole[across - 1] + parts[owner]
            down, across = down - 1, across - 1
        elif down and here == rows[down - 1][across] + 1:
            down -= 1
        else:
            if parts:
                parts[owner] = whole[across - 1] + parts[owner]
            across -= 1
    return parts


def characters_said(
    written: str, carriers: Sequence[str], syllables: Sequence[str]
) -> dict[int, str]:
    """The syllable of each written character by its place, where it is spoken at all.

    `carriers` are the characters that are spoken, one for each of the `syllables`.
    """
    matcher = SequenceMatcher(None, written, list(carriers), autojunk=False)
    return {
        block.a + at: syllables[block.b + at]
        for block in matcher.get_matching_blocks()
        for at in range(block.size)
        if block.b + at < len(syllables)
    }
