"""Roman numerals in company: of plays, lists of parts, sums and chords."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..found import ROMAN, Found
from ..numerals import english_cardinal, mandarin_cardinal
from .values import COUNTED, LETTERS, NUMERAL, PIECE, SMALL_LETTERS, counted, roman_value

_NAMED_LIST = re.compile(
    r"\b(?P<word>[A-Za-z][a-z]+) (?P<list>"
    rf"{NUMERAL}(?:(?:, and |, | and | & | or | to |[-–]){NUMERAL}){{1,9}})(?![\w'’-])"
)
"""Parts I and II, Chapters IV–VI, chords I, IV and V."""
_LAST_IS_I = re.compile(r"(?:and|or|to|,|&) I\Z")
_JOINTS = re.compile(r"(?<=[IVX])[-–](?=[IVX])")
_SHORT_NAME = re.compile(
    rf"\b(?P<word>[Ss]c|Mk|[Nn]o|[Bb]k)(?P<dot>\.?) (?P<roman>{LETTERS}|{SMALL_LETTERS})(?![\w'’-])"
)
_SHORT_NAMES = {"sc": "scene", "mk": "mark", "no": "number", "bk": "book"}
_LINE_OF_PLAY = re.compile(
    r"(?<![\w.])(?P<act>I{1,3}|IV|V|[1-5])\.(?P<scene>i{1,3}|iv|vi{0,3}|ix|x)"
    r"(?:\.(?P<line>\d{1,4})(?:(?P<dash>[-–])(?P<last>\d{1,4}))?)?(?![\w.]|\.\w)"
)
_WITH_PART = re.compile(
    rf"\b(?P<word>[A-Z][a-z]+) (?P<roman>{NUMERAL})(?:(?P<letter>[a-d])(?!\w)|(?P<point>\.)"
    rf"(?=\d))"
)
_SUM = re.compile(
    rf"(?<![\w.+=−-])(?<![+=−×] ){NUMERAL}(?: [+−–×-] {NUMERAL}){{1,4}}"
    rf"(?: = {NUMERAL})?(?![\w'’])"
)
_CHORD_SERIES = re.compile(
    r"(?<![\w.–-])(?:i{1,3}|iv|vi{0,2}|I{1,3}|IV|VI{0,2}|V)(?:7|°)?(?:(?:[–-]| [–→-] )"
    r"(?:I{1,3}|IV|VI{0,2}|V|i{1,3}|iv|vi{0,2})(?:7|°)?(?!\w)){1,12}(?![\w–-])"
)
_CHORD = re.compile(r"\b[Tt]he (?P<roman>I{1,3}|IV|VI{0,2}|V|i{1,3}|iv|vi{0,2})(?=7? chords?\b)")
_FROM_ONE = re.compile(
    r"\b[Ff]rom (?P<roman>I)(?: to )(?P<last>[VX]|IX|IV|VI{1,3}|XII|[LCDM])(?![\w'’-])"
)


def series(text: str) -> Iterator[Found]:
    """The numerals of all these."""
    yield from _of_plays(text)
    yield from _named_lists(text)
    yield from _sums(text)
    yield from _chords(text)


def _of_plays(text: str) -> Iterator[Found]:
    """Act, scene and line, "III.ii.45"; short names of parts, "Sc. ii"; and parts of parts."""
    for match in _LINE_OF_PLAY.finditer(text):
        act = match["act"]
        parts = [
            ("act", act if act.isdigit() else str(roman_value(act))),
            ("scene", str(roman_value(match["scene"].upper()))),
        ]
        if match["line"]:
            parts.append(("lines" if match["last"] else "line", match["line"]))
        said = ", ".join(f"{name} {english_cardinal(value)}" for name, value in parts)
        if match["last"]:
            said += f" to {english_cardinal(match['last'])}"
        mandarin = "".join(
            f"第{mandarin_cardinal(value)}{unit}"
            for (_, value), unit in zip(parts, "幕场行", strict=False)
        )
        yield Found(*match.span(), ROMAN, said, mandarin)
    for match in _SHORT_NAME.finditer(text):
        name = _SHORT_NAMES[match["word"].lower()]
        roman = match["roman"]
        if not roman or (name == "number" and not (match["dot"] and len(roman) > 1)):
            continue
        value = str(roman_value(roman.upper()))
        said = f"{name} {english_cardinal(value)}"
        yield Found(*match.span(), ROMAN, said, "")
    for match in _WITH_PART.finditer(text):
        if match["word"] in COUNTED:
            value = str(roman_value(match["roman"]))
            point = bool(match["point"])
            english = english_cardinal(value) + (" point " if point else "")
            end = match.end("point") if point else match.end("roman")
            mandarin = mandarin_cardinal(value) + ("点" if point else "")
            yield Found(match.start("roman"), end, ROMAN, english, mandarin)


def _named_lists(text: str) -> Iterator[Found]:
    """Parts I and II, Chapters IV–VI, chords I, IV and V, from I to X."""
    for match in _NAMED_LIST.finditer(text):
        word = match["word"].capitalize()
        if not {word, word.removesuffix("s")} & COUNTED or (
            _LAST_IS_I.search(match["list"]) and match["word"] not in ("chords", "Chords")
        ):
            continue
        start = match.start("list")
        for piece in PIECE.finditer(match["list"]):
            yield counted(start + piece.start(), piece.group().upper())
        for dash in _JOINTS.finditer(match["list"]):
            to = "," if word == "Chords" else " to "
            yield Found(start + dash.start(), start + dash.end(), ROMAN, to, "到")
    for match in _FROM_ONE.finditer(text):
        yield counted(match.start("roman"), match["roman"])
        yield counted(match.start("last"), match["last"])


def _sums(text: str) -> Iterator[Found]:
    """IV + V = IX, where one of the numbers has two letters or more."""
    for match in _SUM.finditer(text):
        pieces = list(PIECE.finditer(match.group()))
        if any(len(piece.group()) > 1 for piece in pieces):
            for piece in pieces:
                yield counted(match.start() + piece.start(), piece.group())


def _chords(text: str) -> Iterator[Found]:
    """ii–V7–I and the V chord."""
    for match in _CHORD_SERIES.finditer(text):
        series = match.group()
        if series.islower() or not ("7" in series or "°" in series or series[0] in "iv"):
            continue
        for piece in PIECE.finditer(series):
            yield counted(match.start() + piece.start(), piece.group())
    for match in _CHORD.finditer(text):
        yield counted(match.start("roman"), match["roman"])
