"""Names of places, months, titles and firms that are cut short: "Boston, MA 02134", "R. Thames",
"N America", "in Aug.", "Prof Jones", "Acme Co. Ltd"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...english_calendar import SHORT_DAYS, SHORT_MONTHS
from ...style import ReadingStyle
from ..found import ABBREVIATION, Found
from ..numerals import digits
from .found import english, full_stop

_STATE_NAMES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts",
    "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
    "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey",
    "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah",
    "VT": "Vermont", "VA": "Virginia", "WA": "Washington", "WV": "West Virginia",
    "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip
_STATE = re.compile(
    rf"(?<=[a-z], )(?P<state>{'|'.join(_STATE_NAMES)})"
    r"(?:(?P<room> )(?P<zip>\d{5}(?:-\d{4})?)(?!\d)"
    r"|(?=[.;)]|,? (?:is|was|in|on|to|and)\b|\s*(?:\Z|\n)))"
)
_OLD_STATES = {
    "Calif": "California", "Mass": "Massachusetts", "Conn": "Connecticut", "Fla": "Florida",
    "Tex": "Texas", "Penn": "Pennsylvania", "Ariz": "Arizona", "Colo": "Colorado",
    "Ill": "Illinois", "Mich": "Michigan", "Minn": "Minnesota", "Ore": "Oregon",
    "Tenn": "Tennessee", "Va": "Virginia", "Wis": "Wisconsin", "Wash": "Washington",
    "Okla": "Oklahoma", "Nebr": "Nebraska", "Ala": "Alabama", "Ga": "Georgia",
}  # fmt: skip
_OLD_STATE = re.compile(rf"(?:(?<=[a-z], )|(?m:^))(?P<state>{'|'.join(_OLD_STATES)})\.(?!\w)")
_WINDS = {
    "N": "north", "S": "south", "E": "east", "W": "west", "NE": "north east", "NW": "north west",
    "SE": "south east", "SW": "south west",
}  # fmt: skip
_WIND = re.compile(
    r"(?<![\w.&'’-])(?P<wind>N\.?[EW]|S\.?[EW]|[NSEW])\.? (?=(?:America|Africa|Ireland|Korea|Asia"
    r"|Europe|Wales|Yorkshire|Carolina|Dakota|Virginia|Australia|Atlantic|Pacific|England"
    r"|Scotland|London|France|Germany|India|China|Vietnam|Sea|Pole|coast|winds?)\b)"
)
_RIVER = re.compile(
    r"(?<![\w.])R\. (?=(?:Thames|Severn|Nile|Amazon|Rhine|Danube|Tyne|Trent|Mersey|Avon|Cam|Ouse"
    r"|Tees|Wye|Seine|Ganges|Mississippi|Yangtze|Clyde|Tay|Tweed|Dee|Exe|Humber|Indus|Congo)\b)"
)
_LAKE = re.compile(
    r"(?<![\w.])L\. (?=(?:Superior|Michigan|Huron|Erie|Ontario|Victoria|Titicaca|Geneva|Como"
    r"|Windermere|Malawi|Chad|Tanganyika|Baikal|Garda)\b)"
)
_ISLE = re.compile(r"(?<![\w.])Is?\. ?(?=of (?:Man|Wight|Skye|Mull|Dogs)\b)")
_ISLANDS = re.compile(r"(?<=[a-z] )Is\.(?=[,;)]|\s*\Z| (?:are|were)\b)")
_TITLES = {
    "Prof": "professor", "Rev": "reverend", "Gen": "general", "Sgt": "sergeant",
    "Capt": "captain", "Lt": "lieutenant", "Col": "colonel", "Gov": "governor",
    "Sen": "senator", "Cpl": "corporal", "Maj": "major", "Pte": "private", "Adm": "admiral",
    "Cdr": "commander",
}  # fmt: skip
_TITLE = re.compile(
    rf"(?<![\w.'’-])(?P<title>{'|'.join(_TITLES)})"
    r"(?= (?:[A-Z]\.? ){0,2}[A-Z][a-z]|\.? Gen\b|\.? Col\b)"
)
_MONTH = re.compile(
    rf"(?<![\w'’-])(?<!\d )(?<![-–—] )(?P<month>{'|'.join(SHORT_MONTHS)})\."
    r"(?! ?[-–—\d]|\w)(?<![-–—]\w{3}\.)"
    rf"|(?<=\b(?:in|by|of) )(?P<after_in>{'|'.join(SHORT_MONTHS)})\b(?!\.?\s?[\d'’-])"
)
_DAY = re.compile(
    rf"(?:(?<=\bon )|(?<=\bby )|(?<=\bdue )|(?<=\bnext )|(?<=\blast )|(?<=\bevery ))"
    rf"(?P<day>{'|'.join(SHORT_DAYS)})(?:\.(?! ?[-–/&'’\w])|\b(?![.'’]|\s?[-–/&\w]))"
)
_FIRM = re.compile(r"\bCo\.? (?:Ltd|Limited)\b\.?|(?<=[\w.)&] )Ltd\b\.?")
_JUNIOR = re.compile(r"(?<=[a-z.]),? (?P<short>Jr|Sr)\b(?!\.)")


def places(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such names, whole."""
    for match in _STATE.finditer(text):
        code = digits(match["zip"].replace("-", ""), "en") if match["zip"] else ""
        said = f"{_STATE_NAMES[match['state']]}{', ' * bool(code)}{code}"
        yield english(match, ABBREVIATION, said)
    for match in _OLD_STATE.finditer(text):
        yield english(match, ABBREVIATION, _OLD_STATES[match["state"]] + full_stop(match))
    for match in _WIND.finditer(text):
        wind = _WINDS[match["wind"].replace(".", "")]
        if wind == "north" and text.startswith("Ireland", match.end()):
            wind = "northern"
        yield english(match, ABBREVIATION, f"{wind} ")
    for pattern, said in (
        (_RIVER, "River "), (_LAKE, "Lake "), (_ISLE, "Isle "), (_ISLANDS, "Islands"),
    ):  # fmt: skip
        for match in pattern.finditer(text):
            yield english(match, ABBREVIATION, said)
    for match in _TITLE.finditer(text):
        yield english(match, ABBREVIATION, _TITLES[match["title"]])
    for match in _MONTH.finditer(text):
        month = SHORT_MONTHS[match["month"] or match["after_in"]]
        yield english(match, ABBREVIATION, month + full_stop(match))
    for match in _DAY.finditer(text):
        yield english(match, ABBREVIATION, SHORT_DAYS[match["day"]] + full_stop(match))
    for match in _FIRM.finditer(text):
        company = "Company " * match.group().startswith("Co")
        yield english(match, ABBREVIATION, f"{company}Limited{full_stop(match)}")
    for match in _JUNIOR.finditer(text):
        yield english(
            match, ABBREVIATION, {"Jr": "junior", "Sr": "senior"}[match["short"]], "short"
        )
