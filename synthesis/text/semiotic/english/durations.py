"""Lengths of time cut short: "3 wks", "1h30m", "a 24-hr clock", "1:30 min", "UTC+01:00"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from ..found import TIME, Found
from ..numerals import english_cardinal
from .found import english, full_stop

_LONG = re.compile(
    r"(?:(?<=\d)|(?<=½)) ?(?P<hyphen>-?)(?P<unit>wk|mth|mo(?=s?\.|\.)|yr)(?P<many>s?)\b(?P<dot>\.?)"
    r"(?P<old>[ -]olds?\b)?"
)
_NAMES = {"wk": "week", "mth": "month", "mo": "month", "yr": "year"}
_ONE = re.compile(r"(?<![\d.,])1 ?\Z")
_EVENTS = (
    r"clock|shift|exam|test|quiz|lesson|drive|flight|walk|run|journey|trip|period|format|session"
    r"|meeting|service|delivery|break|notice|talk|video|film|rest|class|window|limit|timer|slot"
    r"|workout|recap|activity|task|interval|queue|wait|delay|hike|ride|swim|nap"
)
_BEFORE_EVENT = re.compile(rf"(?<=\d)[ -]?(?P<unit>hr|h|min|sec)s?\.?(?= (?:{_EVENTS})s?\b)")
_EVENT_OF = {"hr": "hour", "h": "hour", "min": "minute", "sec": "second"}
_CLIP = re.compile(
    r"(?<![\w.,:/'’-])(?P<number>\d{1,3})s(?= (?:clip|video|timer|plank|sprint|rest|interval"
    r"|countdown|delay|timeout|exposure|hold)s?\b)"
)
_MIXED = re.compile(
    r"(?<![\w.,:/-])(?P<hours>\d{1,2})h ?(?P<minutes>\d{1,2})m(?:ins?)?\b(?: ?"
    r"(?P<seconds>\d{1,2})s\b)?"
)
_SPORT = re.compile(
    r"(?<![\w.,:/-])(?P<minutes>\d{1,2}):(?P<seconds>[0-5]\d) ?(?P<unit>mins?|minutes|secs?|s)\b"
    r"(?P<dot>\.?)"
)
_OFFSET = re.compile(
    r"(?<=\b(?:UTC|GMT)) ?(?P<sign>[+−–-]) ?(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)(?![\w:])"
)


def durations(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such lengths of time, in words."""
    for match in _LONG.finditer(text):
        one = _ONE.search(text[max(0, match.start() - 3) : match.start()])
        single = match["hyphen"] or match["old"] or (one and not match["many"])
        name = _NAMES[match["unit"]] + ("" if single else "s")
        old = (match["old"] or "").replace("-", " ")
        if match["many"]:
            name = f"{_NAMES[match['unit']]}s"
        yield english(match, TIME, f" {name}{old}{'' if old else full_stop(match)}")
    for match in _BEFORE_EVENT.finditer(text):
        yield english(match, TIME, f" {_EVENT_OF[match['unit']]}")
    for match in _CLIP.finditer(text):
        yield english(match, TIME, f"{english_cardinal(match['number'])} second")
    for match in _MIXED.finditer(text):
        parts = (
            (match["hours"], "hour"),
            (match["minutes"], "minute"),
            (match["seconds"], "second"),
        )
        yield english(match, TIME, " ".join(_many(int(n), name) for n, name in parts if n))
    for match in _SPORT.finditer(text):
        minutes, seconds = int(match["minutes"]), int(match["seconds"])
        said = [_many(minutes, "minute")] if minutes else []
        said += [_many(seconds, "second")] if seconds or not minutes else []
        yield english(match, TIME, " ".join(said) + full_stop(match))
    for match in _OFFSET.finditer(text):
        sign = "plus" if match["sign"] == "+" else "minus"
        minutes = int(match["minutes"])
        late = f" {english_cardinal(str(minutes))}" if minutes else ""
        yield english(match, TIME, f" {sign} {english_cardinal(str(int(match['hours'])))}{late}")


def _many(number: int, name: str) -> str:
    return f"{english_cardinal(str(number))} {name}{'s' * (number != 1)}"
