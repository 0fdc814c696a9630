"""Numbers in words, of any size.

wetext takes four digits for a year, and num2words needs a package without a wheel: so the plain
numbers of formulas and quantities are put into words here.
"""

from __future__ import annotations

import re

_ONES_LISTED = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_ONES = _ONES_LISTED.split()
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_THOUSANDS = [" ", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion"]
_HAN = "零一二三四五六七八九"
_HAN_UNITS = ("", "十", "百", "千")
_HAN_GROUPS = ("", "万", "亿", "万亿")
_MOST_DIGITS, _MOST_HAN_DIGITS = 21, 16
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip

_VULGAR = {
    "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8",
    "⅞": "7/8", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6",
}  # fmt: skip


def number(written: str, language: str) -> str:
    """A number of digits, with commas and a decimal point or without, in words."""
    whole, _, part = written.replace(",", "").partition(".")
    english = language == "en"
    words = (english_cardinal if english else mandarin_cardinal)(whole or "0")
    if not part:
        return words
    return f"{words} point {digits(part, 'en')}" if english else f"{words}点{digits(part, 'zh')}"


def digits(written: str, language: str) -> str:
    """Each digit by itself."""
    names = _ONES if language == "en" else _HAN
    return (" " if language == "en" else "").join(names[int(c)] for c in written if c.isdecimal())


def english_cardinal(written: str) -> str:
    """ "1250" is one thousand two hundred and fifty; "007" and what is too long, digit by digit."""
    if len(written) > _MOST_DIGITS or (len(written) > 1 and written[0] == "0"):
        return digits(written, "en")
    value, parts, power = int(written), [], 0
    if value == 0:
        return "zero"
    while value:
        value, group = divmod(value, 1000)
        if group:
            named = f"{_below_thousand(group)} {_THOUSANDS[power]}".strip()
            parts.append(named)
        power += 1
    last = int(written) % 1000
    if len(parts) > 1 and 0 < last < 100:
        parts[0] = f"and {parts[0]}"
    return " ".join(reversed(parts))


def english_ordinal(value: int) -> str:
    """ "third", "twenty first"."""
    head, _, last = english_cardinal(str(value)).rpartition(" ")
    if last in _ORDINALS:
        last = _ORDINALS[last]
    else:
        last = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{head} {last}".strip()


def english_year(value: int) -> str:
    """1949 is nineteen forty nine, 2005 two thousand five, 1900 nineteen hundred."""
    century, rest = divmod(value, 100)
    if not 1000 < value < 10000 or 2000 <= value < 2010:
        return english_cardinal(str(value)).replace(" and", "")
    first = english_cardinal(str(century))
    if rest == 0:
        return f"{first} hundred" if century % 10 else f"{english_cardinal(str(value))}"
    return f"{first} {'oh ' if rest < 10 else ''}{english_cardinal(str(rest))}"


def mandarin_cardinal(written: str) -> str:
    """ "1250" is 一千二百五十; "007" and what is too long, digit by digit."""
    if len(written) > _MOST_HAN_DIGITS or (len(written) > 1 and written[0] == "0"):
        return digits(written, "zh")
    if int(written) == 0:
        return "零"
    groups = [written[max(0, end - 4) : end] for end in range(len(written), 0, -4)]
    words = ""
    needs_zero = False
    for power in range(len(groups) - 1, -1, -1):
        group = int(groups[power])
        if group == 0:
            needs_zero = bool(words)
            continue
        if words and (needs_zero or group < 1000):
            words += "零"
        needs_zero = False
        words += _han_below_ten_thousand(group) + _HAN_GROUPS[power]
    return words[1:] if words.startswith("一十") else words  # 十二, not 一十二


def _below_thousand(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    parts = [f"{_ONES[hundreds]} hundred"] if hundreds else []
    if rest:
        tens = _ONES[rest] if rest < 20 else f"{_TENS[rest // 10]} {_ONES[rest % 10]}"
        tens = tens.removesuffix(" zero")
        parts.append(f"and {tens}" if hundreds else tens)
    return " ".join(parts)


def _han_below_ten_thousand(value: int) -> str:
    words = ""
    text = str(value)
    for at, char in enumerate(text):
        unit = len(text) - 1 - at
        if char == "0":
            if words and not words.endswith("零") and int(text[at:]):
                words += "零"
        else:
            words += _HAN[int(char)] + _HAN_UNITS[unit]
    return words


def fraction_of(written: str) -> tuple[str, str, str]:
    """Whole, above and below of "1 3/4", "3/4" or "¾"; the last is "" for any other number."""
    if written[-1] in _VULGAR:
        written = f"{written[:-1]} {_VULGAR[written[-1]]}"
    whole, _, part = written.rpartition(" ")
    above, _, below = part.partition("/")
    return whole.strip(), above, below


_BELOW_TWENTY, _TENTHS = "|".join(_ONES[1:]), "|".join(_TENS[2:])
_SUM = (
    rf"(?:(?:{_TENTHS}) )?(?:{_BELOW_TWENTY}) "
    r"(?:half|halves|quarters?|thirds?|fifths?|\w+ths?)\b"
)
"""What is added to a whole number: "one hundred and one quarter"."""
_AND = re.compile(
    r"\b(hundred|thousand|million|billion|trillion|quadrillion|quintillion) and "
    rf"(?!{_SUM})(?={_BELOW_TWENTY}|{_TENTHS}|\w+(?:st|nd|rd|th)\b)"
)


def without_and(words: str) -> str:
    """Numbers in words as Americans say them: "one hundred five"."""
    return _AND.sub(r"\1 ", words)
