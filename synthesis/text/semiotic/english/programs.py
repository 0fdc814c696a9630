"""Code, commands and cells as they are spoken of: "0xFF", "ls -la", "$A$1", "SELECT *", ".com"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from ..found import SYMBOL, Found
from ..letters import spelled
from ..numerals import digits, english_cardinal
from .found import english

_HEXADECIMAL = re.compile(r"(?<!\w)0x(?P<figures>[0-9A-Fa-f]{2,16})(?!\w)")
_BINARY = re.compile(r"(?<!\w)0b(?P<figures>[01]{2,32})(?!\w)")
_BASE_16 = re.compile(r"(?<!\w)(?P<figures>(?=\d*[A-F])[0-9A-F]{1,8})(?:₁₆|_16)(?!\d)")
_ABSOLUTE = re.compile(r"(?<![\w$])\$(?P<column>[A-Z]{1,2})\$(?P<row>\d{1,4})(?!\w)")
_SCREEN = re.compile(
    r"(?<!\d)(?:1920|1280|3840|2560|1366|1024|640|800) ?(?P<by>[×x]) ?"
    r"(?=(?:1080|720|2160|1440|768|480|600)\b)"
)
_COMMAND = re.compile(
    r"(?m)^[^\S\n]{0,8}(?:[$>] )?(?P<name>git|ls|cd|rm|cp|mv|npm|pip|python3?|sudo|grep|tar|docker"
    r"|curl|cat|chmod|mkdir|echo|ping|node|ssh)(?=\Z| [-./~\w])[^\n]{0,120}"
)
_LETTERS_OF_COMMANDS = frozenset(["ls", "cd", "rm", "cp", "mv", "npm", "ssh"])
_FLAG = re.compile(r"(?<= )(?P<dash>--?)(?P<flags>[A-Za-z][\w-]*)")
_UP = re.compile(r"(?<= )\.\.(?=/|\s|\Z)")
_ITEM = re.compile(
    r"(?<![\w\]])(?P<name>list|array|arr|nums?|names?|marks|scores?|data|items?|values?|word)"
    r"\[(?P<at>\d{1,3}|[ijkn])\]"
)
_DOMAIN = re.compile(
    r"(?:(?<=[\s(\"“'‘])|\A)\.(?P<name>com|org|net|edu|gov|uk|io|NET|sch|ac|co)(?![\w.])"
)
_DOMAIN_NAMES = {"uk": "U K", "io": "I O", "NET": "net", "sch": "S C H", "ac": "A C"}
_SAID = {
    r"(?<=[\w)] )-=(?= )": "minus equals",
    r"(?<=[\w)] )\*=(?= )": "times equals",
    r"(?<=[\w)] )/=(?= )": "divide equals",
    r"(?<=\bSELECT )\*": "star",
    r"(?<=\bCOUNT\()\*(?=\))": "star",
    r"\bIF(?=\()": "if",
    r"(?:(?m:^)|(?<=[(&|=] )|(?<=\())!(?=[a-z]\b)": "not ",
    r"(?<!\w)2FA(?!\w)": "two F A",
}
_STATUS = re.compile(
    r"(?<=\bHTTP )(?P<code>[2-5]0[1-9])(?!\d)"
    r"|(?<![\d.])(?P<named>[45]0[1-9])(?= (?:Not Found|Forbidden|Unauthorized)\b)"
)
_PATTERNS = tuple((re.compile(pattern), said) for pattern, said in _SAID.items())


def programs(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such code, in words."""
    for pattern, said in _PATTERNS:
        for match in pattern.finditer(text):
            yield english(match, SYMBOL, said)
    for match in _STATUS.finditer(text):
        first, last = match.group()[0], match.group()[-1]
        yield english(match, SYMBOL, f"{english_cardinal(first)} oh {english_cardinal(last)}")
    for match in _HEXADECIMAL.finditer(text):
        yield english(match, SYMBOL, f"zero x {_one_by_one(match['figures'])}")
    for match in _BINARY.finditer(text):
        yield english(match, SYMBOL, f"zero B {digits(match['figures'], 'en')}")
    for match in _BASE_16.finditer(text):
        yield english(match, SYMBOL, f"{_one_by_one(match['figures'])} base sixteen")
    for match in _ABSOLUTE.finditer(text):
        row = english_cardinal(match["row"])
        yield english(match, SYMBOL, f"dollar {spelled(match['column'])} dollar {row}")
    for match in _SCREEN.finditer(text):
        yield english(match, SYMBOL, " by ", "by")
    for match in _ITEM.finditer(text):
        at = match["at"]
        index = english_cardinal(at) if at.isdigit() else spelled(at)
        yield english(match, SYMBOL, f"{match['name']} index {index}")
    for match in _DOMAIN.finditer(text):
        name = match["name"]
        yield english(match, SYMBOL, f"dot {_DOMAIN_NAMES.get(name, name)}")
    yield from _commands(text)


def _commands(text: str) -> Iterator[Found]:
    """The flags of command lines, and names of commands that are no words."""
    for line in _COMMAND.finditer(text):
        flags = list(_FLAG.finditer(text, line.start(), line.end()))
        ups = list(_UP.finditer(text, line.start(), line.end()))
        if line["name"] in _LETTERS_OF_COMMANDS:
            yield english(line, SYMBOL, spelled(line["name"].upper()), "name")
        for flag in flags:
            yield english(flag, SYMBOL, "dash dash " if flag["dash"] == "--" else "dash ", "dash")
            if len(flag["flags"]) < 3 or flag["dash"] == "-":
                yield english(flag, SYMBOL, spelled(flag["flags"].upper()), "flags")
        for up in ups:
            yield english(up, SYMBOL, "dot dot")


def _one_by_one(figures: str) -> str:
    return " ".join(
        digits(each, "en") if each.isdigit() else spelled(each.upper()) for each in figures
    )
