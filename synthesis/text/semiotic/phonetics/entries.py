"""What entries of a dictionary shorten in Mandarin texts: "abandon v. 放弃", "(BrE)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..found import ABBREVIATION, LETTER, Found
from ..letters import spelled

_NAMES = {
    "n": ("noun", "名词"), "v": ("verb", "动词"), "vt": ("transitive verb", "及物动词"),
    "vi": ("intransitive verb", "不及物动词"), "adj": ("adjective", "形容词"),
    "adv": ("adverb", "副词"), "prep": ("preposition", "介词"), "conj": ("conjunction", "连词"),
    "pron": ("pronoun", "代词"), "interj": ("interjection", "感叹词"), "num": ("numeral", "数词"),
    "art": ("article", "冠词"), "aux": ("auxiliary", "助动词"), "abbr": ("abbreviation", "缩写"),
    "pl": ("plural", "复数"), "sing": ("singular", "单数"), "sb": ("somebody", "某人"),
    "sth": ("something", "某物"), "phr": ("phrase", "短语"),
}  # fmt: skip
_SURE = re.compile(
    r"(?<![\w.'’])(?P<short>vt|vi|adj|adv|prep|conj|pron|interj|abbr|sb|sth|phr)\.(?!\w)"
    r"|(?<![\w.'’])(?P<bare>sb|sth)(?![\w.'’])"
)
# One letter, or a word of its own: only after an entry's word, and where it goes on in small
# letters. (Smith v. Jones)
_AFTER_WORD = re.compile(
    r"(?:(?<=[a-z/\])）\ue000] )|(?<=[(（/;；,，+＋])|(?<=[;；,，] )|^)"
    r"(?P<short>n|v|pl|sing|num|art|aux)\.(?=\s*(?:[a-z(（&/;；,，）)+＋㐀-鿿]|$))",
    re.MULTILINE,
)
_HAN = re.compile("[㐀-鿿]")
_ENGLISHES = {"BrE": ("British English", "英式英语"), "AmE": ("American English", "美式英语")}
_ENDING = re.compile(
    r"(?<![A-Za-z0-9)）])-(?P<ending>s|es|ies|ves|d|ed|ied|n|en|er|est|ing|ly|y)(?![A-Za-z0-9'’=-])"
)
_BETWEEN_ENDINGS = re.compile(r"(?<=-s)/(?=-)|(?<=-[a-z]{2})/(?=-)|(?<=-[a-z]{3})/(?=-)")
_OF_POEM = re.compile(r"(?<!\w)(?P<many>[Ll]l|l)\.(?=\s?\d)")
_ENGLISH = re.compile(r"(?<!\w)(?:BrE|AmE)(?!\w)")
_RHYMES = re.compile(
    r"(?<!\w)[A-G]{2,14}(?= ?(?:式|型|rhyme|pattern|scheme))"
    r"|(?<=rhyme scheme is )[A-G]{2,14}(?!\w)|(?<=rhyming )[A-G]{2,14}(?!\w)"
    r"|(?<=rhyme scheme )[A-G]{2,14}(?!\w)"
)


def dictionary_entries(text: str) -> Iterator[Found]:
    """Word classes and other abbreviations of dictionaries, and patterns such as AABB. English
    texts have a class of their own for what they shorten."""
    if _HAN.search(text):
        for pattern in (_SURE, _AFTER_WORD):
            for match in pattern.finditer(text):
                short = match["short"] or match["bare"]
                yield Found(*match.span(), ABBREVIATION, *_NAMES[short])
        for match in _ENDING.finditer(text):
            said = spelled(match["ending"].upper())
            yield Found(*match.span(), LETTER, said, said)
        for match in _BETWEEN_ENDINGS.finditer(text):
            yield Found(*match.span(), LETTER, "or", "或")
        for match in _ENGLISH.finditer(text):
            yield Found(*match.span(), ABBREVIATION, *_ENGLISHES[match.group()])
    for match in _OF_POEM.finditer(text):
        many = len(match["many"]) > 1
        yield Found(*match.span(), ABBREVIATION, "lines" if many else "line", "行")
    for match in _RHYMES.finditer(text):
        said = spelled(match.group())
        yield Found(*match.span(), LETTER, said, said)
