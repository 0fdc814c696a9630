"""Signs that a text speaks of, by their names: "the * key", "use < or >", "≠ means …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....style import ReadingStyle
from ...found import SYMBOL, Found
from ..found import SILENT, english

_NAMES = {
    "*": "asterisk", "#": "hash", "@": "at", "&": "and", "_": "underscore", "/": "slash",
    "\\": "backslash", "~": "tilde", "^": "caret", "|": "bar", "`": "backtick",
    "<": "less than", ">": "greater than", "≤": "less than or equal to",
    "≥": "greater than or equal to", "=": "equals", "≠": "not equal to",
    "≈": "approximately equal to", "≡": "equivalent to", "+": "plus", "-": "minus", "−": "minus",
    "–": "dash", "×": "times", "÷": "divide", "±": "plus or minus", "√": "square root",
    "∞": "infinity", "∴": "therefore", "∵": "because", "→": "right arrow", "←": "left arrow",
    "↑": "up arrow", "↓": "down arrow", "•": "bullet", "™": "trademark", "®": "registered",
    "©": "copyright", "°": "degree", "%": "percent", "¥": "yen", "€": "euro", "£": "pound",
    "$": "dollar", "¢": "cent", "?": "question", "!": "exclamation", "µ": "micro", "μ": "micro",
    "♀": "female", "♂": "male", "§": "section", "…": "ellipsis", "✓": "tick", "✗": "cross",
    "₹": "rupee", "₩": "won", "₽": "rouble", "฿": "baht", "₿": "bitcoin", "₺": "lira",
    "¶": "paragraph", "†": "dagger", "‡": "double dagger",
    "∝": "proportional to", "∈": "element of", "∪": "union",
    "∩": "intersection", "⊂": "subset of", "∅": "empty set", "∫": "integral", "∑": "sum",
    "≪": "much less than", "≫": "much greater than", "⇌": "equilibrium", "⊥": "perpendicular to",
    "∥": "parallel to", "∠": "angle", "♯": "sharp", "♭": "flat", "♮": "natural", "✔": "tick",
    "✘": "cross",
}  # fmt: skip
_SIGN = "[" + re.escape("".join(_NAMES)) + "]"
_QUOTE, _CLOSING = "[\"“'‘(]?", "[\"”'’)]?"
_NAMED = re.compile(
    rf"(?:(?<=\s)|(?<=[\"“'‘(])|\A)(?P<sign>{_SIGN})(?={_CLOSING} (?:key|sign|symbol|button"
    rf"|character"
    r"|mark|operator|means?|stands|is (?:called|used|(?:the|an?) (?:[A-Za-z]+ ){0,2}"
    r"(?:sign|symbol))|shows|marks|represents|denotes|tells|indicates)s?\b)"
)
_USED = re.compile(
    rf"\b(?:[Uu]se|[Uu]sing|[Pp]ress|[Tt]ype|[Ww]rite|[Pp]ut|[Ii]nsert|[Cc]hoose|[Aa]dd|[Dd]raw"
    rf"|[Ii]s|does"
    rf"|signs?:?|symbols?:?|with|either) {_QUOTE}(?P<sign>{_SIGN})"
    rf"(?={_CLOSING}(?: ?,|;| (?:or|and|in|to|for|between|not|mean|stand)\b|[.!?]?\s*\Z))"
)
_LISTED = re.compile(
    rf"(?<![\w)\]%] )(?<![\w.)])(?<!\S){_QUOTE}{_SIGN}{_CLOSING}"
    rf"(?:, {_QUOTE}{_SIGN}{_CLOSING}){{0,6}}"
    rf",? (?:or|and|not) {_QUOTE}{_SIGN}{_CLOSING}(?=[.,;:!?]?(?:\s|\Z))(?! ?\d)"
    rf"|(?<=[a-z] ){_QUOTE}{_SIGN}{_CLOSING}(?:, {_QUOTE}{_SIGN}{_CLOSING}){{0,6}}"
    rf",? (?:or|and|not) {_QUOTE}{_SIGN}{_CLOSING}(?=[.,;:!?]?(?:\s|\Z))(?! ?\d)"
)
_AND_TO = re.compile(rf"\b(?:and|or) (?P<sign>{_SIGN})(?= (?:to|for|means|is)\b)")
_MARKED = re.compile(
    rf"\b(?:[Mm]arked|[Ll]abelled|[Ss]hown|[Ww]ith|[Bb]y|[Hh]as|[Hh]ave) (?:an? )?{_QUOTE}"
    r"(?P<sign>[*#@†‡_~^|/\\])"
    rf"(?={_CLOSING} (?:are|is|has|have|must|can|may|should|on|next|means?)\b"
    rf"|{_CLOSING}[.,;:]?(?:\s*\Z|\n))"
)
_KEY = re.compile(
    r"(?m)(?:^[^\S\n]{0,8}|(?<=[:;,.] ))(?P<sign>[*#†‡~^|/\\?!@&%§])(?= ?[=:–] ?[A-Za-z])"
)
_ARTICLE = re.compile(
    r"\b(?:[Aa]n?|[Tt]he|[Tt]his|[Ee]ach|[Ee]very) (?P<sign>[*#@_~^|/\\`](?= (?!of\b)[a-z]{2})"
    r"|['’‘\"-](?= (?:shows|means|is|goes|stands|joins|marks|replaces|tells)\b))"
)
_CROSS = re.compile(
    r"(?:(?P<an>\b[Aa]n )|\b[Aa] |(?<=[✓✔] or )|(?<=[✓✔]/)|(?<=[✓✔] / ))(?P<sign>×)"
    r"(?=[.,;]|\s*\Z| (?:in|by|on|next|beside|for|under|over|at|if|to|here|where|after|and|or)\b)"
    r"|(?P<first>×)(?= or (?:an? )?[✓✔]| ?/ ?[✓✔])"
)
_SHARE = re.compile(
    r"\b(?:[Tt]he|[Ww]hat|[Aa]) (?P<sign>%)(?= [a-z]{2})(?! (?:signs?|symbol|key|button|means))"
)
_BRACKET = re.compile(r"\b[Tt]he (?P<sign>[(\[{])(?= (?:key|sign|symbol|button)\b)")
_COINS = {"£": "pound", "€": "euro", "$": "dollar", "₹": "rupee"}
_ONE_COIN = re.compile(
    r"\b(?:[Aa]n?|[Oo]ne|[Tt]he|[Ee]ach|[Ee]very|[Pp]er) (?P<sign>[£€$₹])(?! ?\d|\w)"
    r"|(?P<coin>[£€$₹])(?= (?:coins?|notes?|bills?|signs?)\b)"
)
_OPERATOR = r"(?:[-+−–×÷=<>]|(?<=, )x(?=,| or\b| and\b))"
_ROW = re.compile(
    rf"(?:(?<=\s)|(?<=\()|\A)[-+−–×÷=<>](?:,? (?:or |and )?{_OPERATOR}){{2,6}}(?![^\s).,;])"
)
_ROW_NAMES = {"x": "times", "–": "minus", "÷": "divided by"}
_OF_ROW = re.compile(_OPERATOR)
_ONE = re.compile(_SIGN)
_MARK_AFTER = re.compile(rf"{_CLOSING} marks?\b")
POINTS = {
    "?": "question mark", "!": "exclamation mark", ",": "comma", ";": "semicolon", ":": "colon",
    ".": "full stop", "'": "apostrophe", "’": "apostrophe", "‘": "apostrophe",
    '"': "speech mark", "-": "hyphen",
}  # fmt: skip
_POINT = re.compile(r"(?:(?<=\b[Aa] )|(?<=\b[Aa]n ))(?P<sign>[?!,;:.])(?= [a-z(])")
_QUOTED_POINT = re.compile(
    r"(?<=[a-z] )[\"“'‘](?P<quoted>[?!,;:.])[\"”'’](?=[ .,;)]|\Z)"
    r"|\b(?:[Ww]rite|[Uu]se|[Pp]ut|[Aa]dd|[Tt]ype|[Ii]nsert|[Dd]raw|or) (?P<sign>[?!;,:])"
    r"(?= (?:if|to|at|for|here|or|and|after|when|next|in|on)\b)"
)
_LAST_POINT = re.compile(
    r"(?:(?<= a )|(?<= an )|(?<= the )|(?<= or )|(?<= and ))(?P<sign>[?!;:,.])(?=\s*\Z|\n)"
)
_PLUS_OR = re.compile(r"(?<=\+ or )(?P<sign>[-–−])(?= [a-z])")
_MINUS_KEY = re.compile(r"(?<=\b[Tt]he )[-–−](?= (?:button|key)s?\b)")
_ROUGHLY = re.compile(r"(?:(?<=\s)|(?<=\()|\A)(?P<sign>~)(?= \d)(?<!\d ~)")
_NUMBER_OF = re.compile(r"(?:(?<=\s)|\A)(?P<sign>#)(?= of\b)")
_CALLED = {
    "#": "hash|number|pound", "*": "asterisk|star", "@": "at", "&": "ampersand|and",
    "%": "percent|per cent|percentage", "/": "slash", "\\": "backslash", "_": "underscore",
    "|": "bar|pipe", "~": "tilde", "^": "caret", "?": "question", "!": "exclamation",
    "£": "pound", "$": "dollar", "€": "euro", "¥": "yen", "°": "degrees?", "√": "root",
    "∞": "infinity", "π": "pi", "+": "plus|addition|add", "−": "minus|subtraction|subtract",
    "-": "minus|hyphen|dash|subtraction", "×": "times|multiplication|multiply",
    "÷": "division|divide|divided by", "=": "equals?", "<": "less than|less-than",
    ">": "greater than|greater-than|more than", "≤": "equal to", "≥": "equal to",
    "≠": "equal to|equals", "≈": "equal to", "✓": "tick|check", "✔": "tick|check",
    "✗": "cross", "✘": "cross", "©": "copyright", "®": "registered|trademark",
    "™": "trademark", "§": "section", "¶": "paragraph|pilcrow", "†": "dagger",
    "‡": "double dagger", "→": "right arrow|arrow", "←": "left arrow", "↑": "up arrow",
    "↓": "down arrow", "♯": "sharp", "♭": "flat", "♮": "natural", "∠": "angle",
    "⊥": "perpendicular", "∥": "parallel", ":": "colon", ";": "semicolon|semi-colon",
    "…": "ellipsis", "•": "bullet|bullet point", "★": "star",
}  # fmt: skip
_ONCE = re.compile(
    "|".join(
        rf"\b(?i:{names})(?: (?:sign|symbol|mark|key))? (?P<g{at}>\({re.escape(sign)}\))"
        for at, (sign, names) in enumerate(_CALLED.items())
    )
)
_MARKED_BOTH = re.compile(
    r"\b(?i:tick|cross) (?P<sign>[✓✔✗✘])(?! ?[=:])"
    r"|\b(?i:up|down|left|right) (?P<arrow>[↑↓←→])(?= (?:arrow )?(?:keys?|buttons?)\b)"
)
_SHAPE_NAMES = "circle square triangle star diamond"
_PRESSED = re.compile(r"\b(?:[Pp]ress|[Hh]it|[Dd]ial|[Tt]ap|[Pp]ush) (?P<sign>[*#])(?= )")
_SHAPE_MEANS = re.compile(
    r"(?:(?<=\b[Ii]f )|(?<=\b[Ww]here )|(?<=\b[Hh]ere )|(?<=, ))(?P<sign>[○●□■△▲☆★◇◆])"
    r"(?= (?:means?|stands|shows?|represents?)\b)"
)
_SHAPES = dict(
    zip("○●□■△▲☆★◇◆", [name for name in _SHAPE_NAMES.split() for _ in "ab"], strict=True)
)
_COIN = re.compile(r"(?<=\d) ?(?P<sign>¢)(?= (?:coins?|pieces?|stamps?|sweets?)\b)")


def mentions(text: str, style: ReadingStyle) -> Iterator[Found]:
    """The signs, each by itself; one whose name stands just before it isn't said again."""
    for match in _ONCE.finditer(text):
        yield english(match, SYMBOL, SILENT, str(match.lastgroup))
    for match in _MARKED_BOTH.finditer(text):
        yield english(match, SYMBOL, SILENT, str(match.lastgroup))
    for match in _PRESSED.finditer(text):
        yield english(match, SYMBOL, {"*": "star", "#": "hash"}[match["sign"]], "sign")
    for match in _SHAPE_MEANS.finditer(text):
        yield english(match, SYMBOL, _SHAPES[match["sign"]], "sign")
    for match in _CROSS.finditer(text):
        said = "X" if match["an"] else "cross"
        yield english(match, SYMBOL, said, "sign" if match["sign"] else "first")
    for match in _SHARE.finditer(text):
        yield english(match, SYMBOL, "percentage", "sign")
    for match in _BRACKET.finditer(text):
        yield english(match, SYMBOL, "open bracket", "sign")
    for match in _ONE_COIN.finditer(text):
        group = str(match.lastgroup)
        yield english(match, SYMBOL, _COINS[match[group]], group)
    for row in _ROW.finditer(text):
        if len(set(row.group()) & set("-+−–×÷=<>")) > 1:
            for match in _OF_ROW.finditer(text, row.start(), row.end()):
                name = _ROW_NAMES.get(match.group()) or _NAMES[match.group()]
                yield english(match, SYMBOL, name)
    for match in _PLUS_OR.finditer(text):
        yield english(match, SYMBOL, "minus", "sign")
    for match in _MINUS_KEY.finditer(text):
        yield english(match, SYMBOL, "minus")
    for pattern in (_KEY, _ARTICLE):
        for match in pattern.finditer(text):
            sign = match["sign"]
            yield english(match, SYMBOL, POINTS.get(sign) or _NAMES[sign], "sign")
    for pattern in (_NAMED, _USED, _AND_TO, _MARKED):
        for match in pattern.finditer(text):
            sign = match["sign"]
            is_whole = sign in "?!" and not _MARK_AFTER.match(text, match.end("sign"))
            yield english(match, SYMBOL, (POINTS if is_whole else _NAMES)[sign], "sign")
    for match in _LISTED.finditer(text):
        for sign in _ONE.finditer(text, match.start(), match.end()):
            yield english(sign, SYMBOL, _NAMES[sign.group()])
    for pattern in (_POINT, _LAST_POINT):
        for match in pattern.finditer(text):
            yield english(match, SYMBOL, POINTS[match["sign"]])
    for match in _QUOTED_POINT.finditer(text):
        group = str(match.lastgroup)
        yield english(match, SYMBOL, POINTS[match[group]], group)
    for match in _ROUGHLY.finditer(text):
        yield english(match, SYMBOL, "about")
    for match in _NUMBER_OF.finditer(text):
        yield english(match, SYMBOL, "number")
    for match in _COIN.finditer(text):
        yield english(match, SYMBOL, " cent")
