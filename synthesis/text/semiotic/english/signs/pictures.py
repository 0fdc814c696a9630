"""Small pictures in English: playing cards, shapes that stand for numbers, keys, arrows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....style import ReadingStyle
from ...found import SYMBOL, Found
from ..found import SILENT, english

_SUIT_NAMES = {"♥": "hearts", "♡": "hearts", "♦": "diamonds", "♢": "diamonds", "♣": "clubs",
               "♧": "clubs", "♠": "spades", "♤": "spades"}  # fmt: skip
_SUIT = "[♥♡♦♢♣♧♠♤]\ufe0f?"
_SUITS = re.compile(
    f"{_SUIT}(?=[ ,]*(?:and |or )?[♥♡♦♢♣♧♠♤=:]| (?:are|is)\\b)"
    rf"|(?<=[♥♡♦♢♣♧♠♤] and ){_SUIT}|(?<=[♥♡♦♢♣♧♠♤] or ){_SUIT}|(?<=[PE]\(){_SUIT}|[♣♧♠♤]\ufe0f?"
)
_RANKS = {"A": "ace", "K": "king", "Q": "queen", "J": "jack"}
_CARD = re.compile(
    rf"(?<![\w.,])(?P<rank>[AKQJ]|10|[2-9])(?P<suit>{_SUIT})(?!\w)"
    rf"|(?<![\w♥♡♦♢♣♧♠♤])(?P<before>{_SUIT})(?P<after>[AKQJ]|10|[2-9])(?![\w.])"
)
_SHAPE_NAMES = {
    "▲": "triangle", "△": "triangle", "▵": "triangle", "▼": "triangle", "▽": "triangle",
    "■": "square", "□": "square", "⬜": "square", "⬛": "square", "◻": "square", "◼": "square",
    "▢": "square", "☐": "box", "●": "circle", "○": "circle", "◯": "circle", "⚪": "circle",
    "⚫": "circle", "⭕": "circle", "★": "star", "☆": "star", "⭐": "star", "◆": "diamond",
    "◇": "diamond", "♦": "diamond", "♥": "heart", "❤": "heart", "♡": "heart", "⬟": "pentagon",
    "⬠": "pentagon", "⬡": "hexagon", "⬢": "hexagon", "▭": "rectangle", "▬": "rectangle",
    "▱": "parallelogram", "⏢": "trapezium", "🔺": "triangle", "🔴": "circle", "🔵": "circle",
    "🟦": "square", "🟥": "square", "🟩": "square", "🔷": "diamond", "🔶": "diamond",
    "🌟": "star", "❤️": "heart",
}  # fmt: skip
_SHAPE = "[" + "".join(each for each in _SHAPE_NAMES if len(each) == 1) + "]"
_OPERATOR = r"[-+−–×÷=<>≠≤≥*/]"
_REPLACED = re.compile(
    rf"(?P<ahead>(?![□☐]\ufe0f?\s?[^\s=]){_SHAPE})\ufe0f?(?=\s?{_OPERATOR})"
    rf"|(?<=[-+−–×÷=<>≠≤≥*/]) ?(?P<after>(?![□☐]){_SHAPE})\ufe0f?"
    rf"|\b(?:of|is|does|and|for) (?P<asked>{_SHAPE})\ufe0f?(?=[ .?,:]|\Z)(?! [A-Z])"
    rf"|\b(?:[Tt]he|an) (?P<named>{_SHAPE})\ufe0f?"
    rf"|\b(?:[Ee]ach|[Ee]very|[Tt]his|[Tt]hat) (?P<each>{_SHAPE})\ufe0f?"
    rf"|\b[Aa] (?P<one>{_SHAPE})\ufe0f?(?= )"
)
_ROW = re.compile(rf"(?<!\S)(?:{_SHAPE}\ufe0f?[ ,]{{0,3}}){{2,24}}(?![^\s_.,;?!])")
_ANY_SHAPE = re.compile(_SHAPE)
_BOXES = frozenset("□☐◻⬜▢★☆⭐ ,\ufe0f")
_COUNTED = re.compile(rf"(?<=\d )(?![□☐★☆⭐]){_SHAPE}\ufe0f?(?=[.,;?!]|\s*\Z| [a-z])")
_FACE_NAMES = {"☺": "smiley face", "☹": "sad face"}
_FACE = re.compile(r"[☺☹]\ufe0f?(?= ?=| (?:means?|stands?|represents?)\b)")
_LOVE = re.compile("\\b(?:I|We|You|U) (?P<heart>[♥❤♡]\ufe0f?|<3)(?= \\w)")
_HEART = re.compile(r"(?<!\S)(?P<heart><3)(?!\S)(?! ?[\d=])")
_KEY_NAMES = {
    "⌘": "command", "⌥": "option", "⌃": "control", "⎋": "escape", "⏎": "enter", "↵": "enter",
    "⌫": "backspace", "⌦": "delete", "⇥": "tab", "↹": "tab", "⇪": "caps lock", "⇧": "shift",
    "␣": "space", "↻": "clockwise", "⟳": "clockwise", "↺": "anticlockwise",
    "⟲": "anticlockwise", "↷": "clockwise", "↶": "anticlockwise", "℅": "care of", "⏯": "play",
    "⏸": "pause", "⏹": "stop", "⏩": "fast forward", "⏪": "rewind", "⏺": "record",
}  # fmt: skip
_KEY = re.compile("[" + "".join(_KEY_NAMES) + "]\ufe0f?")
_ARROW_NAMES = {
    "⬆": "up", "⇑": "up", "⬇": "down", "⇓": "down", "↕": "up and down", "⇕": "up and down",
    "↗": "up", "↘": "down", "⇨": "to", "⬅": "from", "⇦": "from", "⇩": "down", "⟶": "to",
    "↪": "to", "↝": "to", "⇝": "to", "↠": "to", "⇢": "to", "▷": "to", "⇔": "if and only if",
}  # fmt: skip
_ARROW = re.compile("(?<=[\\w.)] )(?P<sign>[" + "".join(_ARROW_NAMES) + "])\ufe0f?(?= ?[\\w(])")
_POINTING = re.compile(
    r"(?P<left>[←⬅⇦]\ufe0f?)(?= ?[Ll]eft\b)|(?P<right>[→➡⇨]\ufe0f?)(?= ?[Rr]ight\b)"
    r"|(?P<up>[↑⬆⇧]\ufe0f?)(?= ?[Uu]p\b)|(?P<down>[↓⬇⇩]\ufe0f?)(?= ?[Dd]own\b)"
)
_ARROW_KEY = re.compile(
    r"(?P<sign>[←→↑↓])(?= (?:arrow )?keys?\b|(?:, [←→↑↓]){1,3}|(?:,? (?:and|or) [←→↑↓]))"
    r"|(?<=[←→↑↓], )(?P<next>[←→↑↓])|(?<=[←→↑↓] or )(?P<last>[←→↑↓])"
    r"|(?<=[←→↑↓] and )(?P<both>[←→↑↓])"
)
_ARROWS = re.compile(
    r"(?<!\S)[←→↑↓](?:,? ?[←→↑↓]){2,20}(?![^\s.,;)])"
    r"|(?<!\S)[←→↑↓],? ?[←→↑↓](?=[.,;)]|\s*\Z| keys?\b)"
)
_ONE_ARROW = re.compile("[←→↑↓]")
_WAYS = {"←": "left", "→": "right", "↑": "up", "↓": "down"}
_STEPS = re.compile(
    r"(?P<sign>[←→↑↓])(?= ?\d{1,4} ?(?:squares?|steps?|spaces?|places?|blocks?|units?"
    r"|cm|m|km|miles?)\b)"
    r"|\b[Tt]he (?P<named>[←→↑↓])(?= arrows?\b| one\b)"
    r"|(?<=[a-z] )(?P<listed>[←→])(?=,? (?:and|or)\b)"
)
_NOTES = re.compile(r"(?m)^(?P<first>[♪♫♬🎵🎶]+)(?= ?[A-Z])|(?<=[a-z!.,?’']) ?(?P<last>[♪♫♬]+)$")
_HASHTAG = re.compile(r"(?<![\w&#/\"'=])#(?=(?P<word>[A-Za-z]\w*))")
_OF_CODE = frozenset(["include", "define", "ifdef", "ifndef", "endif", "import", "pragma"])
_SECTIONS = re.compile(r"§§ ?(?=\d)")
_MARKED = re.compile(
    r"(?<![\w.'’-])(?P<grade>[A-DF])[-−–](?= (?:on|in|for|average|grade)\b|(?=[.,;)]?(?:\s*\Z|\n)))"
)
_TRAIL = re.compile(r"(?<=\w) ?(?P<sign>[>›»▸❯]) ?(?=[A-Z])")
_IN_TRAIL = re.compile(
    r"(?m)^[^\S\n]{0,8}[A-Z][a-z][\w'’&. -]{0,40}(?: ?[>›»▸❯] ?[A-Z][A-Za-z][\w'’&. -]{0,40}){2,8}$"
)
_ONE_STAR = re.compile(
    r"(?m)(?<!\d)(?<!/\d )(?P<star>(?<![★⭐☆])[★⭐])\ufe0f?(?![★⭐☆\ufe0f])(?! rat)"
)


def pictures(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such pictures, by the words that are said for them."""
    for match in _CARD.finditer(text):
        rank = match["rank"] or match["after"]
        suit = _SUIT_NAMES[(match["suit"] or match["before"])[0]]
        yield english(match, SYMBOL, f"{_RANKS.get(rank, rank)} of {suit}")
    for match in _SUITS.finditer(text):
        yield english(match, SYMBOL, _SUIT_NAMES[match.group()[0]] + ", ")
    for match in _REPLACED.finditer(text):
        yield english(
            match, SYMBOL, _SHAPE_NAMES[match[str(match.lastgroup)]], str(match.lastgroup)
        )
    for row in _ROW.finditer(text):
        if len(set(row.group()) - _BOXES) > 1:
            for match in _ANY_SHAPE.finditer(text, row.start(), row.end()):
                yield english(match, SYMBOL, _SHAPE_NAMES[match.group()] + ", ")
    for match in _COUNTED.finditer(text):
        plural = "s" * (text[max(0, match.start() - 3) : match.start()].strip() != "1")
        yield english(match, SYMBOL, _SHAPE_NAMES[match.group()[0]] + plural)
    for match in _FACE.finditer(text):
        yield english(match, SYMBOL, _FACE_NAMES[match.group()[0]])
    for match in _LOVE.finditer(text):
        yield english(match, SYMBOL, "love", "heart")
    for match in _HEART.finditer(text):
        yield english(match, SYMBOL, "heart")
    for match in _POINTING.finditer(text):
        yield english(match, SYMBOL, SILENT)
    for row in _ARROWS.finditer(text):
        for match in _ONE_ARROW.finditer(text, row.start(), row.end()):
            comma = ", " * (match.end() < row.end())
            yield english(match, SYMBOL, _WAYS[match.group()] + comma)
    for match in _ARROW_KEY.finditer(text):
        yield english(match, SYMBOL, _WAYS[match[str(match.lastgroup)]], str(match.lastgroup))
    for match in _STEPS.finditer(text):
        yield english(match, SYMBOL, _WAYS[match[str(match.lastgroup)]], str(match.lastgroup))
    for match in _ARROW.finditer(text):
        yield english(match, SYMBOL, _ARROW_NAMES[match["sign"]])
    for match in _KEY.finditer(text):
        yield english(match, SYMBOL, f" {_KEY_NAMES[match.group()[0]]} ")
    for match in _NOTES.finditer(text):
        yield english(match, SYMBOL, SILENT)
    for match in _HASHTAG.finditer(text):
        yield english(match, SYMBOL, "hash " if match["word"] in _OF_CODE else "hashtag ")
    for match in _SECTIONS.finditer(text):
        yield english(match, SYMBOL, "sections ")
    for match in _MARKED.finditer(text):
        yield Found(match.start() + 1, match.end(), SYMBOL, " minus", "")
    for line in _IN_TRAIL.finditer(text):
        for match in _TRAIL.finditer(text, line.start(), line.end()):
            yield english(match, SYMBOL, ", ")
    for match in _ONE_STAR.finditer(text):
        yield english(match, SYMBOL, "star")
