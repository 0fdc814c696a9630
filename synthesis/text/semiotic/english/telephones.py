"""Numbers that are said digit by digit: telephones, codes, accounts, flights, postcodes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from ..found import TELEPHONE, Found
from ..letters import spelled
from ..numerals import digits, number
from .found import english
from .shortened import BEFORE_NO

_START, _END = r"(?<![\w.,/£$€+-])(?<!\d )", r"(?![\w/%]|[.,:-]\d| \d|-[A-Za-z])"
_SHAPED = re.compile(
    rf"{_START}(?:0\d{{1,4}}(?:[ -]\d{{2,8}}){{1,4}}|0\d{{9,10}}"
    rf"|\(0\d{{1,4}}\)(?:[ -]?\d{{3,8}}){{1,2}}|1[38]00[ -]\d{{3}}[ -]\d{{3}}"
    r"|(?:1[ -.])?\d{3}[ .-]\d{3}[ .-]\d{4}|1[ -]\d{3}[ -]\d{3}[ -]\d{4}"
    rf"|\d{{4}}[ -]\d{{4}}[ -]\d{{4}}(?:[ -]\d{{4}})?|97[89]-[\d-]{{8,12}}[\dX]){_END}"
)
_CUES = """
call|phone|ring|dial|tel|telephone|mobile|mob|fax|text|number|line|hotline|helpline|contact|id|pin
|code|passcode|password|account|acct|no|membership|reference|ref|ext|extension|extn|isbn|postcode
|zip|ticket|barcode|serial|emergency|whatsapp
"""
_AFTER_CUE = re.compile(
    rf"(?i:\b(?:{_CUES.replace(chr(10), '')})\b(?:['’]s\b)?)"
    rf"(?:[.:#]|\b)(?:(?: (?:is|on|at|to|us|me|code"
    rf"|number|no\.?|mum|dad"
    r"|the|office|school|a|for|help|in|an|of|now|card)\b:?){0,4})[:.]?\s?"
    rf"(?P<digits>\d{{3,}}(?:[ -]\d{{2,}})*){_END}"
)
_CALLED = re.compile(
    rf"(?i:\b(?:call|dial|ring|phone|text)(?:ing|ed)?\b)[^\d\n]{{0,30}}(?:\d+ or "
    rf"|\d+, )?(?P<digits>\d{{3,6}}){_END}"
)
_EMERGENCY = re.compile(
    rf"{_START}(?P<digits>999|911|112|000|111|101){_END}(?= or (?:999|911|112|111|101)\b)"
    rf"|(?<=(?:999|911|112|111|101) or )(?P<other>999|911|112|111|101){_END}"
)
_WITH_EXTENSION = re.compile(
    rf"{_START}(?P<line>(?:\(?\d{{3,5}}\)?[ -])?\d{{3,4}}[ -]\d{{3,4}}),?"
    rf" ?(?:[xX]|[Ee]xtn?\.?) ?(?P<extension>\d{{2,5}}){_END}"
)
_OR_LAST = re.compile(
    rf"{_START}(?P<line>0\d{{2,4}}[ -]?\d{{3}}[ -]?\d{{3,4}})/(?P<last>\d{{1,3}})(?![\w/])"
)
"""Two lines: 01632 960555/6."""
_NUMBERED = re.compile(
    rf"(?:{BEFORE_NO})(?P<no>[Nn]o\.?):? ?(?P<digits>\d{{4,}}(?:[ -]\d{{2,}})*){_END}"
)
_SORT_CODE = re.compile(r"(?i:\bsort[ -]code\b(?: is)?:? ?)(?P<code>\d\d-\d\d-\d\d)(?![\w-])")
_IN_WORDS = re.compile(r"(?<![\w-])1-8(?P<free>\d\d)-(?=[A-Z]{4,}\b)")
"""The number of 1-800-FLOWERS, before what a telephone's letters spell."""
_STATES_LISTED = """
AL Alabama AK Alaska AZ Arizona AR Arkansas CA California CO Colorado CT Connecticut DE Delaware
FL Florida GA Georgia HI Hawaii ID Idaho IL Illinois IN Indiana IA Iowa KS Kansas KY Kentucky
LA Louisiana ME Maine MD Maryland MA Massachusetts MI Michigan MN Minnesota MS Mississippi
MO Missouri MT Montana NE Nebraska NV Nevada NH New_Hampshire NJ New_Jersey NM New_Mexico
NY New_York NC North_Carolina ND North_Dakota OH Ohio OK Oklahoma OR Oregon PA Pennsylvania
RI Rhode_Island SC South_Carolina SD South_Dakota TN Tennessee TX Texas UT Utah VT Vermont
VA Virginia WA Washington WV West_Virginia WI Wisconsin WY Wyoming DC D_C
"""
_PAIRS = [each.replace("_", " ") for each in _STATES_LISTED.split()]
_STATES = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_ZIP = re.compile(
    rf"(?<=, )(?P<state>{'|'.join(_STATES)}) (?P<zip>\d{{5}})(?:-(?P<more>\d{{4}}))?(?![\w-])"
)
_ORDINARY = re.compile(r"(?i)\b(?:no|number|line|code|ref)\b[:.]?\s?\Z")
_FLIGHT = re.compile(
    r"(?P<word>\b(?i:flight|train|route|model|bus|room|apollo|highway|route|interstate|unit|form) )"
    r"(?P<code>[A-Z]{1,3}[ -]?\d{3,4}|\d0\d|\d{3})(?![\w,]|\.\d)"
)
_POSTCODE = re.compile(r"\b(?P<out>[A-Z]{1,2}\d[A-Z\d]?) (?P<in>\d[A-Z]{2})\b")
_YEARLIKE = re.compile(r"(?:1[5-9]|20)\d\d\Z")


