"""How a workspace wants ambiguous writing read: the order of dates, emoji, blanks, old verse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "dmy", "mdy", "ymd"
DATE_ORDERS = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)
NAMED, SKIPPED = "named", "skipped"
EMOJI = (NAMED, SKIPPED)
PAUSE, SAID = "pause", "said"
BLANKS = (PAUSE, SAID)

# What no setting concerns: words of letters between common marks, without figures or signs.
_MAY_MATTER = re.compile(
    r"[\d_]|[IVXLCDM]{2}|[(（]\s*[)）]|…|[^\w\s.,;:!?'\"“”‘’()（）《》〈〉【】，。！？；：、—–-]"
)
_RHYMES = re.compile("[斜衰回野看胜教儿车]")
"""The characters that `semiotic.verse` reads as poems rhymed."""


@dataclass(frozen=True, slots=True)
class ReadingStyle:
    """What the workspace chose where writing can be read in more than one way.

    `date_order` decides which figure of 03/04/2026 is the month (one of DATE_ORDERS), and with
    DAY_FIRST English says "the third of April". `english_and` is for "one hundred and five".
    `emoji` are NAMED or SKIPPED, and a blank such as ____ is SAID or a PAUSE. `old_verse` reads
    classical poems as they rhymed.
    """

    date_order: str = MONTH_FIRST
    english_and: bool = True
    emoji: str = SKIPPED
    blanks: str = SAID
    old_verse: bool = False

    def __post_init__(self) -> None:
        for value, known in (
            (self.date_order, DATE_ORDERS), (self.emoji, EMOJI), (self.blanks, BLANKS),
        ):  # fmt: skip
            if value not in known:
                raise ValueError(f"{value!r} is none of {', '.join(known)}")

    def narrowed(self, text: str) -> ReadingStyle:
        """The default one but for what may change how this text is read. Cheap, and generous:
        text with figures or signs keeps all of it (what is exact, lessons.sounding finds out)."""
        if self == DEFAULT:
            return self
        style = self if _MAY_MATTER.search(text) else replace(DEFAULT, old_verse=self.old_verse)
        return style if _RHYMES.search(text) else replace(style, old_verse=DEFAULT.old_verse)

    def chosen(self) -> dict[str, str | bool]:
        """What differs from the default, as JSON data; `of` takes it."""
        return {
            name: value for name, value in asdict(self).items() if value != getattr(DEFAULT, name)
        }

    @classmethod
    def of(cls, chosen: Mapping[str, object] | None) -> ReadingStyle:
        """The style that `chosen` gave; unknown names are left out."""
        names = {each.name for each in fields(cls)}
        known = {name: value for name, value in (chosen or {}).items() if name in names}
        return cls(**known)  # type: ignore[arg-type]


DEFAULT = ReadingStyle()
"""How texts are read where nobody has chosen anything."""
