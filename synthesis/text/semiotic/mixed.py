"""Signs between two languages: "今天星期三 = Today is Wednesday"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .found import SYMBOL, Found

_EQUALS = re.compile(
    '(?<=[㐀-鿿。！？）)"”]) ?=(?= ?[“"\']?[A-Za-z0-9])|(?<=[A-Za-z0-9.)]) ?=(?= ?[“"\']?[㐀-鿿])'
)
_HAN = re.compile("[㐀-鿿]")
_WORD = re.compile("[A-Za-z]{2}")


def mixed(text: str, language: str) -> Iterator[Found]:
    """An equals sign between Mandarin and English in an English text is said in English."""
    if language != "en" or not (_HAN.search(text) and _WORD.search(text)):
        return
    for match in _EQUALS.finditer(text):
        yield Found(*match.span(), SYMBOL, " equals ", " equals ")
