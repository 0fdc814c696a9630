"""Chooses the reading of each heteronym of a text by the words around it."""

from __future__ import annotations

from collections.abc import Callable

from . import topic_rules, verb_rules
from .sentence import Sentence, is_verb
from .table import HETERONYMS


def chosen_readings(text: str) -> dict[int, tuple[str, int]]:
    """Where a heteronym begins in a text → its word in small letters, and which of its readings in
    HETERONYMS is meant. Takes time in proportion to the text."""
    if not any(word in HETERONYMS for word in _words(text)):
        return {}
    sentence = Sentence(text)
    chosen: dict[int, tuple[str, int]] = {}
    for place, word in enumerate(sentence.words):
        stem = word.word.removesuffix("'s")
        found = HETERONYMS.get(stem)
        if found is None:
            continue
        if found.verb is None:
            which = int(RULES[stem](sentence, place))
        else:
            verb = is_verb(sentence, place, otherwise=found.verb == 0)
            which = found.verb if verb else 1 - found.verb
        chosen[word.start] = (stem, which)
    return chosen


def _words(text: str) -> list[str]:
    return text.lower().replace("’s", "").replace("'s", "").translate(_MARKS).split()


RULES: dict[str, Callable[[Sentence, int], bool]] = {
    "read": verb_rules.second_read,
    "lead": verb_rules.second_lead,
    "tear": verb_rules.second_tear,
    "tears": verb_rules.second_tears,
    "wind": verb_rules.second_wind,
    "winds": verb_rules.second_winds,
    "bow": verb_rules.second_bow,
    "bows": verb_rules.second_bows,
    "row": verb_rules.second_row,
    "sow": verb_rules.second_sow,
    "live": verb_rules.second_live,
    "lives": verb_rules.second_lives,
    "close": verb_rules.second_close,
    "used": verb_rules.second_used,
    "use": verb_rules.second_use,
    "wound": verb_rules.second_wound,
    "bass": topic_rules.second_bass,
    "dove": topic_rules.second_dove,
    "sewer": topic_rules.second_sewer,
    "polish": topic_rules.second_polish,
    "job": topic_rules.second_job,
    "nice": topic_rules.second_nice,
    "reading": topic_rules.second_reading,
    "august": topic_rules.second_august,
    "slough": topic_rules.second_slough,
    "number": topic_rules.second_number,
    "does": topic_rules.second_does,
    "axes": topic_rules.second_axes,
    "minute": topic_rules.second_minute,
    "desert": topic_rules.second_desert,
    "content": topic_rules.second_content,
    "invalid": topic_rules.second_invalid,
    "resume": topic_rules.second_resume,
    "learned": topic_rules.second_learned,
    "blessed": topic_rules.second_blessed,
    "aged": topic_rules.second_aged,
    "refuse": topic_rules.second_refuse,
    "perfect": topic_rules.second_perfect,
    "complex": topic_rules.second_complex,
    "upset": topic_rules.second_upset,
    "frequent": topic_rules.second_frequent,
    "beloved": topic_rules.second_beloved,
    "associate": topic_rules.second_associate,
    "elaborate": topic_rules.second_elaborate,
    "progress": topic_rules.second_progress,
    "present": topic_rules.second_present,
    "appropriate": topic_rules.second_before_nouns,
    "moderate": topic_rules.second_before_nouns,
    "deliberate": topic_rules.second_before_nouns,
    "intimate": topic_rules.second_before_nouns,
    "approximate": topic_rules.second_before_nouns,
    "alternate": topic_rules.second_before_nouns,
    "object": topic_rules.second_before_nouns,
    "subject": topic_rules.second_before_nouns,
    "compound": topic_rules.second_before_nouns,
    "abstract": topic_rules.second_before_nouns,
    "transport": topic_rules.second_before_nouns,
    "conflict": topic_rules.second_before_nouns,
}
"""Small letters → whether the second reading of HETERONYMS is meant at a place."""
_MARKS = {ord(mark): " " for mark in ".,;:!?\"“”‘’'()[]{}—–-/…*_"}
