"""Judges readers by the items: which they read right, in each category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.reading.accepted import Accepted
from bench.reading.items import Item
from bench.reading.pronounced import Pronounced, sounds
from bench.reading.reader import Reader, english, letters_apart

_MOST_FORMS = 256
"""So many accepted forms of an item are compared by sound; the words of all are compared."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An item that was read wrong, and how."""

    item: Item
    said: str


@dataclass(slots=True)
class Result:
    """How one reader did on one half of a list."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.right.total() / self.of.total() if self.of else 0.0


def judge(reader: Reader, items: Iterable[Item], language: str) -> Result:
    """Have `reader` read all items of a list in `language`."""
    result = Result()
    for item in items:
        said = _wrong(reader, item, language)
        result.of[item.category] += 1
        result.right[item.category] += said is None
        if said is not None:
            result.failures.append(Failure(item, said))
    return result


def _wrong(reader: Reader, item: Item, language: str) -> str | None:
    """What is said of an item that is read wrong; None where it is right."""
    if isinstance(item.right, Pronounced):
        said = reader.readings(item.written, language, item.right.words)
        missed = item.right.missed(said)
        wrong = (f"{word.word}={said.get(word.start, '')}" for word in missed)
        return "reading: " + "; ".join(wrong) if missed else None
    spoken = letters_apart(reader.spoken(item.written, language))
    if item.right.matches(spoken) or (language == "en" and _sounds_right(reader, item, item.right)):
        return None
    return spoken


def _sounds_right(reader: Reader, item: Item, right: Accepted) -> bool:
    """True if the whole sounds like an accepted form, however it was written out."""
    heard = sounds(reader.sound(item.written, "en"))
    return any(sounds(english(form)) == heard for form in right.forms(_MOST_FORMS))
