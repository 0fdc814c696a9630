"""Measures in words cut short: "30 m.p.h.", "10 sq m", "8 fl oz", "12 st 4 lb", "3 kWh/day"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from .. import units
from ..formulas.english import fraction
from ..found import QUANTITY, Found
from ..numerals import fraction_of, number
from .found import english, full_stop

_WORDS = {
    "m.p.h": "miles per hour", "mph": "miles per hour", "k.p.h": "kilometers per hour",
    "fl oz": "fluid ounces", "fl. oz": "fluid ounces", "mm Hg": "millimeters of mercury",
    "st": "stone", "M": "molar", "degrees C": "degrees Celsius", "degrees F": "degrees Fahrenheit",
    "deg C": "degrees Celsius",
    "deg F": "degrees Fahrenheit", "ms⁻¹": "meters per second", "ms⁻²": "meters per second squared",
    "ms-1": "meters per second", "ms-2": "meters per second squared",
    "rev/min": "revolutions per minute",
    "c.c": "cubic centimeters", "r.p.m": "revolutions per minute", "h.p": "horsepower",
    "hp": "horsepower", "mb": "millibars",
}  # fmt: skip
_SHORT = re.compile(
    r"(?<=\d) ?(?P<short>m\.p\.h|k\.p\.h|c\.c|r\.p\.m|h\.p|hp|fl\.? oz|mm Hg"
    r"|st(?= \d+ ?lb| ?= ?\d|[.,;)]|\s*\Z)(?<= st)(?<!21 st)"
    r"|deg(?:rees)? [CF]"
    r"|M(?= (?:H|Na|K|Cu|solution|acid|[A-Z][a-z]?[A-Z]))|ms⁻[¹²]|ms-[12]"
    r"|(?<=1[0-9]{2} )mb|(?<=[0-9]{4} )mb|(?<=9[0-9]{2} )mb|rev/min)(?![\w])(?P<dot>\.?)"
)
_POWER = re.compile(r"(?<=\d )(?P<power>sq|cu)\.? (?P<unit>mm|cm|km|m|ft|in|mi|yd)\b\.?")
_PER_WORD = re.compile(
    r"(?<=\d )[A-Za-zµ²³°]{1,5}(?P<slash>/)(?=(?:day|week|month|year|person|child|night|hour"
    r"|litre|liter|gallon|pint|hectare|acre|mile|minute|second|pupil|head)\b)"
)


_NOUNS = (
    r"bulb|lamp|laser|light|resistor|capacitor|supply|battery|cell|motor|heater|kettle|fuse"
    r"|race|sprint|relay|hurdles|swim|freestyle|backstroke|breaststroke|butterfly|dash|screen"
    r"|camera|engine|lorry|van|truck|steak|burger|tank|packet|tin|jar|carton|plug|socket|circuit"
    r"|motorbike|bike|drive|card|disk|processor|monitor|aerial|track|course|board|sheet|tube|pipe"
    r"|ruler|rope|bag|bottle|jug|beaker|hike|run|walk|mass|weight|wire|string|cable|gun|pool"
)
_ATTRIBUTE = re.compile(
    rf"(?<![\w.,:/-])(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?) ?"
    rf"(?P<unit>(?:k|M|m)?[WVΩ]|[µμnp]F|nm|mA"
    r"|A(?= (?:fuse|plug|socket|circuit|supply))|mm|cm|m|km|kg|g|ml|mL|kN|N|L|t|oz|cc"
    r"|MP|[MGT]B|[MGk]?Hz|[MG]bps|inch)"
    rf"(?= (?:{_NOUNS})s?\b)"
)
_SIDE = r"\d+(?:\.\d+)? ?(?:mm|cm|km|m|ft|in|yd|px)?"
_BY = re.compile(
    rf"(?<=\d)(?:mm|cm|km|m|ft|in|px)?(?P<by> ?[x×] ?)(?=\d+(?:\.\d+)?(?: ?[x×] ?{_SIDE})?"
    r" ?(?:mm|cm|km|m|ft|px|pixels|inch(?:es)?|metres|meters)\b(?! ?[=×x*/+²³]))"
    rf"|(?<=\d )(?:mm|cm|km|m|ft|px)(?P<after> [x×] )(?={_SIDE}(?! ?[=²³]))"
)
_LEGS = re.compile(r"(?<![\w.])(?P<legs>\d{1,2})(?P<by> ?[x×] ?)(?=\d{2,4} ?m\b)")
_PENCE_PER = re.compile(
    r"(?<=\d)(?P<pence>p)/(?P<by>"
    r"kg|g|litre|liter|l|L|m|min|mile|kWh|day|unit)\b"
)
_SQUARE_INCH = re.compile(r"(?<=\d )(?P<unit>lbs?|N|kg)/(?P<power>in|ft|yd)(?P<by>[²³23])(?!\w)")
_PER_HUNDRED = re.compile(
    r"(?<=\d)(?P<unit> ?(?:l|L|g|kWh|kJ|kcal|mg|p))/(?P<number>\d{1,4}) ?(?P<of>km|g|ml|mL)\b"
)
_IN_UNIT = re.compile(
    r"(?i:\b(?:in|to|into|how many|number of|measured in|units?:?) |(?<!/)\()"
    r"(?P<unit>mm|cm|km|kg|mins?(?=[.,;?]|\s*\Z)|mg|mL|ml"
    r"|kJ|kPa|kWh|MHz|kHz|Hz|°C|°F|kW|MW|mph|dm|kN|GB|MB|Pa|cl|cL)"
    r"(?:(?P<and> (?:and|or|to) |, ?)(?P<second>mm|cm|km|kg|mg|mL|ml|kJ|m|g|L|l|Pa|°F|K))?"
    r"(?![\w/²³^·]| ?=)"
)
_QUOTIENT = re.compile(
    r"(?:(?<=\b(?:in|or|as|to|of) )|(?<= \())"
    r"(?P<unit>[A-Za-zµ°]{1,4}/[A-Za-z]{1,3}[²³23]?)(?![\w/])"
)
_CONVERTED = re.compile(
    r"(?<![\w/.→] )(?<![\w/])(?P<one>[a-zA-Z]{1,3}) ?→ ?"
    r"(?P<other>[a-zA-Z]{1,3})(?![\w/])"
)
_NEWTON = re.compile(r"(?<=\d )kg m(?P<by>/s²|/s| s⁻²| s⁻¹)(?![\w⁻²])")
_ONE = re.compile(r"(?<![\d.,])1 \Z")
_KELVIN = re.compile(r"(?<=\d) K(?= (?:is|to|and|or|at|in)\b)")
_TO_LETTER = re.compile(
    r"(?i:\bconvert(?: \d[\d.,]* ?[a-zµ]{1,4}| [a-zµ]{1,2})? (?:in)?to |\bhow many )"
    r"(?P<unit>[mgLl])"
    r"(?![\w/²³'’])"
)
_PART_OF = re.compile(
    r"(?<![\w./])(?P<whole>\d{1,2})?(?P<part>[½¼¾⅓⅔⅛⅜⅝⅞]|(?<!\d)[1-9]/[2-8])[ -]"
    r"(?P<of>an? )?(?P<noun>cup|mile|inch|pint|teaspoon|tablespoon|tsp|tbsp|hour|price|million"
    r"|metre|meter"
    r"|litre|liter|hr|dozen|turn)\b(?!s)"
)
_NOUN_OF = {"tsp": "teaspoon", "tbsp": "tablespoon", "hr": "hour"}
_BUILT_ON = frozenset(["hour", "inch"])


_DEGREES = re.compile(
    r"(?<=\d)(?: ?[º˚]| ?° (?=[CF]\b)| ?⁰ ?(?=[CF]\b)| ?oC\b) ?(?P<scale>[CF]?)(?!\w)"
)
_HYPHENED = re.compile(
    rf"(?<![\w.,:/-])(?P<number>\d+(?:\.\d+)?)-(?P<unit>{units.UNIT.pattern})"
    r"(?= [a-z]|-(?:long|wide|tall|high|deep|thick|old)\b)(?<![ACKHT])"
)
_SQUARED_ALONE = re.compile(
    r"(?<![\w./·⋅-])(?<!\d )(?P<unit>(?:mm|cm|dm|km)[²³])(?![\w/⁻])"
    r"|(?:(?<=\bper )|(?<=\bin )|(?<=\()|(?<=: ))(?P<of_meters>m[²³])"
    r"(?=[).,;:?!]|\s|\Z)(?! ?[+=−×])"
)
_COMPOUND_ALONE = re.compile(
    r"(?:(?<=\bin )|(?<=\()|(?<=\bof )|(?<=\bis )|(?<=/ ))"
    rf"(?=[^\s()]{{1,6}}(?:\s[^\s()]{{1,6}}){{0,2}}⁻|[A-Za-z]{{1,4}}/\()"
    rf"(?P<unit>{units.UNIT.pattern})"
)
_PHYSICAL = (
    r"[Ff]orce|[Tt]ime|[Dd]istance|[Ll]ength|[Mm]ass|[Vv]olume|[Tt]emperature|[Ss]peed|[Hh]eight"
    r"|[Cc]urrent|[Vv]oltage|[Pp]ressure|[Ee]nergy|[Pp]ower|[Rr]esistance|[Ee]xtension|[Ww]eight"
    r"|[Vv]elocity|[Dd]epth|[Ww]idth|[Aa]rea|[Dd]isplacement|[Cc]harge|[Ww]avelength|[Ff]requency"
)
_HEADING = re.compile(
    rf"\b(?:{_PHYSICAL})(?: ?(?P<slash>/) ?| \()(?P<unit>{units.UNIT.pattern})"
    r"(?:(?<!\w)\)|(?=\)|\s|,|\Z))"
)
_STOPPED = re.compile(
    r"(?<![\w.,/-])(?P<number>\d+(?:\.\d+)?|[½¼¾]) ?"
    r"(?P<unit>tsp|tbsp|oz|lbs?|ft|yds?|pt|qt|gal|hrs?|mins?|secs?)\."
    r"(?= [a-z])"
)


_CHARGE_OR_FIELD = re.compile(
    r"(?:\b(?:charge|field|flux density|inductance|inductor)\b[^.\d\n]{0,24}"
    r"|(?<!\w)[QqBL] ?= ?)(?P<quantity>(?P<number>\d+(?:\.\d+)?) (?P<unit>[CTH]))(?![\w'’/²³⁻-])"
)
_TESLA = re.compile(r"(?<![\w.,])(?P<number>\d+\.\d+|\d+(?= T (?:magnet|field))) T(?![\w'’/²³⁻-])")
_LONE = re.compile(
    r"(?<![\w/.·⋅$£€(-])(?<![\d½¼¾⅓⅔⅛²³⁰¹⁴⁵⁶⁷⁸⁹=] )(?P<unit>mm|cm|dm|km|kg|mg|mL|ml|kJ|kN|kW|kWh"
    r"|kHz|MHz|GHz|kPa|µm|mAh)(?![\w/²³^·⋅⁻'’-]|\.\w| ?[=×+°])(?! [ms]\b)"
)
"""Units that are nothing else, without a figure: "mm, cm", "a few km", "x kg"."""
_BEFORE_ONE = re.compile(r"(?i:\b(?:a|an|one|per|each|every|1|the)) \Z")
_LONE_QUOTIENT = re.compile(
    r"(?m)(?:^|(?<=: )|(?<=, )|(?<= is )|(?<= are ))(?P<unit>[A-Za-zµ]{1,2}"
    r"/(?:s²|s|h|m²|m³|kg|cm³|km²|min|dm³|cm²))(?=\s*(?:$|[,.;]))|(?<![\w/.])(?P<typed>ms-[12])(?!\w)"
)
_OVEN = re.compile(r"(?<=°[CF])(?P<slash> ?/ ?)(?=\d{2,3} ?°[CF])")
_PER_DAY = re.compile(r"(?<=[gl]/kg)(?P<slash>/)(?=(?:day|d|h|hour|min|week)\b)")
_MAP = re.compile(r"(?:(?<=\d cm)|(?<=\d mm)|(?<=\dcm)|(?<=\dmm))(?P<colon>\s?:\s?)(?=\d)")
_PHOTO = re.compile(r"(?<![\w.])(?P<wide>\d{1,3})[\"″] ?[x×] ?(?P<high>\d{1,3})[\"″](?!\w)")
_CHARGES_AND_FIELDS = {"C": "coulombs", "T": "tesla", "H": "henries"}
_BETWEEN = re.compile(
    r"(?<=\d )(?P<unit>°[CF]|[kcm]?m|k?g|m?l|s|min|h)(?P<dash> [–—] )"
    r"(?=[−-]?\d+(?:\.\d+)? (?P=unit)(?!\w))"
)


def measures(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such units, in words."""
    for match in _SHORT.finditer(text):
        stop = full_stop(match, taken=bool(match["dot"]))
        said = _WORDS[match["short"].replace("fl. oz", "fl oz")]
        yield english(match, QUANTITY, f" {said}{stop}")
    for match in _POWER.finditer(text):
        unit = units.said(match["unit"].replace("in", "in."), many=True, language="en")
        stop = full_stop(match)
        yield english(
            match, QUANTITY, f"{'square' if match['power'] == 'sq' else 'cubic'} {unit}{stop}"
        )
    for match in _DEGREES.finditer(text):
        scale = {"C": " Celsius", "F": " Fahrenheit"}.get(match["scale"] or match.group()[-1], "")
        yield english(match, QUANTITY, f" degrees{scale}")
    for match in _HYPHENED.finditer(text):
        unit = units.said(match["unit"], many=False, language="en")
        yield english(match, QUANTITY, f"{number(match['number'], 'en')} {unit}")
    for match in _STOPPED.finditer(text):
        _, above, below = fraction_of(match["number"])
        said = fraction(above, below) if below else number(match["number"], "en")
        one = match["number"] == "1"
        unit = units.said(match["unit"], many=not one and not below, language="en")
        yield english(match, QUANTITY, f"{said}{' of a' * bool(below)} {unit}")
    for match in _CHARGE_OR_FIELD.finditer(text):
        unit = _CHARGES_AND_FIELDS[match["unit"]]
        yield english(match, QUANTITY, f"{number(match['number'], 'en')} {unit}", "quantity")
    for match in _TESLA.finditer(text):
        yield english(match, QUANTITY, f"{number(match['number'], 'en')} tesla")
    for match in _OVEN.finditer(text):
        yield english(match, QUANTITY, " or ", "slash")
    for match in _PER_DAY.finditer(text):
        yield english(match, QUANTITY, " per ", "slash")
    for match in _MAP.finditer(text):
        yield english(match, QUANTITY, " to ", "colon")
    for match in _PHOTO.finditer(text):
        wide, high = number(match["wide"], "en"), number(match["high"], "en")
        yield english(match, QUANTITY, f"{wide} inches by {high} inches")
    for match in _BETWEEN.finditer(text) if "=" not in text else ():
        yield english(match, QUANTITY, " to ", "dash")
    yield from _alone(text)
    yield from _compound(text)
    for match in _PART_OF.finditer(text):
        if match["whole"] or not (said := _part_of(match, text)):
            continue
        yield english(match, QUANTITY, said)
    for match in _PER_WORD.finditer(text):
        yield english(match, QUANTITY, " per ", "slash")