def extensions(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Telephone numbers with an extension: "(416) 555-0134 x 22"."""
    for match in _WITH_EXTENSION.finditer(text):
        line, extension = _groups(match["line"]), match["extension"]
        extension = (number if len(extension) < 3 else digits)(extension, "en")
        yield english(match, TELEPHONE, f"{line}, extension {extension}")


def telephones(text: str, style: ReadingStyle) -> Iterator[Found]:
    """The digits of telephone numbers and codes, in groups as written."""
    for match in _NUMBERED.finditer(text):
        yield english(match, TELEPHONE, f"number {_groups(match['digits'])}")
    for match in _OR_LAST.finditer(text):
        said = f"{_groups(match['line'])}, or {digits(match['last'], 'en')}"
        yield english(match, TELEPHONE, said)
    for match in _SORT_CODE.finditer(text):
        yield english(match, TELEPHONE, _groups(match["code"]), "code")
    for match in _IN_WORDS.finditer(text):
        hundred = "eight hundred" if match["free"] == "00" else digits(f"8{match['free']}", "en")
        yield english(match, TELEPHONE, f"one, {hundred}, ")
    for match in _ZIP.finditer(text):
        said = f"{_STATES[match['state']]}, {_groups(match['zip'])}"
        more = f", {_groups(match['more'])}" if match["more"] else ""
        yield english(match, TELEPHONE, said + more)
    for match in _SHAPED.finditer(text):
        if not re.fullmatch(r"0\d\.?|0\d{1,2} \d\d", match.group()):
            yield english(match, TELEPHONE, _groups(match.group()))
    for pattern in (_AFTER_CUE, _CALLED, _EMERGENCY):
        for match in pattern.finditer(text):
            name = "digits" if match["digits"] else "other"
            written = match[name]
            short = len(written) < 4 and _ORDINARY.search(text[match.start() : match.start(name)])
            if not short and not _counts(text, match.end(name)):
                yield english(match, TELEPHONE, _groups(written), name)
    for match in _FLIGHT.finditer(text):
        letters = "".join(c for c in match["code"] if c.isalpha())
        said = f"{spelled(letters)} {_in_pairs(match['code'])}".strip()
        yield english(match, TELEPHONE, said, "code")
    for match in _POSTCODE.finditer(text):
        yield english(match, TELEPHONE, f"{_one_by_one(match['out'])}, {_one_by_one(match['in'])}")


_COUNTED = re.compile(r" (?:[a-z]+s|people|children|percent|per cent|million|thousand)\b")
_NO_NOUN = re.compile(r" (?:is|was|has|as|plus|this|its|always|us|yes|less|unless|minus)\b")


def _counts(text: str, end: int) -> bool:
    """Whether a noun in the plural follows: "Call 250 parents"."""
    return bool(_COUNTED.match(text, end)) and not _NO_NOUN.match(text, end)


def _groups(written: str) -> str:
    return ", ".join(
        spelled(group) if group == "X" else digits(group, "en")
        for group in re.findall(r"\d+|X", written)
    )


def _in_pairs(written: str) -> str:
    """Digit by digit; "204" is two oh four."""
    plain = "".join(c for c in written if c.isdigit())
    return " ".join("oh" if c == "0" else digits(c, "en") for c in plain)


def _one_by_one(written: str) -> str:
    return " ".join(
        number(each, "en") if each.isdigit() else spelled(each)
        for each in re.findall(r"\d+|[A-Z]", written)
    )
