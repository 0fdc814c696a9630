"""Notes, keys, time signatures and works: "B♭", "C# minor", "4/4 time", "Op. 27"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....style import DAY_FIRST, ReadingStyle
from ...found import SYMBOL, Found
from ...letters import spelled
from ...numerals import number
from ..found import english

_ACCIDENTALS = {
    "♭": "flat",
    "♯": "sharp",
    "#": "sharp",
    "♮": "natural",
    "b": "flat",
    "𝄫": "double flat",
    "𝄪": "double sharp",
}
_KEY = (
    r"(?: (?:major|minor|flat|sharp|natural|scale|chord|key|clarinet|trumpet|horn|cornet|saxophone"
    r"|sax|alto|tenor|soprano|baritone|bass|instrument|string|arpeggio|triad)\b|m\b|maj|min\b|dim|sus|/[A-G])"
)
_NOTE = re.compile(
    r"(?<![\w&])(?P<note>[A-Ga-g])(?P<sign>[♭♯♮𝄫𝄪]{1,2}|#(?![\w#])|#(?=m|maj|dim|sus|\d\b)"
    rf"|b(?={_KEY}))(?P<rest>(?:m(?:aj)?|dim|sus|aug)?\d{{0,2}})(?!\w)"
)
_LONE_SIGN = re.compile("[♭♯♮𝄫𝄪]")
_SHORT_KEY = re.compile(
    r"(?<=\b[A-G] )(?P<key>min|maj)\b\.?(?!\s?\d)|(?<=\b[A-G][♭♯#b] )(?P<other>min|maj)\b\.?"
)
_KEY_CHORD = re.compile(
    r"(?<![\w#♯])(?P<note>[A-G])m(?:aj)?(?P<seventh>7?)(?=[ –,-]+[A-G](?:m|[#♯♭])?[ 7,–.-])"
)
_CHORD = re.compile(
    r"(?<![\w'’])(?P<note>[A-G])(?P<kind>m|maj|dim|sus|aug)(?P<number>[2-9]?)(?![\w'’])"
)
_KINDS = {
    "m": "minor", "min": "minor", "maj": "major", "dim": "diminished", "sus": "sus",
    "aug": "augmented", "add": "add",
}  # fmt: skip
_NUMBERED_CHORD = re.compile(
    r"(?<![\w'’])(?P<note>[A-G])(?P<kind>m|min|maj|dim|sus|aug|add)(?P<number>[2-79]|11|13)(?![\w'’.%])"
)
_VALUES = {
    "𝅝": ("whole note", "semibreve"), "𝅗𝅥": ("half note", "minim"), "♩": ("quarter note",
    "crotchet"),
    "𝅘𝅥": ("quarter note", "crotchet"), "♪": ("eighth note", "quaver"), "𝅘𝅥𝅮": ("eighth note",
    "quaver"),
    "♫": ("eighth notes", "quavers"), "♬": ("sixteenth notes", "semiquavers"),
}  # fmt: skip
_VALUE = re.compile(
    "(?:" + "|".join(sorted(_VALUES, key=len, reverse=True)) + r")(?P<dot>\.(?= ?=))?"
)
_SIGNATURE = re.compile(r"(?<![\w/.])(?P<beats>[2-9]|12)/(?P<unit>2|4|8|16)(?![\w/])")
_OF_TIME = re.compile(
    r"(?i)\b(?:time|metre|meter|beats?|waltz|march|jig|polka|bars?|measures?|signature|music\w*"
    r"|tempo|rhythm\w*"
    r"|song|tune|melody|dance|conduct\w*|piano|notes?|compound|crotchets?|quavers?)\b|[♩♪♫]"
)
_NOT_OF_TIME = re.compile(r"(?i)\bof (?:an?|the|my|his|her|our|their) (?:time|bar|note)\b")
_OF_MUSIC = re.compile(
    r"(?i)\b(?:play|sing|music\w*|bars?|loud\w*|soft\w*|quiet\w*|dynamics?|cresc\w*|forte|piano"
    r"|score|tempo|slow\w*)\b"
)
_OPUS = re.compile(r"\b(?P<word>[Oo]p)\.? ?(?=\d)")
_CATALOGUE = re.compile(
    r"\b(?P<letters>BWV|KV?|RV|HWV|D|Hob)\. ?(?=\d)|\b(?P<bare>BWV|HWV|KV|RV)(?= \d)"
)
_MARKS = {
    "pp": "P P", "ff": "F F", "mf": "M F", "mp": "M P", "ppp": "P P P", "fff": "F F F",
    "sfz": "S F Z",
    "fp": "F P", "cresc.": "crescendo", "dim.": "diminuendo", "decresc.": "decrescendo",
    "rit.": "ritardando", "rall.": "rallentando", "8va": "ottava",
}  # fmt: skip
_WORDS_OF_MUSIC = frozenset(["dim.", "rit.", "rall.", "mp", "pp", "ff"])
_MARK = re.compile(
    r"(?<![\w.'’-])(?:ppp?|fff?|mf|mp|sfz|fp|8va|(?:de)?cresc\.|dim\.|rit\.|rall\.)(?![\w'’-]"
    r"|\. ?\d)"
)


def music(text: str, style: ReadingStyle) -> Iterator[Found]:
    """What stands in music and in texts about it."""
    british = style.date_order == DAY_FIRST
    for match in _NOTE.finditer(text):
        yield english(match, SYMBOL, _note(match))
    for match in _LONE_SIGN.finditer(text):
        yield english(match, SYMBOL, _ACCIDENTALS[match.group()])
    for match in _SHORT_KEY.finditer(text):
        short = match["key"] or match["other"]
        yield english(match, SYMBOL, "minor" if short == "min" else "major")
    for match in _KEY_CHORD.finditer(text):
        yield english(
            match, SYMBOL, f"{spelled(match['note'])} minor{' seven' * bool(match['seventh'])}"
        )
    for match in _NUMBERED_CHORD.finditer(text):
        kind, figure = _KINDS[match["kind"]], number(match["number"], "en")
        yield english(match, SYMBOL, f"{spelled(match['note'])} {kind} {figure}")
    if "chord" in text.lower():
        for match in _CHORD.finditer(text):
            said = f"{spelled(match['note'])} {_KINDS[match['kind']]}"
            if match["number"]:
                said += f" {number(match['number'], 'en')}"
            yield english(match, SYMBOL, said)
    for match in _VALUE.finditer(text):
        name = _VALUES[match.group().rstrip(".")][british]
        yield english(match, SYMBOL, f"{'dotted ' * bool(match['dot'])}{name}")
    if _OF_TIME.search(text) and not _NOT_OF_TIME.search(text):
        for match in _SIGNATURE.finditer(text):
            yield english(
                match, SYMBOL, f"{number(match['beats'], 'en')} {number(match['unit'], 'en')}"
            )
    for match in _OPUS.finditer(text):
        yield english(match, SYMBOL, "opus ")
    for match in _CATALOGUE.finditer(text):
        yield english(match, SYMBOL, spelled(match["letters"] or match["bare"]) + " ")
    of_music = bool(_OF_MUSIC.search(text))
    for match in _MARK.finditer(text):
        if match.group() in _WORDS_OF_MUSIC and not of_music and text.strip() != match.group():
            continue
        yield english(match, SYMBOL, _MARKS[match.group()])


def _note(match: re.Match[str]) -> str:
    words = [spelled(match["note"]), *(_ACCIDENTALS[sign] for sign in match["sign"])]
    rest = match["rest"]
    kind = rest.rstrip("0123456789")
    names = {
        "m": "minor",
        "maj": "major",
        "dim": "diminished",
        "sus": "sus",
        "aug": "augmented",
        "": "",
    }
    words += [names.get(kind, ""), number(rest[len(kind) :], "en") if rest[len(kind) :] else ""]
    return " ".join(word for word in words if word)
