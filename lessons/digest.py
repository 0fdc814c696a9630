"""The name of a sound: a digest of all that shapes it, and of nothing else. Free of Django.

Silence between lines is no part of a sound, and neither is where in a lesson its line stands.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

from lessons.flat import flat
from synthesis.text.placed import Reading
from synthesis.text.style import DEFAULT, ReadingStyle

FORMAT = 1
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredients:
    """All that shapes the sound of a line.

    `source` names the base voice or the conditioning. `take` is 0 where the engine leaves nothing
    to chance. `readings` are those of the line and the dictionary's, in order. `style` is the
    default one where the workspace's changes nothing in this text.
    """

    engine: str
    engine_version: str
    source: str
    mood_preset: str
    speed: float
    expressiveness: float
    gain_db: float
    take: int
    text: str
    language: str
    readings: tuple[Reading, ...]
    style: ReadingStyle = DEFAULT

    @property
    def digest(self) -> str:
        """64 hexadecimal digits: equal for equal sounds."""
        named = flat(self) | {"readings": [flat(reading) for reading in self.readings]}
        del named["style"]
        if chosen := self.style.chosen():  # sounds from before there were styles keep their names
            named["style"] = chosen
        canonical = json.dumps([FORMAT, named], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


def seed_of(digest: str) -> int:
    """The seed that the sound of this name is made with."""
    return int(digest[:7], 16)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text as it is spoken, and for each of its characters its place in the text as written."""

    text: str
    origins: tuple[int, ...]

    def spoken_place(self, written: int) -> int:
        """Where in `text` a place of the written text is."""
        return sum(origin < written for origin in self.origins)


def cleaned(text: str) -> Cleaned:
    """The text with single spaces for white space and characters that nobody sees."""
    kept: list[tuple[str, int]] = []
    at = 0
    for unseen in _UNSEEN.finditer(text):
        kept += [(text[place], place) for place in range(at, unseen.start())]
        if unseen.end() < len(text) and kept and any(map(str.isspace, unseen.group())):
            kept.append((" ", unseen.start()))
        at = unseen.end()
    kept += [(text[place], place) for place in range(at, len(text))]
    return Cleaned("".join(char for char, _ in kept), tuple(place for _, place in kept))