def _alone(text: str) -> Iterator[Found]:
    """Units without a number: "in cm²", "Force (N)", "Time / s"."""
    for match in _HEADING.finditer(text):
        said = units.said(match["unit"], many=True, language="en")
        if match["slash"]:
            start, end = match.start("slash"), match.end("unit")
            yield Found(start, end, QUANTITY, f" in {said}", "")
        elif said:
            yield english(match, QUANTITY, said, "unit")
    for match in _LONE.finditer(text):
        one = _BEFORE_ONE.search(text[max(0, match.start() - 6) : match.start()])
        yield english(match, QUANTITY, units.said(match["unit"], many=not one, language="en"))
    for match in _LONE_QUOTIENT.finditer(text):
        written = match["unit"] or match["typed"].replace("-1", "⁻¹").replace("-2", "⁻²")
        if units.UNIT.fullmatch(written):
            yield english(match, QUANTITY, units.said(written, many=True, language="en"))
    for match in _SQUARED_ALONE.finditer(text):
        name = "unit" if match["unit"] else "of_meters"
        is_below = text.endswith("per ", 0, match.start(name))
        said = units.said(match[name], many=not is_below, language="en")
        yield english(match, QUANTITY, said, name)
    for match in _COMPOUND_ALONE.finditer(text):
        said = units.said(match["unit"], many=True, language="en")
        yield english(match, QUANTITY, said, "unit")


