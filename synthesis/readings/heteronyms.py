"""The readings of English heteronyms, as choices for an editor."""

from __future__ import annotations

from synthesis.text.english_words import HETERONYMS
from voices.dictionary.entry import IPA

from .doubt import Choice


def choices_of(word: str, which: int) -> tuple[Choice, ...]:
    """The readings of a heteronym, that number `which` first, which is meant."""
    choices = [Choice(IPA, ipa, written) for ipa, written in HETERONYMS[word].readings]
    return (choices.pop(which), *choices)
