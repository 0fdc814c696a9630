"""The items: texts as they stand on worksheets, with what a good teacher may say.

`items/en_tuned.tsv` and `items/zh_tuned.tsv` may be looked at to write rules; `…_held.tsv` may not:
they tell whether the rules hold for texts that nobody looked at.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.reading.accepted import Accepted, BadGrammar
from bench.reading.pronounced import Pronounced

FOLDER = Path(__file__).with_name("items")
LANGUAGES = ("en", "zh")
HALVES = ("tuned", "held")
HEADER = "category\twritten\taccepted"
_CATEGORIES = """
numbers decimals ordinals fractions years dates times telephones money units quantities
arithmetic powers algebra functions chemistry physics roman abbreviations letters computing
music phonetics layout verse polyphones names mixed symbols ranges
"""
CATEGORIES = tuple(_CATEGORIES.split())
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "\\": "\\"}
_READING = "reading:"


@dataclass(frozen=True, slots=True)
class Item:
    """A written text and what is right: whole spoken forms, or the readings of single words."""

    category: str
    written: str
    right: Accepted | Pronounced
    line: str
    """The item as its file has it."""


def parse(line: str) -> Item:
    """Read one line of a list; BadGrammar says what is wrong with it."""
    columns = line.split("\t")
    if len(columns) != 3 or not all(column.strip() for column in columns):
        raise BadGrammar(f"three columns are needed, with one tab between them: {line!r}")
    category, written, accepted = columns
    if category not in CATEGORIES:
        raise BadGrammar(f"no category {category!r}: {line!r}")
    right: Accepted | Pronounced
    if accepted.startswith(_READING):
        right = Pronounced.parse(accepted.removeprefix(_READING), unescape(written))
    else:
        right = Accepted(accepted)
    return Item(category, unescape(written), right, line)


def unescape(written: str) -> str:
    r"""The text itself, in which \n, \t and \\ were written for a line end, a tab, a backslash."""

    def character(match: re.Match[str]) -> str:
        if match[1] not in _ESCAPED:
            raise BadGrammar(f"write \\\\ for a backslash, in {written!r}")
        return _ESCAPED[match[1]]

    return _ESCAPE.sub(character, written)


def read(language: str, half: str) -> list[Item]:
    """The items of one half of a language's list; none where the file does not exist yet."""
    path = _path(language, half)
    return parse_all(path.read_text("utf-8").splitlines()) if path.exists() else []


def parse_all(lines: Iterable[str]) -> list[Item]:
    """Read a whole list with its header; raises BadGrammar naming all lines that are wrong."""
    items: list[Item] = []
    wrong: list[str] = []
    first, *rest = list(lines) or [""]
    if first != HEADER:
        wrong.append(f"the first line must be {HEADER!r}")
    for line in rest:
        try:
            items.append(parse(line))
        except BadGrammar as error:
            wrong.append(str(error))
    if wrong:
        raise BadGrammar("\n".join(wrong))
    return items


def half_of(written: str) -> str:
    """The half that an item belongs to: decided by its text alone, so it stays there."""
    return HALVES[hashlib.sha256(written.encode()).digest()[0] % 2]


def add(language: str, items: Iterable[Item]) -> tuple[int, int]:
    """Distribute items to the files of both halves; returns how many came new to each.

    An item whose text is there already is passed over.
    """
    halves = {half: read(language, half) for half in HALVES}
    known = {item.written for among in halves.values() for item in among}
    before = {half: len(among) for half, among in halves.items()}
    for item in items:
        if item.written not in known:
            known.add(item.written)
            halves[half_of(item.written)].append(item)
    for half, among in halves.items():
        among.sort(key=lambda item: CATEGORIES.index(item.category))
        text = "\n".join([HEADER, *(item.line for item in among)]) + "\n"
        _path(language, half).write_text(text, "utf-8")
    tuned, held = (len(halves[half]) - before[half] for half in HALVES)
    return tuned, held


def _path(language: str, half: str) -> Path:
    return FOLDER / f"{language}_{half}.tsv"
