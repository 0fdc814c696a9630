"""What a class of the semiotic classes found in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

FORMULA, QUANTITY, CHEMISTRY, DATE, TIME, TELEPHONE = (
    "formula", "quantity", "chemistry", "date", "time", "telephone",
)  # fmt: skip
ROMAN, MONEY, ABBREVIATION, LETTER, SYMBOL, EMOJI = (
    "roman", "money", "abbreviation", "letter", "symbol", "emoji",
)  # fmt: skip
PRONUNCIATION, VERSE = "pronunciation", "verse"
KINDS = (
    FORMULA, QUANTITY, CHEMISTRY, DATE, TIME, TELEPHONE,
    ROMAN, MONEY, ABBREVIATION, LETTER, SYMBOL, EMOJI,
    PRONUNCIATION, VERSE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """The characters from `start` to `end` of a text were taken for one of KINDS.

    `en` and `zh` say it in words of the one language or the other; "" where it is nothing special
    in that language, so that its characters are read as any others. With `pinyin` (tone numbers)
    or `ipa` the engine is told the sounds instead, in either language.
    """

    start: int
    end: int
    kind: str
    en: str
    zh: str
    pinyin: str = ""
    ipa: str = ""

    def said(self, language: str) -> str:
        """What is said in a language ("zh" or "en")."""
        return self.zh if language == "zh" else self.en


def span_without_room(match: re.Match[str], group: str | int = 0) -> tuple[int, int]:
    """From where to where a group of a match is, without white space at its ends.

    An empty place where the group took no part in the match.
    """
    written, start = match[group] or "", match.start(group)
    inner = written.strip()
    start += written.index(inner) if inner else len(written)
    return start, start + len(inner)
