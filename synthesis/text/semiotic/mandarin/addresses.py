"""Web and mail addresses and names of files as Mandarin reads them: 点, 斜杠, 下划线."""

from __future__ import annotations

import re

from ..found import SYMBOL
from ..letters import spelled
from ..numerals import digits
from .rule import Rule

_ENDINGS = (
    "pptx?|docx?|xlsx?|pdf|txt|py|cpp|java|html?|css|js|json|csv|zip|rar|exe|jpe?g|png|gif|bmp"
    "|mp[34]|wav|avi|sb3"
)
_DOMAINS = "cn|com|net|org|edu|gov|io|me|tv|cc|hk|tw|uk"
_NAME = r"[A-Za-z0-9_-]{1,63}"
_ADDRESS = re.compile(
    rf"(?<![A-Za-z0-9@._-])(?:https?://)?(?P<said>(?:[\w.+-]{{1,64}}@)?{_NAME}(?:\.{_NAME}){{0,6}}"
    rf"\.(?:{_DOMAINS})(?:/[\w./-]{{0,60}}[\w/])?)(?![A-Za-z0-9@-])",
    re.ASCII,
)
_FILE = re.compile(
    rf"(?<![A-Za-z0-9@._-])(?P<said>{_NAME}(?:\.{_NAME}){{0,3}}\.(?:{_ENDINGS}))(?![A-Za-z0-9@-])",
    re.ASCII,
)
_ENDING = re.compile(rf"(?<=[㐀-鿿）)])(?P<said>\.(?:{_ENDINGS}))(?![A-Za-z0-9@-])")  # 课件.pptx
_PART = re.compile(r"[A-Za-z]+|\d+|.")
_SIGNS = {".": "点", "/": "斜杠", "_": "下划线", "-": "杠", "@": " at "}
_VOWELS = frozenset("aeiouyAEIOUY")


def _address(match: re.Match[str]) -> str:
    said = []
    for part in _PART.findall(match["said"].rstrip("/")):
        if part.isdigit():
            said.append(digits(part, "zh"))
        elif part.isalpha():
            said.append(f" {part if _VOWELS & set(part) else spelled(part.upper())} ")
        else:
            said.append(_SIGNS.get(part, " "))
    return "".join(said).strip()


RULES = (
    Rule(SYMBOL, _ADDRESS, _address),
    Rule(SYMBOL, _FILE, _address),
    Rule(SYMBOL, _ENDING, _address),
)
