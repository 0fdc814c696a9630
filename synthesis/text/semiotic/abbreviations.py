"""English abbreviations that only what stands around them tells.

"St." is a street after a name and before none, else a saint; "Dr." a drive after a house number
and a name, else a doctor. Others are in `spoken_form.english`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .found import ABBREVIATION, Found

_STREET = re.compile(
    r"(?P<house>\b\d+[A-Za-z]? )?\b(?P<name>[A-Z][\w'’]*|\d+(?:st|nd|rd|th)) "
    r"(?P<short>St|Dr|Ave|Rd|Blvd|Ln|Sq|Hwy)"
    r"(?P<dot>\.?)(?![\w'’])(?P<after>,? [A-Z])?"
)
_STREETS = {
    "St": "street", "Dr": "drive", "Ave": "avenue", "Rd": "road", "Blvd": "boulevard", "Ln": "lane",
    "Sq": "square", "Hwy": "highway",
}  # fmt: skip
_NO_NAMES = frozenset(
    [
        "The",
        "And",
        "In",
        "At",
        "On",
        "Of",
        "To",
        "From",
        "By",
        "Is",
        "With",
        "For",
        "Near",
        "Dear",
        "Visit",
        "See",
        "When",
        "If",
    ]
)
_BEFORE_NUMBER = re.compile(
    r"\b(?P<short>pp|[Pp]gs?|[Pp]|[Ee]xt|[Ee]qs?|[Ee]x|Nos|nos"
    r"|[Qq]s?|[Cc]hs|[Vv]ols|[Aa]rt|[Ss]ec|[Tt]el|Ch|Ex|Q|ca|c)\."
    r"(?=:?\s?(?:\+|\()?[\d\ue000])"
)
_NUMBERED = {
    "pp": "pages", "pgs": "pages", "pg": "page", "p": "page", "ext": "extension", "eq": "equation",
    "eqs": "equations", "ex": "exercise", "nos": "numbers", "q": "question", "qs": "questions",
    "chs": "chapters", "vols": "volumes", "art": "article", "sec": "section", "tel": "telephone",
    "ch": "chapter", "ca": "about", "c": "about",
}  # fmt: skip
_MOUNT = re.compile(r"\bMt\.?(?= [A-Z][a-z])")
_SHORT = re.compile(r"(?<![\w/])(?:w/o|w/(?= ?\w)|b/c)(?![\w/])|(?<![\w/])w/(?= ?\w)|\bvs\b(?!\.)")
_SHORTS = {"w/o": "without", "w/": "with", "b/c": "because", "vs": "versus"}
_DEGREE = re.compile(r"\b(?:Ph\.D|M\.Sc|B\.Sc|M\.Ed|B\.Ed)\.?(?!\w)")


def abbreviations(text: str) -> Iterator[Found]:
    """The abbreviations; they are none in Mandarin."""
    for match in _STREET.finditer(text):
        if _is_street(match):
            start, end = match.start("short"), match.end("dot")
            yield _found(start, end, _STREETS[match["short"]] + _full_stop(match["dot"], text, end))
    for match in _BEFORE_NUMBER.finditer(text):
        yield _found(*match.span(), _NUMBERED[match["short"].lower()])
    for match in _MOUNT.finditer(text):
        yield _found(*match.span(), "mount")
    for match in _SHORT.finditer(text):
        yield _found(*match.span(), _SHORTS[match.group()])
    for match in _DEGREE.finditer(text):
        letters = " ".join(match.group().replace(".", "").upper())
        yield _found(*match.span(), letters + _full_stop(match.group()[-1], text, match.end()))


def _is_street(match: re.Match[str]) -> bool:
    if match["name"] in _NO_NAMES:
        return False
    if match["short"] == "Dr":
        return match["house"] is not None
    if match["short"] != "St":
        return True
    # "12 Main St. London" has a house; "Main St. Mary" is left a saint.
    followed = match["after"] is not None and not match["after"].startswith(",")
    return match["house"] is not None or not followed


def _full_stop(dot: str, text: str, end: int) -> str:
    """The full stop, where it is the sentence's as well."""
    return (
        "."
        if dot == "." and not text[end : end + 1].strip() and not text[end : end + 2].strip()
        else ""
    )


def _found(start: int, end: int, said: str) -> Found:
    return Found(start, end, ABBREVIATION, said, "")
