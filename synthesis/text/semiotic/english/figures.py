"""Numbers whose words only what stands around them tells: marks, ratios, counts that look like
years, inches, "5 km", "2nd=".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from .. import units
from ..formulas.english import fraction
from ..found import FORMULA, QUANTITY, Found
from ..numerals import english_cardinal, english_ordinal, english_year, number
from .found import english, full_stop

_START = r"(?<![\w.,/:$€£¥+×÷=−–—^-])"
_FOUR_DIGITS = re.compile(
    rf"{_START}(?P<number>[1-9]\d{{3}})(?![\w/:%°£$€²³^]|[.,]\d|[-–]\d| ?[=+×÷−*/])"
)
_COUNTED = re.compile(
    r" (?:[a-z]+ )?(?:(?!(?:is|was|has|as|its|this|us|plus|less|always|perhaps|thus|across|towards|"
    r"besides|wars|games|olympics|elections|celebrates|marks|sees|brings|means|begins|ends|shows"
    r"|makes|starts|opens|does|goes|"
    r"happens|comes|becomes|remains|gives|takes|includes|years)\b)[a-z]{2,}s|people|children|men"
    r"|women|metres|meters|years)\b"
)
_OF_YEARS = re.compile(
    r"(?i)(?:\b(?:in|since|by|until|till|from|to|year|during|around|about|after|before|circa"
    r"|ca?\.|early|late|mid|"
    r"summer|winter|spring|autumn|of|and|between|class|january|february|march|april|may|june|july|"
    r"august|september|october|november|december|born|died|ad)|[(,–-])\s?\Z"
)
_ERA = re.compile(r" ?(?:BCE?|AD|CE)\b")
_TAKEN_FROM = re.compile(r" ?[-–] ?\d[\d,.]{0,12} ?=")
_LATEST_YEAR = 2100
_FAMOUS_YEARS = frozenset([1066])
"""Years before 1100 that are known without a word that asks for a year."""
_IN_LIST = re.compile(r"(?:(?<!\d)\d{1,3}|\d{5,}|1[01]{3}), (?:and |or )?\Z")
_LIST_AFTER = re.compile(r", (?:\d{1,3}(?![\d,.])|\d{5,})(?=[,.]| and| or|\s*\Z)")
_HUNDREDS = 100
_OUT_OF = re.compile(
    r"(?<![\w.,/:-])(?P<part>\d{1,3})\s?/\s?(?P<whole>\d{1,3})(?P<after> [a-z]+)?(?![\w/])"
)
_SCORES = re.compile(
    r"(?i)(?:\b(?:scor\w*|marks?|got|gets?|gained|earned|achieved|received|rat(?:ed|ing)|result"
    r"|grade|total|test|quiz|exam"
    r"|points?)\b[^.!?\d]{0,20}|\A)\Z"
)
_SCORED = frozenset(
    [
        "marks",
        "points",
        "stars",
        "correct",
        "students",
        "pupils",
        "people",
        "children",
        "questions",
        "answers",
        "right",
        "teachers",
        "schools",
        "in",
        "on",
        "for",
    ]
)
_ON_TEST = re.compile(
    r" (?:on|in|for) (?:the|my|his|her|a|this|our) (?:\w+ )?(?:test|quiz|exam|paper|homework)\b"
)
_FULL_MARKS = frozenset(
    [
        "5",
        "10",
        "15",
        "20",
        "25",
        "30",
        "40",
        "50",
        "60",
        "70",
        "75",
        "80",
        "90",
        "100",
        "120",
        "150",
    ]
)
_SIDE = r"(?:\d{1,3}(?:[ ,]\d{3})+|\d+(?:\.\d+)?)"
_RATIO = re.compile(rf"{_START}{_SIDE}(?:\s?[:∶]\s?{_SIDE})+(?![\d:.]*\d)")
_OF_RATIOS = re.compile(
    r"(?i)\b(?:ratios?|scale|proportions?|simplif\w*|mix\w*|odds|share|divide)\b"
)
_THREE_SIDES = re.compile(
    r"(?<![\w:.])\d{1,3}(?P<room> ?):(?P=room)\d{1,3}"
    r"(?:(?P=room):(?P=room)\d{1,3}){1,3}(?![\w:]|\.\d)"
)
_OF_A_CLOCK = re.compile(r"\d{1,2}:\d\d:\d\d\Z")
_REMAINDER = re.compile(r"(?<=\d) ?(?P<short>[rR]|rem\.?) ?(?=\d{1,3}(?![\w.]))")
_TIMES_MONEY = re.compile(r"(?<=\d )(?P<times>[xX])(?= (?:[£$€]\d|\ue000))")
_FULL_MARK = re.compile(r"(?:__|[:=]|\.{4}|…|[\[(]) ?(?P<mark>/ ?(?P<whole>\d{1,3}))(?![\w/.])")
_TWICE = re.compile(r"(?<![\w.,/-])(?P<each>50|20|10)[-–](?P=each)(?![\w/-]|\.\d| ?%)")
_THOUSANDS = re.compile(r"(?<=\d,\d{3})(?P<dash>\s?[-–]\s?)(?=\d{1,3}(?:,\d{3})+(?!\d))")
_AT_START = re.compile(r"(?m)^(?P<sign>[<>])(?=\d)")
_EQUAL_PLACE = re.compile(
    r"(?<!\w)(?P<place>\d{1,3})(?:st|nd|rd|th)=(?! ?\d)|(?<![\w=])=(?P<joint>\d{1,3})(?:st|nd|rd"
    r"|th)\b"
)
_FEET = re.compile(
    r"(?<![\w.])(?P<feet>\d{1,3})\s?['’′]\s?(?P<inches>\d{1,2}(?:\.\d)?|[½¼¾])\s?(?:[\"”″]|''|’’)"
)
_INCHES_OF_A_FOOT = 12
_FRACTION_INCHES = re.compile(
    r"(?<![\w./\"“])(?:(?P<whole>\d+)[ -])?(?P<above>\d+)/(?P<below>\d+)[\"″](?!\w)"
)
_INCHES = re.compile(
    r"(?<![\w.\"“/])(?P<inches>\d{1,3}(?:\.\d+)?)\s?(?:[\"″](?= ?[x×]"
    r"| (?P<noun>(?!(?:long|wide|tall|high|deep|thick|by|of|and|or|in|across|apart"
    r"|is|x)\b)[a-z]{3,}|TV|LCD|LED)?[a-z]*|\s*\Z)|″)"
)
_FEET_ALONE = re.compile(
    r"(?<![\w.'’‘])(?P<feet>\d{1,3})['’′](?= (?:tall|long|high|wide|deep|x|×)\b)"
)
_FEET_BEFORE = re.compile(
    r"(?P<feet>\d+ ?(?:ft|foot|feet|'|’) (?P<inches>\d{1,2}(?:\.\d+)?) ?in\b)(?P<dot>\.)?"
)
_TIMES = re.compile(r"(?<![\w.])(?P<first>\d+)x(?P<second>\d+)(?:x(?P<third>\d+))?(?!\w)")
_MANY_TIMES = re.compile(
    r"(?<![\w.])(?P<many>\d+(?:\.\d+)?)(?:×(?= [a-z]{2})|x(?= (?:[a-z]{2,}er|more|less|as|the|per"
    r"|a|an|magnif\w*|zoom|speed|objective|lens|table|spoons?|cups?|[a-z]{3,}s)\b)"
    r"(?! (?:over|is|has|was|plus|minus|equals|cos)\b))"
)
_DECIMAL_OUT_OF = re.compile(
    r"(?<![\w.,/-])(?P<part>\d{1,3}\.\d{1,2}) ?/ ?(?P<whole>\d{1,3})(?![\w/.])"
)
_PLURAL = re.compile(
    r"(?i:\b(?:(?:count|skip|step|jump|add|go)[a-z-]* (?:[a-z]+ )?(?:in|by)|how many|sets? of"
    r"|lots of|groups of|two|three|four|five|six|seven|eight|nine|ten|multiples of"
    r"|times tables?:)) (?P<first>\d{1,3})['’]?s\b"
    r"(?:(?:,|,? and|,? or) \d{1,3}['’]?s\b){0,9}"
)
_PLURAL_PART = re.compile(r"(?P<number>\d{1,3})['’]?s\b")
_LONE_INCHES = re.compile(
    r"(?<![\w.])(?P<inches>\d+(?:\.\d+)?) in(?=\s?[=x×,)/]|\.?\s*\Z"
    r"|\s(?:by|long|wide|tall|high|deep|thick|across|apart|square|of rain|of snow|pipe|ruler"
    r"|nail|screen)\b)"
)
_PER = re.compile(
    r"(?<=\d )(?P<counted>[a-z]{2,})/(?P<by>(?:min|minute|hour|hr|h|sec|second|s|day|week|month"
    r"|year|person|child|pupil"
    rf"|student|page|box|pack|gallon|litre|liter|{units.UNIT.pattern}))(?![\w/])"
)
_WORD_QUOTIENT = re.compile(r"(?<=[A-Za-z]{3})(?P<room> ?)/(?P=room)(?=[A-Za-z]{3})")
_LOVE = re.compile(r"(?<=[A-Za-z]) <3(?![\d.]\d|\d)")
_PRESSURE = re.compile(
    r"(?<![\w/])(?P<high>\d{2,3})/(?P<low>\d{2,3}) ?(?P<unit>mmHg)?(?<=[\dg])(?![\w/])"
)


def figures(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such numbers, in words."""
    yield from _counts(text)
    yield from _marks(text)
    if _OF_RATIOS.search(text):
        for match in _RATIO.finditer(text):
            parts = re.split(r"\s?[:∶]\s?", match.group())
            yield english(
                match, FORMULA, " to ".join(number(part.replace(" ", ""), "en") for part in parts)
            )
    for match in _THREE_SIDES.finditer(text):
        if not _OF_A_CLOCK.match(match.group()):
            sides = re.split(" ?: ?", match.group())
            yield english(match, FORMULA, " to ".join(number(side, "en") for side in sides))
    for match in _REMAINDER.finditer(text) if "÷" in text or "divide" in text else ():
        yield english(match, FORMULA, " remainder ")
    for match in _TIMES_MONEY.finditer(text):
        yield english(match, FORMULA, "times")
    for match in _FULL_MARK.finditer(text):
        yield english(match, FORMULA, f" out of {number(match['whole'], 'en')}", "mark")
    for match in _TWICE.finditer(text):
        each = number(match["each"], "en")
        yield english(match, FORMULA, f"{each} {each}")
    for match in _THOUSANDS.finditer(text):
        yield english(match, FORMULA, " to ", "dash")
    for match in _AT_START.finditer(text):
        more = "greater" if match["sign"] == ">" else "less"
        yield english(match, FORMULA, f"{more} than ", "sign")
    for match in _EQUAL_PLACE.finditer(text):
        place = match["place"] or match["joint"]
        said = english_ordinal(int(place))
        yield english(match, FORMULA, f"{said} equal" if match["place"] else f"joint {said}")
    yield from _lengths(text)
    for match in _TIMES.finditer(text):
        sides = [match["first"], match["second"], match["third"]]
        yield english(match, FORMULA, " by ".join(number(side, "en") for side in sides if side))
    for match in _MANY_TIMES.finditer(text):
        yield english(match, FORMULA, f"{number(match['many'], 'en')} times")
    for match in _DECIMAL_OUT_OF.finditer(text):
        part, whole = number(match["part"], "en"), number(match["whole"], "en")
        joint = "out of" if match["whole"] in _FULL_MARKS else "over"
        yield english(match, FORMULA, f"{part} {joint} {whole}")
    for match in _PLURAL.finditer(text):
        for part_of in _PLURAL_PART.finditer(text, match.start("first"), match.end()):
            yield english(part_of, FORMULA, _many(part_of["number"]))
    for match in _LOVE.finditer(text):
        yield english(match, FORMULA, " love")
    if "=" in text:
        for match in _WORD_QUOTIENT.finditer(text, text.index("=")):
            yield english(match, FORMULA, " divided by ")
    for match in _PRESSURE.finditer(text):
        high, low = (number(match[name], "en") for name in ("high", "low"))
        if match["unit"]:
            yield english(match, QUANTITY, f"{high} over {low} millimeters of mercury")


