"""Letters, digits and signs by their names, one by one."""

from __future__ import annotations

from ..semiotic.letters import spelled
from ..semiotic.numerals import digits

_SIGNS = {
    "-": ("dash", "杠"), "–": ("dash", "杠"), "—": ("dash", "杠"), "_": ("underscore", "下划线"),
    ".": ("dot", "点"), ",": ("comma", "逗号"), ":": ("colon", "冒号"), ";": ("semicolon", "分号"),
    "/": ("slash", "斜杠"), "\\": ("backslash", "反斜杠"), "@": ("at", "艾特"),
    "#": ("hash", "井号"), "+": ("plus", "加号"), "*": ("star", "星号"), "=": ("equals", "等号"),
    "&": ("and", "和"), "%": ("percent", "百分号"), "(": ("open bracket", "左括号"),
    ")": ("close bracket", "右括号"), "!": ("exclamation mark", "叹号"),
    "?": ("question mark", "问号"), "'": ("apostrophe", "撇号"), "’": ("apostrophe", "撇号"),
    '"': ("quote", "引号"), "$": ("dollar", "美元符"), "<": ("less than", "小于号"),
    ">": ("greater than", "大于号"), "|": ("bar", "竖线"), "~": ("tilde", "波浪号"),
    "^": ("caret", "脱字符"), "[": ("open square bracket", "左方括号"),
    "]": ("close square bracket", "右方括号"), "{": ("open brace", "左花括号"),
    "}": ("close brace", "右花括号"),
}  # fmt: skip


def one_by_one(written: str, language: str) -> str:
    """Each character by itself: "A 1" is "A one", "a-b" is "A dash B". White space is not said."""
    return " ".join(_named(char, language) for char in written if not char.isspace())


def _named(char: str, language: str) -> str:
    if char.isdecimal() and char.isascii():
        return digits(char, language)
    if char in _SIGNS:
        return _SIGNS[char][language == "zh"]
    return spelled(char.upper()) if char.isalpha() else char
