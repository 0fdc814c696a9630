"""One line of a pronunciation dictionary, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

PINYIN, IPA, RESPELLING = "pinyin", "ipa", "respelling"
KINDS = (PINYIN, IPA, RESPELLING)
LANGUAGES = ("", "zh", "en")


@dataclass(frozen=True, slots=True)
class Entry:
    """How a word is said.

    `value` is pinyin (read in Mandarin), IPA (read in English), or a text that is read in place of
    the word. `language` limits the entry to sentences that are mainly "zh" or "en". With
    `whole_word`, letters or digits at a side of the word are no match: "AI" is not in "rain".
    Han has no spaces, so the rule looks at Latin letters and digits only.
    """

    word: str
    kind: str
    value: str
    language: str = ""
    match_case: bool = False
    whole_word: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """What is unique in a dictionary."""
        return self.word, self.language
