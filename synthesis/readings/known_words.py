"""Which English words are known: those of misaki's dictionaries, American and British."""

from __future__ import annotations

import json
import unicodedata
from array import array
from bisect import bisect_left
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

_FILES = ("us_gold", "us_silver", "gb_gold", "gb_silver")
# Endings that the dictionaries leave out, and what a word has in their place without them.
_ENDINGS = (
    ("'s", ""), ("s'", "s"), ("n't", ""), ("'ll", ""), ("'ve", ""), ("'re", ""), ("'d", ""),
    ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("d", ""), ("ing", ""),
    ("ing", "e"), ("ily", "y"), ("ly", ""), ("er", ""), ("er", "e"), ("est", ""), ("est", "e"),
    ("ness", ""), ("less", ""), ("ful", ""), ("in'", "ing"),
)  # fmt: skip
_BEGINNINGS = ("un", "re", "non", "pre", "over", "under", "out", "mid", "anti", "multi")


def is_known(word: str) -> bool:
    """Whether a word without spaces is in a dictionary, as it is or with a common ending."""
    word = _folded(word)
    parts = [part for part in word.split("-") if part]
    return all(_is_known(part) for part in parts)


def _is_known(word: str) -> bool:
    if _listed(word):
        return True
    for ending, before in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word.removesuffix(ending) + before
            if _listed(stem) or (stem[-1:] == stem[-2:-1] and _listed(stem[:-1])):
                return True
    return any(
        word.startswith(each) and len(word) > len(each) + 3 and _is_known(word.removeprefix(each))
        for each in _BEGINNINGS
    )


def _folded(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.replace("’", "'")).lower()
    return "".join(char for char in letters if not unicodedata.combining(char))


def _listed(word: str) -> bool:
    known, sought = _known(), _number(word)
    at = bisect_left(known, sought)
    return at < len(known) and known[at] == sought


def _number(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest())


@cache
def _known() -> array[int]:
    """Sorted digests of the words: 1.7 MB, where the words themselves would take 20."""
    spec = find_spec("misaki")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("misaki is not installed")
    folder = Path(spec.submodule_search_locations[0]) / "data"
    numbers: set[int] = set()
    for name in _FILES:
        text = (folder / f"{name}.json").read_text(encoding="utf-8")
        numbers.update(_number(_folded(word)) for word in json.loads(text))
    return array("Q", sorted(numbers))