def _counts(text: str) -> Iterator[Found]:
    for match in _FOUR_DIGITS.finditer(text):
        value = int(match.group())
        before = text[max(0, match.start() - 12) : match.start()]
        if (
            _TAKEN_FROM.match(text, match.end())
            or _ERA.match(text, match.end())
            or units.UNIT.match(text, match.end() + 1)
        ):
            continue
        if _IN_LIST.search(before) or _LIST_AFTER.match(text, match.end()):
            yield english(match, QUANTITY, english_cardinal(match.group()))
            continue
        counted = bool(_COUNTED.match(text, match.end()))
        of_years = bool(_OF_YEARS.search(before))
        if (
            value % 1000 == 0
            or value > _LATEST_YEAR
            or (counted and not (of_years and value > 1100))
        ) or (value < 1100 and not of_years and value not in _FAMOUS_YEARS):
            yield english(match, QUANTITY, english_cardinal(match.group()))
        elif value % _HUNDREDS < 10 and value % _HUNDREDS:  # 1905, which wetext has as zero five
            yield english(match, QUANTITY, english_year(value))


def _marks(text: str) -> Iterator[Found]:
    for match in _OUT_OF.finditer(text):
        part, whole, after = int(match["part"]), int(match["whole"]), (match["after"] or " ")[1:]
        before = text[max(0, match.start() - 40) : match.start()]
        if part > whole or whole < 5:
            continue
        scored = match["whole"] in _FULL_MARKS and bool(_SCORES.search(before)) and bool(before)
        scored = scored or bool(_ON_TEST.match(text, match.end("whole")))
        counts = after in _SCORED and whole >= 10 and (after not in ("in", "on", "for") or scored)
        if scored or counts:
            said = f"{english_cardinal(match['part'])} out of {english_cardinal(match['whole'])}"
            yield Found(match.start("part"), match.end("whole"), FORMULA, said, "")