def _compound(text: str) -> Iterator[Found]:
    """Units before nouns, sides of areas, units by units, and units that stand alone."""
    for match in _ATTRIBUTE.finditer(text):
        unit = units.said(match["unit"], many=False, language="en")
        yield english(match, QUANTITY, f"{number(match['number'], 'en')} {unit}")
    for match in _BY.finditer(text) if "=" not in text else ():
        yield english(match, QUANTITY, " by ", "by" if match["by"] else "after")
    for match in _LEGS.finditer(text):
        yield english(match, QUANTITY, f"{number(match['legs'], 'en')} by ")
    for match in _PENCE_PER.finditer(text):
        by = match["by"]
        is_unit = units.UNIT.fullmatch(by)
        unit = units.said(by, many=False, language="en") if is_unit else by
        yield english(match, QUANTITY, f" p per {unit}")
    for match in _SQUARE_INCH.finditer(text):
        unit = units.said(match["unit"], many=True, language="en")
        by = {"in": "inch", "ft": "foot", "yd": "yard"}[match["power"]]
        power = "square" if match["by"] in "²2" else "cubic"
        yield english(match, QUANTITY, f"{unit} per {power} {by}")
    for match in _PER_HUNDRED.finditer(text):
        unit = match["unit"].strip()
        unit = unit if unit == "p" else units.said(unit, many=True, language="en")
        of = units.said(match["of"], many=match["number"] != "1", language="en")
        many = "hundred" if match["number"] == "100" else number(match["number"], "en")
        yield english(match, QUANTITY, f" {unit} per {many} {of}")
    for match in _QUOTIENT.finditer(text):
        if match["unit"] != "N/A" and units.UNIT.fullmatch(match["unit"]):
            yield english(match, QUANTITY, units.said(match["unit"], many=True, language="en"))
    for match in _CONVERTED.finditer(text):
        pair = (match["one"], match["other"])
        if all(unit in units.UNITS for unit in pair) and max(map(len, pair)) > 1:
            one, other = (units.said(unit, many=True, language="en") for unit in pair)
            yield english(match, QUANTITY, f"{one} to {other}")
    for match in _NEWTON.finditer(text):
        by = match["by"]
        said = units.said(
            f"m{by}",
            many=not _ONE.search(text[max(0, match.start() - 3) : match.start()]),
            language="en",
        )
        yield english(match, QUANTITY, f"kilogram {said}")
    for match in _KELVIN.finditer(text):
        yield english(match, QUANTITY, " kelvin")
    for match in _IN_UNIT.finditer(text):
        for name in ("unit", "second"):
            if match[name]:
                said = units.said(match[name], many=True, language="en")
                yield english(match, QUANTITY, said or match[name], name)
    for match in _TO_LETTER.finditer(text):
        said = units.said(match["unit"], many=True, language="en")
        yield english(match, QUANTITY, said, "unit")


def _part_of(match: re.Match[str], text: str) -> str:
    """ "half a mile", "three quarters of a cup", "half price", "a quarter turn"."""
    noun = _NOUN_OF.get(match["noun"], match["noun"])
    _, above, below = fraction_of(match["part"])
    article = "an" if noun in _BUILT_ON else "a"
    part = fraction(above, below).removeprefix("one ")
    is_half = part == "half"
    if noun == "price":
        return f"{part} price"
    follows_article = text[: match.start()].endswith(("a ", "an ", "A "))
    if noun == "turn" or follows_article:
        return f"{part} {noun}" if above == "1" else ""
    if is_half:
        return f"half {article} {noun}"
    return f"{'a ' if above == '1' else ''}{part} of {article} {noun}"
