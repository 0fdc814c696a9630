"""Marks that touch words and figures: "51° N", "three £s", "A*–C", "a 6′ fence", "A --> B"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....style import ReadingStyle
from ...found import SYMBOL, Found
from ...letters import spelled
from ...numerals import digits, english_cardinal, english_ordinal, english_year, number
from ..found import english
from .mentions import POINTS

_COMPASS = {"N": "north", "S": "south", "E": "east", "W": "west"}
_PLACE = re.compile(r"(?:(?<=°)|(?<=\d[′″'\"’”])) ?(?P<way>[NSEW])(?=[,;.)]|\s|/|\Z)")
_BEARING = re.compile(r"(?<![\w.'])(?P<way>[NS])(?= ?\d{1,2}(?:\.\d)?° ?[EW]\b)")
_COINS = {"£": "pounds", "$": "dollars", "€": "euros", "₤": "pounds"}
_MANY_COINS = re.compile(r"(?<![\w£$€])(?P<sign>[£$€])['’]?s(?!\w)")
_LIRA = re.compile(r"₤ ?(?P<amount>\d{1,3}(?:,\d{3})+|\d+)(?P<pence>\.\d\d)?(?![\d,])")
_LETTER_GRADE = r"[A-G](?:\*{1,2}|\+)?"
_GRADES = re.compile(
    rf"(?<![\w*.])(?P<best>[A-G])(?P<stars>\*{{1,2}}) ?[-–—] ?(?={_LETTER_GRADE}(?![\w*]))"
)
_STARRED = re.compile(r"(?<![\w*.])(?P<grade>[A-E])(?P<stars>\*{1,2})['’]?s(?!\w)")
_AS_ADJECTIVE = re.compile(
    r"(?<=\d)°(?= (?:angles?|turns?|rotations?|bends?|slopes?|corners?|view|arc|clockwise (?:turn"
    r"|rotation)|anti-?clockwise (?:turn|rotation)|heat|incline)\b)"
)
_OF_FEET = re.compile(r"\b[Aa]n? (?P<number>\d{1,3})[′'’](?= [a-z]{3})")
_ORDINAL = re.compile(r"(?<![\w.])(?P<number>\d{1,2})[ºª](?=[ ,.;)]|\Z)(?! ?[CFNSEW]\b)")
_COPYRIGHT_YEAR = re.compile(
    r"(?:©|\b[Cc]opyright\b)(?:\ufe0f?|[^\n\d]{1,40}?)(?P<year>(?:19|20)\d\d)(?![\d/.:])"
    r"(?:(?P<dash> ?[-–—] ?)(?P<until>(?:19|20)\d\d)(?!\d))?"
)
_RATIO_OF_WORDS = re.compile(r"(?<=[a-z]) (?P<sign>[:∶]) (?=[a-z]+ ?(?:=|is\b|are\b))")
_CALLED = re.compile("(?<=[☎✆📞📱])\ufe0f? ?(?P<digits>\\+?\\d[\\d -]{4,16}\\d)(?![\\d.])")
_WRITES = r"\b(?i:use|put|with|in|add|write|draw|insert|type|the)"
_SAID = {
    r"(?<=\w )<-{1,2}>(?= \w)": "both ways",
    r"(?<=\w )[-=]{2,3}>(?= ?\w)": "to",
    r"(?<=\w )<[-=]{2,3}(?= ?\w)": "from",
    r"(?<=\b[A-Za-z\d] )>>(?= [A-Za-z\d]\b)": "is much greater than",
    r"(?<=\b[A-Za-z\d] )<<(?= [A-Za-z\d]\b)": "is much less than",
    r"(?:(?<=[a-z,:] )|(?<![^\n]))//(?= (?:means?|for|is|shows?|marks?|to)\b)": "double slash",
    r"(?:(?<=[a-z,:] )|(?<![^\n]))\^(?= (?:means?|for|is|shows?|marks?|to)\b)": "caret",
    r"(?:(?<=[a-z,:] )|(?<![^\n]))~(?= (?:means?|is|shows?|marks?|stands)\b)": "tilde",
    r"\b(?i:use|with|type|put|as|an?|the|than) [\"“'‘]?(?P<sign>_)(?=[\"”'’]? [a-z])": "underscore",
    r"(?<![\w.])[µμ](?= ?[=:])": "mu",
    r"(?<=\b[Aa] )\+(?=[.,;?!]| (?:or|and|sign|in|to|at|on|means?)\b)": "plus",
    r"(?<=\b[Aa] )[-−–](?=[.,;?!]| (?:or|and|sign|in|to|at|on|means?)\b|\s*\Z)": "minus",
    r"(?<=\b[Aa] )×(?=[?!]| (?:or|and) an? [÷+−–-])": "times",
    r"(?<=\b[Aa] )÷(?=[.,;?!]| (?:or|and|sign|in|to|at|on|means?)\b|\s*\Z)": "divide",
    r"(?<=\b[Aa]n )=(?=[.,;?!]| (?:or|and|sign|in|to|at|on|means?)\b|\s*\Z)": "equals",
    r"(?<=\b[Aa] )[<](?=[.,;?!]| (?:or|and|sign|in|to|at|on|means?)\b|\s*\Z)": "less than",
    r"(?<=\b[Aa] )[>](?=[.,;?!]| (?:or|and|sign|in|to|at|on|means?)\b|\s*\Z)": "greater than",
    r"(?<=[©®] )™(?=\s*\Z)": "trademark",
    r"(?<![\w.])▲(?= ?\d[\d.]*%)": "up",
    r"(?<![\w.])▼(?= ?\d[\d.]*%)": "down",
    r"[✓✔]['’]?s(?!\w)": "ticks",
    r"[✗✘]['’]?s(?!\w)": "crosses",
    rf"{_WRITES} (?P<sign>\( ?\))(?= [a-z])": "brackets",
    rf"{_WRITES} (?P<sign>\[ ?\])(?= [a-z])": "square brackets",
    rf"{_WRITES} (?P<sign>\{{ ?\}})(?= [a-z])": "curly brackets",
    r"(?:(?m:^)|(?<=, ))[—–](?= is (?:an?|called) )": "dash",
    r"(?:(?m:^)|(?<=, ))-(?= is (?:an?|called) )": "hyphen",
    r"(?<![\w/.])50/50(?![\w/])": "fifty fifty",
    r"(?<![\w/])A/C(?![\w/])(?! no\b)": "A C",
    r"(?m:^)[¥￥](?= is (?:for|the)\b)": "yen",
    r"◐(?= ?=)": "half circle",
}
_POINTED = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Tt]his|[Ee]ach|[Ee]very) (?P<sign>[→←↑↓↗↘])"
    r"(?=[.,;!?]|\s*\Z| (?:to|and|shows?|points?|means?|in|on|at|from|for|above|below)\b)"
)
_POINTING = {
    "→": "right", "←": "left", "↑": "up", "↓": "down", "↗": "up right", "↘": "down right",
}  # fmt: skip
_ENDS_WITH = re.compile(
    r"\b(?:[Uu]se|[Ww]ith|[Ww]rite|[Aa]dd|[Pp]ut|[Cc]hoose) (?P<row>[?!;:.,](?:,? [?!;:.,])*"
    r",? (?:or|and|not) [?!;:.,])(?=\s*\Z|[ .\n])"
)
_OF_ROW = re.compile(r"(?:(?<= )|(?<=^))[?!;:.,](?![?!;:.])")
_PATTERNS = tuple((re.compile(pattern), said) for pattern, said in _SAID.items())


def marks(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such marks, by what is said for them."""
    for pattern, said in _PATTERNS:
        for match in pattern.finditer(text):
            group = "sign" if "sign" in pattern.groupindex else 0
            yield english(match, SYMBOL, f" {said} ", group)
    for match in _POINTED.finditer(text):
        yield english(match, SYMBOL, f"{_POINTING[match['sign']]} arrow", "sign")
    for row in _ENDS_WITH.finditer(text):
        for match in _OF_ROW.finditer(text, row.start("row"), row.end("row")):
            yield english(match, SYMBOL, f" {POINTS[match.group()]} ")
    for pattern in (_PLACE, _BEARING):
        for match in pattern.finditer(text):
            yield english(match, SYMBOL, f" {_COMPASS[match['way']]} ", "way")
    for match in _MANY_COINS.finditer(text):
        yield english(match, SYMBOL, _COINS[match["sign"]])
    for match in _LIRA.finditer(text):
        pence = f" {number(match['pence'][1:].lstrip('0') or '0', 'en')}" if match["pence"] else ""
        unit = "pound" if match["amount"] == "1" else "pounds"
        yield english(match, SYMBOL, f"{number(match['amount'], 'en')} {unit}{pence}")
    for match in _GRADES.finditer(text):
        stars = " star" * len(match["stars"])
        yield Found(match.start(), match.end(), SYMBOL, f"{spelled(match['best'])}{stars} to ", "")
    for match in _STARRED.finditer(text):
        stars = " star" * len(match["stars"])
        yield english(match, SYMBOL, f"{spelled(match['grade'])}{stars}s")
    for match in _AS_ADJECTIVE.finditer(text):
        yield english(match, SYMBOL, " degree ")
    for match in _OF_FEET.finditer(text):
        at = match.start("number")
        feet = english_cardinal(match["number"])
        yield Found(at, match.end(), SYMBOL, f"{feet} foot", "")
    for match in _ORDINAL.finditer(text):
        yield english(match, SYMBOL, english_ordinal(int(match["number"])))
    for match in _COPYRIGHT_YEAR.finditer(text):
        for group in ("year", "until"):
            if year := match[group]:
                yield english(match, SYMBOL, english_year(int(year)), group)
        if match["dash"]:
            yield english(match, SYMBOL, " to ", "dash")
    for match in _RATIO_OF_WORDS.finditer(text):
        yield english(match, SYMBOL, "to", "sign")
    for match in _CALLED.finditer(text):
        groups = (digits(group, "en") for group in re.findall(r"\d+", match["digits"]))
        yield english(
            match, SYMBOL, "plus " * (match["digits"][0] == "+") + ", ".join(groups), "digits"
        )
