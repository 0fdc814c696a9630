"""The random words of a statement: drawn from lists of this project, and found in a transcript.

`words/en.txt` and `words/zh.txt` say where they come from.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from voices.consent.matching import edits, tokens
from voices.consent.passed import digest_of

COUNT = 4
MISSED = 1
"""So many of the words need not be heard; docs/consent.md has what was measured."""

FOLDER = Path(__file__).with_name("words")
_JOINED = {"en": (", ", " and "), "zh": ("、", "和")}
# A recogniser splits a word that it expects nowhere ("butter fly"), or adds the end of its
# neighbour.
_MOST_TOKENS = {"en": 3, "zh": 2}
_VOWELS = re.compile("(?<!^)[aeiouyhw]")
_SOUNDS = (("ph", "f"), ("ck", "k"), ("c", "k"), ("q", "k"), ("z", "s"), ("x", "ks"), ("j", "g"))


@cache
def word_list(language: str) -> tuple[str, ...]:
    """All words that may be drawn."""
    lines = (FOLDER / f"{language}.txt").read_text("utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def version(language: str) -> str:
    """Which list the words are of."""
    return digest_of(FOLDER / f"{language}.txt")


def new_words(language: str) -> tuple[str, ...]:
    """COUNT different words that nobody can know before."""
    return tuple(secrets.SystemRandom().sample(word_list(language), COUNT))


def listed(words: Sequence[str], language: str) -> str:
    """The words as they stand in the statement.

    >>> listed(["garden", "window", "butter"], "en")
    'garden, window and butter'
    """
    if not words:
        return ""
    comma, last = _JOINED[language]
    return last.join(filter(None, (comma.join(words[:-1]), words[-1])))


def words_heard(words: Sequence[str], heard: str, language: str) -> int:
    """How many of the words were said, in their order, as far as the recogniser could know them.

    A word counts where the transcript has one that is written, or sounds, nearly like it.
    """
    spoken = _sounds(heard, language)
    # ends[n]: the first token after the earliest passage in which n of the words were said.
    ends = [0]
    for word in words:
        for known in range(len(ends) - 1, -1, -1):
            end = _end_of(word, spoken, ends[known], language)
            if end is None:
                continue
            if known + 1 == len(ends):
                ends.append(end)
            else:
                ends[known + 1] = min(ends[known + 1], end)
    return len(ends) - 1


def _end_of(word: str, spoken: Sequence[str], start: int, language: str) -> int | None:
    """The token after the word, where it is first said from `start` on; None if it is not."""
    wanted = "".join(_sounds(word, language))
    for at in range(start, len(spoken)):
        for count in range(1, _MOST_TOKENS[language] + 1):
            said = "".join(spoken[at : at + count])
            if alike(wanted, said, language):
                return min(at + count, len(spoken))
    return None


def alike(wanted: str, said: str, language: str) -> bool:
    """Whether a recogniser may have written `said` for a spoken `wanted`, both in letters.

    >>> alike("garden", "guarden", "en"), alike("garden", "window", "en")
    (True, False)
    """
    if language == "zh":
        return edits(wanted, said) <= 1
    if edits(wanted, said) <= len(wanted) // 4:
        return True
    skeleton = _skeleton(wanted)
    return len(skeleton) >= 3 and skeleton == _skeleton(said)


def _sounds(text: str, language: str) -> list[str]:
    """The tokens of a text; Chinese syllables without what many speakers do not distinguish."""
    spoken = tokens(text, language)
    if language == "zh":
        spoken = [re.sub("^l", "n", syllable).replace("ng", "n") for syllable in spoken]
    return spoken


def _skeleton(word: str) -> str:
    """An English word's first letter and consonants, as they sound."""
    for written, sound in _SOUNDS:
        word = word.replace(written, sound)
    return re.sub(r"(.)\1+", r"\1", _VOWELS.sub("", word))