def _lengths(text: str) -> Iterator[Found]:
    for match in _FEET.finditer(text):
        inches = {"½": "a half", "¼": "a quarter", "¾": "three quarters"}.get(match["inches"])
        if match["inches"].isdigit() and int(match["inches"]) >= _INCHES_OF_A_FOOT:
            seconds = f"{number(match['inches'], 'en')} seconds"
            one = match["feet"] == "1"
            minutes = f"{number(match['feet'], 'en')} minute{'s' * (not one)}"
            yield english(match, QUANTITY, f"{minutes} {seconds}")
            continue
        inches = inches or number(match["inches"], "en")
        yield english(match, QUANTITY, f"{_feet(match['feet'])} {inches}")
    for match in _FEET_BEFORE.finditer(text):
        feet = re.match(r"\d+", match["feet"])
        if feet:
            inches = _inches(match["inches"])
            stop = full_stop(match, taken=bool(match["dot"]))
            yield english(match, QUANTITY, f"{_feet(feet.group())} {inches}{stop}")
    for match in _FRACTION_INCHES.finditer(text):
        part = fraction(match["above"], match["below"])
        whole = f"{number(match['whole'], 'en')} and " if match["whole"] else ""
        yield english(match, QUANTITY, f"{whole}{part} inch{'es' if whole else ''}")
    for match in _INCHES.finditer(text):
        if text.count('"', 0, match.start()) % 2 == 0:
            said = _inches("1" if match["noun"] else match["inches"])
            of_noun = said.replace("one", number(match["inches"], "en"), 1)
            yield english(match, QUANTITY, of_noun if match["noun"] else said)
    for match in _LONE_INCHES.finditer(text):
        yield english(match, QUANTITY, _inches(match["inches"]))
    for match in _PER.finditer(text):
        if not units.UNIT.fullmatch(match["counted"]):
            by = match["by"]
            is_unit = units.UNIT.fullmatch(by)
            unit = units.said(by, many=False, language="en") if is_unit else by
            yield english(match, QUANTITY, f"{match['counted']} per {unit}")
    for match in _FEET_ALONE.finditer(text):
        yield english(match, QUANTITY, _feet(match["feet"]))


def _many(written: str) -> str:
    """ "twos", "sixes", "twenties": several of a number."""
    words = english_cardinal(written)
    if words.endswith("y"):
        return f"{words[:-1]}ies"
    return f"{words}{'es' if words.endswith('x') else 's'}"


def _feet(written: str) -> str:
    return f"{number(written, 'en')} {'foot' if written == '1' else 'feet'}"


def _inches(written: str) -> str:
    return f"{number(written, 'en')} {'inch' if written == '1' else 'inches'}"
