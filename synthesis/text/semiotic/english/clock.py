"""Times of day that English says otherwise than figures tell: 18:00, 00:30, 0900 hrs, noon."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from ..found import TIME, Found
from ..letters import spelled
from ..numerals import english_cardinal, number
from .found import english, full_stop

_CLOCK = re.compile(
    r"(?<![\w:.,/$£€-])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\w:]|[.,]\d| ?[ap]\.?m\b"
    r"| ?[AP]\.?M\b)"
)
_DOTTED = re.compile(
    r"(?<![\w:.,/$£€])(?<![^\d]-)(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)(?![\w%]|[.,]\d)"
)
_AT_TIME = re.compile(
    r"(?i:\b(?:at|from|until|till|by|before|after|starts?|begins?|ends?|opens?|closes?|leaves?"
    r"|arrives?|departs?|meet"
    r"|dep\.|arr\.|depart|arrive|time|bell|registration|assembly|break|lunch|lesson \d"
    r"|period \d))[:,]? ?\Z|\d[.:]\d\d(?: to "
    r"| ?[–-] ?| and )\Z"
)
_TO_TIME = re.compile(r"(?: to | ?[–-] ?| until | till )\d{1,2}[.:][0-5]\d(?!\d)")
_NOT_TIME = re.compile(
    r" ?(?:%|per cent|percent|degrees?|marks|points|million|billion|thousand|of\b"
    r"|[a-zµΩ°]{1,3}\b)(?<! to)(?<! on)(?<! in)(?<! at)(?<! and)(?<! or)(?<! arr)(?<! dep)"
)
_DASH = re.compile(r"\s?[-–—~]\s?(?=\d)")
_HOURS = re.compile(
    r"(?<![\w:.,/-])(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d) ?(?P<name>hrs|h)\b"
    r"|(?<![\w:.,/-])(?P<hour_of>0\d|1\d|2[0-3]):?(?P<minute_of>[0-5]\d) hours\b"
)
_MIDDAY = re.compile(r"(?<![\w:.])12(?::00)? ?(?P<name>noon|midnight|midday)\b")


_DOTTED_HALF = re.compile(
    r"(?<![\w:.,/$£€-])(?P<hour>1[0-2]"
    r"|0?[1-9])\.(?P<minute>[0-5]\d) ?(?P<half>[apAP])(?P<dot>\.?)[mM](?(dot)\.?)(?!\w)"
)
_WITH_H = re.compile(r"(?<![\w:.,/-])(?P<hour>[01]?\d|2[0-3])h(?P<minute>[0-5]\d)(?!\w)")
_NOON = re.compile(r"(?<![\w:.])12[.:]00 (?P<name>noon|midnight|midday)\b")


_BEFORE_TRAIN = re.compile(r" (?:train|bus|flight|ferry|coach|tram|showing|class|service)\b")
_LAP = re.compile(r"(?<![\w:.,/-])(?P<minutes>\d{1,2}):(?P<seconds>[0-5]\d\.\d{1,3})(?![\w:]|\.\d)")
_LEADING_ZERO = re.compile(
    r"(?i:\b(?:at|by|from|until|till|before|after|to|arrives|departs|arr\.?|dep\.?|due) )"
    r"(?P<time>0\d[0-5]\d)(?![\w./:-]| \d)"
)
_MINUTES_AFTER = re.compile(
    r"(?:(?<=\dh )|(?<![\w:.,/-]))(?P<minutes>\d{1,2}) ?m\b(?:(?<=\dh \dm)|(?<=\dh \d\dm)"
    r"|(?= [0-5]?\d(?:\.\d+)? ?s\b))"
)
_PART_OF_HOUR = re.compile(
    r"(?<![\w./])(?P<part>½|¼|1/2|1/4)(?= (?:past|to|after) (?:\d{1,2}\b|[a-z]))"
)
_O_CLOCK = re.compile(r"(?<=\d) ?(?:o['’`´] clock|oclock|O['’]CLOCK)\b")
_ZONE = re.compile(r"\b(?:UTC|GMT)(?P<sign> ?[-−–] ?)(?=\d{1,2}\b)")


def clock(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Times of the twenty-four hour clock, and those with a full stop where a time is asked for."""
    for match in _DOTTED_HALF.finditer(text):
        minutes = "" if match["minute"] == "00" else f" {_minutes(match['minute'])}"
        half = f"{spelled('A')} M" if match["half"] in "aA" else "P M"
        stop = full_stop(match)
        hour = english_cardinal(str(int(match["hour"])))
        yield english(match, TIME, f"{hour}{minutes} {half}{stop}")
    for match in _WITH_H.finditer(text):
        hour, late = english_cardinal(str(int(match["hour"]))), _minutes(match["minute"])
        if match["minute"] == "00":
            yield english(match, TIME, f"{hour} hundred hours")
            continue
        yield english(match, TIME, f"{hour} hour{'s' * (hour != 'one')} {late}")
    for match in _MINUTES_AFTER.finditer(text):
        minutes = english_cardinal(str(int(match["minutes"])))
        yield english(match, TIME, f"{minutes} minute{'s' * (minutes != 'one')}")
    for match in _PART_OF_HOUR.finditer(text):
        yield english(match, TIME, "half" if match["part"] in ("½", "1/2") else "quarter")
    for match in _O_CLOCK.finditer(text):
        yield english(match, TIME, " o'clock")
    for match in _ZONE.finditer(text):
        yield english(match, TIME, " minus ", "sign")
    for match in _LAP.finditer(text):
        said = english_cardinal(str(int(match["minutes"])))
        minutes = f"{said} minute{'s' * (said != 'one')}"
        yield english(
            match, TIME, f"{minutes} {number(match['seconds'].lstrip('0'), 'en')} seconds"
        )
    for match in _LEADING_ZERO.finditer(text):
        hour, late = match["time"][:2], match["time"][2:]
        late = "hundred" if late == "00" else _minutes(late)
        yield english(match, TIME, f"oh {english_cardinal(str(int(hour)))} {late}", "time")
    for match in _NOON.finditer(text):
        yield english(match, TIME, f"twelve {match['name']}")
    for match in _CLOCK.finditer(text):
        yield english(match, TIME, _said(match))
        if dash := _DASH.match(text, match.end()):
            yield english(dash, TIME, " to ")
    for match in _DOTTED.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        of_train = _BEFORE_TRAIN.match(text, match.end())
        is_time = (
            of_train
            or match["hour"][0] == "0" < match["hour"][1:]  # 08.55
            or _TO_TIME.match(text, match.end())
            or _AT_TIME.search(before)
        )
        if is_time and (of_train or not _NOT_TIME.match(text, match.end())):
            yield english(match, TIME, _said(match))
            if dash := _DASH.match(text, match.end()):
                yield english(dash, TIME, " to ")
    for match in _HOURS.finditer(text):
        hour = match["hour"] or match["hour_of"]
        minute = match["minute"] or match["minute_of"]
        minutes = "hundred" if minute == "00" else _minutes(minute)
        oh = "oh " if hour[0] == "0" else ""
        yield english(match, TIME, f"{oh}{english_cardinal(str(int(hour)))} {minutes} hours")
    for match in _MIDDAY.finditer(text):
        yield english(match, TIME, f"twelve {match['name']}")


def _said(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), match["minute"]
    if minute == "00":
        if hour in (0, 24):
            return "midnight"
        full = "hundred" if hour > 12 else "o'clock"
        return f"{english_cardinal(str(hour))} {full}"
    hours = "zero" if hour == 0 else english_cardinal(str(hour))
    return f"{hours} {_minutes(minute)}"


def _minutes(written: str) -> str:
    late = english_cardinal(str(int(written)))
    return f"oh {late}" if written[0] == "0" else late
