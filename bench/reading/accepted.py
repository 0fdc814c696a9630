"""The small grammar in which an item says which spoken forms are right.

`one hundred [and|] five || a hundred and five`: whole alternatives are separated by ` || `, and
`[a|b|]` is a choice, where an empty branch leaves it out. Choices may hold choices. Case,
punctuation, hyphens and white space don't count: English is compared by words, Mandarin by
characters, and by words where it has Latin letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

_JOINED = re.compile(r"[’'ʼ]")  # "o'clock" is one word
_WORD = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]|[^\W_㐀-鿿\U00020000-\U0003ffff]+|[^\w\s]")
_ALIKE = {"〇": "零"}
# Symbols that would be lost if they were taken for punctuation: a spoken form must not have them.
_SYMBOLS = frozenset(["Sm", "Sc", "So"])


class BadGrammar(ValueError):
    """An accepted form that can't be parsed; the message says what is wrong with it."""


def heard_words(text: str) -> list[str]:
    """The words of a spoken form, in lower case, without punctuation; Han one by one.

    Symbols such as + or € stay as words of their own, since nobody knows how they are said.
    """
    text = _JOINED.sub("", unicodedata.normalize("NFC", text))
    words = (_ALIKE.get(word, word.lower()) for word in _WORD.findall(text))
    return [
        word
        for word in words
        if word[0].isalnum() or (unicodedata.category(word[0]) in _SYMBOLS and word not in "`^~")
    ]


@dataclass(frozen=True, slots=True)
class _Choice:
    branches: tuple[tuple[str | _Choice, ...], ...]


_Parts = tuple["str | _Choice", ...]


class Accepted:
    """All spoken forms that one item accepts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._alternatives: list[_Parts] = [_parse(part) for part in re.split(r"\s\|\|\s", text)]
        pattern = "|".join(f"(?:{_pattern(parts)})" for parts in self._alternatives)
        self._pattern = re.compile(pattern)

    def matches(self, said: str) -> bool:
        """True if `said` is one of the accepted forms."""
        return bool(self._pattern.fullmatch("".join(f"{word} " for word in heard_words(said))))

    def forms(self, most: int) -> list[str]:
        """The accepted forms one by one, `most` at the most."""
        every = (form for parts in self._alternatives for form in _forms(parts))
        return [" ".join(form.split()) for form in islice(every, most)]


def _parse(text: str) -> _Parts:
    parts, at = _sequence(text, 0, nested=False)
    if at != len(text):
        raise BadGrammar(f"a ] without its [ in {text!r}")
    if not any(heard_words(form) for form in islice(_forms(parts), 64)):
        raise BadGrammar(f"nothing is said in {text!r}")
    return parts


def _sequence(text: str, at: int, *, nested: bool) -> tuple[_Parts, int]:
    parts: list[str | _Choice] = []
    literal = ""
    while at < len(text) and not (nested and text[at] in "|]"):
        if text[at] == "]":
            break
        if text[at] == "|":
            raise BadGrammar(f"a | outside of brackets in {text!r}")
        if text[at] == "[":
            parts.append(literal)
            literal = ""
            choice, at = _choice(text, at + 1)
            parts.append(choice)
        else:
            literal += text[at]
            at += 1
    return (*parts, literal), at


def _choice(text: str, at: int) -> tuple[_Choice, int]:
    branches: list[_Parts] = []
    while True:
        branch, at = _sequence(text, at, nested=True)
        branches.append(branch)
        if at == len(text):
            raise BadGrammar(f"a [ without its ] in {text!r}")
        at += 1
        if text[at - 1] == "]":
            return _Choice(tuple(branches)), at


def _pattern(parts: _Parts) -> str:
    return "".join(
        "".join(re.escape(word) + " " for word in heard_words(part))
        if isinstance(part, str)
        else f"(?:{'|'.join(map(_pattern, part.branches))})"
        for part in parts
    )


def _forms(parts: _Parts) -> Iterator[str]:
    if not parts:
        yield ""
        return
    head, *rest = parts
    heads = [head] if isinstance(head, str) else _branches(head)
    for first in heads:
        for last in _forms(tuple(rest)):
            yield f"{first} {last}"


def _branches(choice: _Choice) -> Iterator[str]:
    for branch in choice.branches:
        yield from _forms(branch)
