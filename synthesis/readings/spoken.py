"""Which of a word's readings an engine would speak in a text, as far as its spelling tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from synthesis.engines.base import Spelling
from synthesis.text.placed import Reading
from voices.dictionary.entry import PINYIN

from .doubt import Choice, Doubt

Spell = Callable[[Sequence[Reading]], Spelling | None]
"""How the whole text is spelled with these readings at their places, and no others; None where
only the engine's model knows."""

_OTHER_SYLLABLE, _OTHER_TONE, _SANDHI = 20, 5, 1
_UNLIKE = 5
# Tones that a syllable may get from its neighbours.
_CHANGES = {("3", "2"), ("1", "5"), ("2", "5"), ("3", "5"), ("4", "5"), ("4", "2"), ("1", "4")}


def spoken_choice(doubt: Doubt, others: Sequence[Reading], spell: Spell) -> Choice | None:
    """The choice that is spoken where nothing is said of the word, among `others` of the text.

    None where it is none of them, or nobody knows. The text is spelled with each choice in turn:
    that which comes nearest to its spelling without any is it.
    """
    around = [each for each in others if each.end <= doubt.start or each.start >= doubt.end]
    plain = spell(around)
    if plain is None:
        return None
    distances: list[float] = []
    for each in doubt.choices:
        given = spell([*around, Reading(doubt.start, doubt.end, each.kind, each.value)])
        measure = _distance if each.kind == PINYIN else _unlikeness
        distances.append(measure(plain, given) if given else _UNLIKE)
    if not distances or min(distances) >= _UNLIKE:
        return None
    return doubt.choices[distances.index(min(distances))]


def _distance(plain: Spelling, given: Spelling) -> float:
    """How far a text's syllables with a given reading are from those without."""
    spoken, read = plain.pinyin.split(), given.pinyin.split()
    if len(spoken) != len(read):
        return _OTHER_SYLLABLE
    return sum(_step(one, other) for one, other in zip(read, spoken, strict=True))


def _step(given: str, spoken: str) -> int:
    if given == spoken:
        return 0
    if given[:-1] != spoken[:-1]:
        return _OTHER_SYLLABLE
    return _SANDHI if (given[-1], spoken[-1]) in _CHANGES else _OTHER_TONE


def _unlikeness(plain: Spelling, given: Spelling) -> float:
    """From 0 to 1; the readings of a word differ in few of a text's phonemes."""
    matcher = SequenceMatcher(None, plain.phonemes, given.phonemes, autojunk=False)
    return 1 - matcher.ratio()
