"""Pictures and signs in a word's place: "a 👍 or 👎", "Today: ☁", "the ♘"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....style import ReadingStyle
from ...emoji_names import emoji_in, emoji_name
from ...found import EMOJI, SYMBOL, Found
from ..found import english

_OPERATOR_AFTER = re.compile(
    r"[☀-➿\U0001f000-\U0001faff\ufe0f\u200d]{0,24} ?[-+−–×÷=<>≠]"
    r"| (?:means?|stands?|represents?|shows?|icon|button|symbol|sign|emoji)\b"
)
_OPERATOR_BEFORE = re.compile(r"[-+−–×÷=<>≠] ?\Z")
_OLD_PICTURE = re.compile("[☀-☏☔☕☘☠☢☣☪☮☯☸♈-♓♟♨♻♿⚓-⚟⚠-⚧⚪-⛿✂✈✉-✍✏✒✝✡✨❄❇❓❗⏰⏳⌚⌛❤]")
_OF_OLD_PICTURE = re.compile(
    r" (?:means?|stands?|represents?|shows?|icon|button|symbol|sign|emoji)\b"
)
_NEEDS_A_WORD = re.compile(
    r"(?:\b(?i:an?|the|this|that|these|those|my|your|his|her|our|their|some|any|no"
    r"|of|with|without|by|likes?|loves?|eats?|ate|saw|is|are|was|were|called|circle|colou?r"
    r"|draw|find|match|choose|add|press|click|tap|hit|use|touch|count|either|between|from"
    r"|than|want|wants|feels?)) [\"“'‘(]?\Z"
)
_LINK_BEFORE = re.compile(r"(?:\b(?:or|vs)|[&→/]) ?[\"“'‘(]?\Z|(?<=[^\w\s,.!?]) and \Z")
_LINK_AFTER = re.compile(
    r"[\"”'’)]?(?: (?:or|vs)\b| ?[&→/] ?\S|,? (?:and )?[☀-⛿✁-✒✝✡\U0001f000-\U0001faff])"
)
_LABEL = re.compile(r"(?:\b[A-Za-z][a-z’']{0,20}: ?|(?:\A|[ \n\ue000])(?:[1-9]|[a-d])[.)] )\Z")
_DAY = re.compile(
    r"(?:\b(?:Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun)(?:day|sday|nesday|rsday|urday)?:?|\ue000) \Z"
)
_FREE_AFTER = re.compile(
    r"[^\S\n]*(?:[.,;]?[^\S\n]*(?:\n|\Z)|[A-Z][a-z]{1,20}: |(?:[1-9]|[a-d])[.)] )"
)
_WORD_AFTER = re.compile(r" ?([A-Za-z]+)")
_RARE_NAMES = {
    "♔": "king", "♚": "king", "♕": "queen", "♛": "queen", "♖": "rook", "♜": "rook",
    "♗": "bishop", "♝": "bishop", "♘": "knight", "♞": "knight", "♙": "pawn",
    "☿": "Mercury", "♁": "Earth", "♃": "Jupiter", "♄": "Saturn", "♅": "Uranus", "⛢": "Uranus",
    "♆": "Neptune", "♇": "Pluto", "☉": "Sun", "☽": "moon", "☾": "moon", "☥": "ankh",
    "☭": "hammer and sickle", "☬": "khanda", "⚀": "dice one", "⚁": "dice two", "⚂": "dice three",
    "⚃": "dice four", "⚄": "dice five", "⚅": "dice six", "☰": "menu", "⋮": "three dots",
    "▷": "play", "►": "play", "▶": "play", "◀": "back", "◄": "back", "⌂": "home", "⎙": "print",
    "⚥": "male and female", "⌨": "keyboard", "◯": "circle", "⊙": "circle", "♩": "crotchet",
    "♪": "quaver", "♫": "quavers", "♬": "semiquavers", "☞": "pointing hand", "℞": "prescription",
}  # fmt: skip
_RARE = re.compile("(?P<always>[♔-♞♙☿♁♃-♇⛢⚀-⚅])|[" + "".join(_RARE_NAMES) + "]\ufe0f?")
_WAYS = {
    "←": "left", "⬅": "left", "→": "right", "➡": "right", "↑": "up", "⬆": "up", "↓": "down",
    "⬇": "down", "↖": "up left", "↗": "up right", "↘": "down right", "↙": "down left",
}  # fmt: skip
_GO = re.compile(
    r"\b(?:[Gg]o|[Mm]ove|[Tt]urn|[Pp]ush|[Ss]wipe|[Pp]ress|[Hh]it|[Tt]ap|[Ff]ace|[Pp]oint"
    r"|then|hold) "
    "(?P<sign>[" + "".join(_WAYS) + r"])\ufe0f?(?=[.,;!?]|\s*\Z|\n| (?:then|and|or|to|for|until"
    r"|once|twice|if|when|on)\b)"
)
_HEART = re.compile(
    r"\b(?:[Ii]|[Ww]e|[Yy]ou|[Tt]hey|U) (?P<mine>(?:[💙-💝🖤🤍🤎🧡💓-💗]|❤️\u200d🔥)\ufe0f?)(?= \w)"
    r"|(?<=[a-z]s )(?P<their>[♥❤♡]\ufe0f?)(?= [a-z])"
)


def standing(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Such pictures and signs, by their names; pictures that only adorn a line aren't said."""
    for match in _HEART.finditer(text):
        yield english(match, SYMBOL, "love", str(match.lastgroup))
    for match in _GO.finditer(text):
        yield english(match, SYMBOL, _WAYS[match["sign"]], "sign")
    last = -9
    for start, end, chars in emoji_in(text):
        if ord(chars[0]) < 0x1F000 and not _OLD_PICTURE.match(chars):
            continue  # ☺ and ♥ have rules of their own
        if _stands_for_a_word(text, start, end, after_another=text[last:start].isspace()):
            yield Found(start, end, EMOJI, f" {emoji_name(chars, 'en')} ", "")
            last = end
    for match in _RARE.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        name = _RARE_NAMES[match.group()[0]]
        if match["always"] or _NEEDS_A_WORD.search(before):
            yield english(match, SYMBOL, f" {name} ")


def _stands_for_a_word(text: str, start: int, end: int, *, after_another: bool) -> bool:
    """Whether the line would lack a word without the emoji from `start` to `end`."""
    around = text[max(0, start - 24) : start]
    if _OPERATOR_AFTER.match(text, end) or _OPERATOR_BEFORE.search(around):
        return ord(text[start]) >= 0x1F000 or bool(_OF_OLD_PICTURE.match(text, end))
    if _NEEDS_A_WORD.search(around):
        word = _WORD_AFTER.match(text, end)
        return not word or word[1].islower()
    if _LINK_BEFORE.search(around) or _LINK_AFTER.match(text, end):
        return True
    if _LABEL.search(around) or after_another:
        return bool(_FREE_AFTER.match(text, end)) or any(emoji_in(text[end : end + 8]))
    return bool(_DAY.search(around))
