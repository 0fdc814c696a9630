"""Compares what was to be said with what a recogniser heard. No Django here.

A recogniser mistakes names and homophones, so a word that is another one says nothing. Words that
are missing in a row, or too many, do.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from voices.consent.matching import tokens

SKIPPED, REPEATED = "skipped", "repeated"
IN_A_ROW = {"zh": 4, "en": 3}
"""So many syllables or words in a row are no mistake of the recogniser's."""


def complaint(said: str, heard: str, language: str) -> str:
    """Whether words of `said` were "skipped" or "repeated"; empty where it may have been read."""
    wanted, got = tokens(said, language), tokens(heard, language)
    limit = IN_A_ROW[language]
    if wanted and not got:
        return SKIPPED
    for _kind, i1, i2, j1, j2 in SequenceMatcher(None, wanted, got, autojunk=False).get_opcodes():
        missing = (i2 - i1) - (j2 - j1)
        if missing >= limit:
            return SKIPPED
        if -missing >= limit:
            return REPEATED
    return ""
