"""Says a place of a text as what somebody says that it is: SSML's say-as, with what Google, Amazon
and Microsoft take besides, and a few kinds that worksheets need."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..letters import plain
from ..semiotic import units
from ..semiotic.calendar import said_date
from ..semiotic.formulas.english import fraction as english_fraction
from ..semiotic.numerals import (
    digits,
    english_cardinal,
    english_ordinal,
    english_year,
    fraction_of,
    mandarin_cardinal,
    number,
    without_and,
)
from ..semiotic.roman.finding import value_of
from ..style import DATE_ORDERS, DEFAULT, ReadingStyle
from .characters import one_by_one

DATE = "date"
DATE_FORMATS = (*DATE_ORDERS, "dm", "md", "ym", "my", "y")
_NUMBER = re.compile(r"(?P<sign>[-−+–]?)(?P<value>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|\.[0-9]+)\Z")
_ORDINAL = re.compile(r"(?:第)?([0-9]+)(?:st|nd|rd|th|\.)?\Z", re.IGNORECASE)
_FRACTION = re.compile(r"(?:(?:[0-9]+ )?[0-9]+[/⁄∕][0-9]+|[0-9]*[½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚])\Z")
_UNIT = re.compile(rf"(?P<value>[-−]?[0-9]+(?:\.[0-9]+)?)?\s?(?P<unit>{units.UNIT.pattern})\Z")
_FIGURES = re.compile(r"[0-9]+")
_WRITTEN_DATE = re.compile(r"[0-9]{1,4}(?:\s?[-−–/.年月]\s?[0-9]{1,4}){0,2}\s?[年月日号]?\Z")
_HOUSE = re.compile(r"[0-9]+(?![0-9]|st|nd|rd|th)")
_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})[:.：h](?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?"
    r"(?:\s?(?P<half>[ap])\.?m\.?)?\Z",
    re.IGNORECASE,
)
_TWO = re.compile(
    r"(?P<one>[-−]?[0-9]+(?:\.[0-9]+)?)\s?[-−–—~～:：比×x/]\s?(?P<two>[0-9]+(?:\.[0-9]+)?)\Z",
    re.IGNORECASE,
)
_STREET = re.compile(r"\b(St|Ave|Rd|Dr|Blvd|Ln|Sq|Hwy|Apt|No)\b\.?")
_STREETS = {
    "St": "street", "Ave": "avenue", "Rd": "road", "Dr": "drive", "Blvd": "boulevard",
    "Ln": "lane", "Sq": "square", "Hwy": "highway", "Apt": "apartment", "No": "number",
}  # fmt: skip


class CannotSay(ValueError):
    """The written text is none of that kind."""


def said_as(
    written: str, kind: str, *, form: str = "", language: str = "en", style: ReadingStyle = DEFAULT
) -> str:
    """The words for a place of a text, read as one of KINDS in "zh" or "en".

    `form` is the order of a date's figures (one of DATE_FORMATS; empty: that of the style). Raises
    CannotSay where the text can't be that: "cat" is no fraction.
    """
    text = " ".join(plain(written).split())
    said = _date(text, form, language, style) if kind == DATE else _KINDS[kind](text, language)
    return said if style.english_and or language == "zh" else without_and(said)


def _characters(text: str, language: str) -> str:
    return one_by_one(text, language)


def _cardinal(text: str, language: str) -> str:
    if value := value_of(text):
        text = str(value)
    match = _NUMBER.match(text.replace("，", ","))
    if not match:
        raise CannotSay(text)
    sign = {"-": ("minus ", "负"), "−": ("minus ", "负"), "–": ("minus ", "负")}.get(match["sign"])
    return f"{sign[language == 'zh'] if sign else ''}{number(match['value'], language)}"


def _ordinal(text: str, language: str) -> str:
    match = _ORDINAL.match(text)
    value = int(match[1]) if match else value_of(text)
    if not value or value >= 10**15:
        raise CannotSay(text)
    return f"第{mandarin_cardinal(str(value))}" if language == "zh" else english_ordinal(value)


def _digits(text: str, language: str) -> str:
    if not _FIGURES.search(text):
        raise CannotSay(text)
    joint, point = ("", "点") if language == "zh" else (" ", " point ")
    groups = re.split(r"(?<=[0-9])\.(?=[0-9])", text)
    return point.join(joint.join(digits(c, language) for c in _plain_digits(g)) for g in groups)


def _plain_digits(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isdecimal())


def _fraction(text: str, language: str) -> str:
    if not _FRACTION.match(text):
        raise CannotSay(text)
    whole, above, below = fraction_of(text.replace("⁄", "/").replace("∕", "/"))
    if not int(below):
        raise CannotSay(text)
    if language == "zh":
        part = f"{number(below, 'zh')}分之{number(above, 'zh')}"
        return f"{number(whole, 'zh')}又{part}" if whole else part
    part = english_fraction(above, below)
    return f"{number(whole, 'en')} and {part}" if whole else part


def _unit(text: str, language: str) -> str:
    match = _UNIT.match(text)
    if not match:
        raise CannotSay(text)
    value = match["value"]
    said = units.said(match["unit"], many=value != "1", language=language)
    if not value:
        return said
    amount = _cardinal(value, language)
    return f"{amount}{said}" if language == "zh" else f"{amount} {said}"


def _date(text: str, form: str, language: str, style: ReadingStyle) -> str:
    if not _WRITTEN_DATE.match(text):
        raise CannotSay(text)
    form = form or _likely_form(text, style)
    figures = [int(each) for each in _FIGURES.findall(text)[:4] if len(each) <= 4]
    if form not in DATE_FORMATS or len(figures) != len(form):
        raise CannotSay(text)
    parts = dict(zip(form, figures, strict=True))
    year, month, day = parts.get("y"), parts.get("m"), parts.get("d")
    if not (1 <= (month or 1) <= 12 and 1 <= (day or 1) <= 31):
        raise CannotSay(text)
    if year is not None and year < 100:
        year += 2000 if year < 70 else 1900
    return said_date(year, month, day, language, day_first=form.index("d") < form.index("m")
                     if {"d", "m"} <= set(form) else False)  # fmt: skip


def _likely_form(text: str, style: ReadingStyle) -> str:
    figures = _FIGURES.findall(text)
    if len(figures) == 3:
        return "ymd" if len(figures[0]) == 4 else style.date_order
    if len(figures) == 2:
        if len(figures[0]) == 4:
            return "ym"
        if len(figures[1]) == 4:
            return "my"
        return "dm" if style.date_order == "dmy" else "md"
    return "y" if figures and len(figures[0]) == 4 else ""


def _time(text: str, language: str) -> str:
    match = _TIME.match(text)
    if not match or int(match["hour"]) > 24:
        raise CannotSay(text)
    hour, minute, second = int(match["hour"]), match["minute"], match["second"]
    half = (match["half"] or "").lower()
    if language == "zh":
        said = f"{'两' if hour == 2 else mandarin_cardinal(str(hour))}点"
        if int(minute):
            zero = "零" if minute[0] == "0" else ""
            said += f"{zero}{mandarin_cardinal(str(int(minute)))}分"
        said += f"{mandarin_cardinal(str(int(second)))}秒" if second else ""
        return {"a": "上午", "p": "下午"}.get(half, "") + said
    said = english_cardinal(str(hour))
    if int(minute):
        late = f"oh {digits(minute[1], 'en')}" if minute[0] == "0" else number(minute, "en")
        said += f" {late}"
    elif not half:
        said += " o'clock" if hour <= 12 else " hundred hours"
    said += f" and {number(str(int(second)), 'en')} seconds" if second else ""
    return (
        f"{said} {half.upper()} M".replace(" A M", f" {one_by_one('am', 'en')}") if half else said
    )


def _telephone(text: str, language: str) -> str:
    groups = _FIGURES.findall(text)
    if not groups:
        raise CannotSay(text)
    plus = text.lstrip().startswith("+")
    if language == "zh":
        said = "，".join(digits(each, "zh").replace("一", "幺") for each in groups)
        return "加" * plus + said
    return "plus " * plus + ", ".join(digits(each, "en") for each in groups)


def _address(text: str, language: str) -> str:
    if language == "zh":
        return _FIGURES.sub(lambda match: digits(match.group(), "zh").replace("一", "幺"), text)
    text = _STREET.sub(lambda match: _STREETS[match[1]], text)
    return _HOUSE.sub(lambda match: _house(match.group()), text)


def _house(figures: str) -> str:
    if len(figures) == 4 and not figures.endswith("00"):
        return english_year(int(figures))
    return english_cardinal(figures) if len(figures) < 4 else digits(figures, "en")


def _expletive(_: str, language: str) -> str:
    return "哔" if language == "zh" else "bleep"


def _year(text: str, language: str) -> str:
    if not re.fullmatch(r"[0-9]{1,4}年?", text):
        raise CannotSay(text)
    figures = text.removesuffix("年")
    if language == "zh":
        return digits(figures, "zh") + ("年" if text.endswith("年") else "")
    return english_year(int(figures))


def _between(english: str, mandarin: str) -> Callable[[str, str], str]:
    """Two numbers with a word between them."""

    def said(text: str, language: str) -> str:
        match = _TWO.match(text)
        if not match:
            raise CannotSay(text)
        one, two = _cardinal(match["one"], language), _cardinal(match["two"], language)
        if language == "zh":
            return f"{one}{mandarin}{two}"
        return " ".join(filter(None, (one, english, two)))

    return said


_KINDS: dict[str, Callable[[str, str], str]] = {
    "characters": _characters, "spell-out": _characters, "verbatim": _characters,
    "cardinal": _cardinal, "number": _cardinal, "ordinal": _ordinal, "digits": _digits,
    "fraction": _fraction, "unit": _unit, "time": _time, "telephone": _telephone,
    "address": _address, "expletive": _expletive, "year": _year,
    "range": _between("to", "到"), "minus": _between("minus", "减"), "score": _between("", "比"),
    "ratio": _between("to", "比"), "by": _between("by", "乘"),
}  # fmt: skip
KINDS = (*_KINDS, DATE)
"""What a text can be said as."""


def with_form(kind: str, form: str) -> str:
    """A kind and its form in one: "date:dmy"; `kind_and_form` takes it apart."""
    return f"{kind}:{form}" if form else kind


def kind_and_form(value: str) -> tuple[str, str] | None:
    """The parts of what `with_form` joined; None where there is no such kind or form."""
    kind, _, form = value.partition(":")
    if kind not in KINDS or (form and (kind != DATE or form not in DATE_FORMATS)):
        return None
    return kind, form
