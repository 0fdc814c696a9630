"""Pinyin, read as its syllables: zhōng guó, "lǜ", zhong1guo2, 好（hào）奇, 声母 b p m f."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ...pinyin import NoTone, NotPinyin, split_letters, syllables
from ..found import PRONUNCIATION, SYMBOL, Found

_MARKED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙ"
_ONLY_PINYIN = re.compile("[āǎēěīǐōǒūǔǖǘǚǜĀǍĒĚĪǏŌǑŪǓ]")  # no European language has them often
_LETTER = rf"A-Za-z0-9_{_MARKED}À-ɏ'’"
_TOKEN = re.compile(rf"(?<![{_LETTER}])[A-Za-z{_MARKED}]+(?:['’][a-z{_MARKED}]+)*(?![{_LETTER}])")
_LATIN_WORD = re.compile(rf"[{_LETTER}]+")
_NUMBERED = re.compile(rf"(?<![{_LETTER}.-])(?:[A-Za-zü]{{1,6}}[1-5]){{1,6}}(?![{_LETTER}-])")
_PLAIN = re.compile(rf"(?<![{_LETTER}.@/])[a-zü]{{1,6}}(?![{_LETTER}@/]|\.\w)")
_HAN = re.compile("[㐀-鿿]")
_CUE = re.compile("拼音|声母|韵母|音节|认读|鼻音|舌音|声调|[pP]inyin|Mandarin|Chinese|\\btones?\\b")
_HAN_CUE = re.compile("拼音(?!输入)|声母|韵母|音节|认读|鼻音|舌音|介母")
_BRACKETED = re.compile(
    rf"(?<=[㐀-鿿])[（(]\s?(?P<pinyin>[a-z{_MARKED}'’ ]{{1,40}}?)\s?[）)]", re.IGNORECASE
)
_BLENDED = re.compile(
    rf"(?<![{_LETTER}-])(?P<initial>[zcs]h|[bpmfdtnlgkhjqxrzcsyw])\s?[-—–+]{{1,2}}\s?"
    rf"(?:(?P<medial>[iuü])\s?[-—–+]{{1,2}}\s?)?(?P<final>[a-zü{_MARKED}]{{1,4}})"
    rf"(?P<leads>\s?(?:→|[-—–]{{1,2}}>?|=)\s?)(?P<whole>[a-zü{_MARKED}]{{1,6}})(?![{_LETTER}])"
)
"""Initial and final that make a syllable: b-à→bà, h-u-ā→huā."""
_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_LONGEST_WORD, _LONGEST = 4, 60
# How a class says initials and finals, which are no syllables by themselves.
_PARTS = {
    "b": "bo1", "p": "po1", "m": "mo1", "f": "fo1", "d": "de1", "t": "te1", "n": "ne1", "l": "le1",
    "g": "ge1", "k": "ke1", "h": "he1", "j": "ji1", "q": "qi1", "x": "xi1", "zh": "zhi1",
    "ch": "chi1", "sh": "shi1", "r": "ri1", "z": "zi1", "c": "ci1", "s": "si1", "y": "yi1",
    "w": "wu1", "i": "yi1", "u": "wu1", "ü": "yu1", "ui": "wei1", "iu": "you1", "ie": "ye1",
    "üe": "yue1", "in": "yin1", "un": "wen1", "ün": "yun1", "ing": "ying1", "ong": "weng1",
    "ian": "yan1", "iang": "yang1", "iao": "yao1", "ia": "ya1", "iong": "yong1", "ua": "wa1",
    "uo": "wo1", "uai": "wai1", "uan": "wan1", "uang": "wang1", "üan": "yuan1", "er": "er2",
    "eng": "eng1", "ang": "ang1", "ai": "ai1", "ei": "ei1",
}  # fmt: skip


def pinyin(text: str) -> Iterator[Found]:
    """Pinyin with tones; without them only where the text is about pinyin."""
    yield from _annotations(text)
    yield from _blended(text)
    tokens = list(_with_tones(text))
    told = _HAN.search(text) or _ONLY_PINYIN.search(text) or _CUE.search(text)
    if told or len(tokens) == len(_LATIN_WORD.findall(text)):
        for start, end, value in tokens:
            yield _found(text, start, end, value)
    numbered = list(_with_numbers(text))
    if _CUE.search(text) or len(numbered) > 1:
        for start, end, value in numbered:
            yield _found(text, start, end, value)
    about_pinyin = bool(_HAN_CUE.search(text))
    if about_pinyin or ("ü" in text and _HAN.search(text)):
        for match in _PLAIN.finditer(text):
            if not about_pinyin and "ü" not in match.group():
                continue
            if value := _without_tone(match.group()):
                yield _found(text, *match.span(), value)


def _found(text: str, start: int, end: int, value: str) -> Found:
    written = text[start:end]
    return Found(start, end, PRONUNCIATION, written, written, pinyin=value)


def _with_tones(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _TOKEN.finditer(text):
        written = match.group()
        if not any(char in _MARKED for char in written):
            continue
        if value := _syllables(written):
            yield *match.span(), value


def _with_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _NUMBERED.finditer(text):
        parts = re.findall("[a-zü]+[1-5]", match.group().lower())
        if all(len(part) > 2 for part in parts) and (value := _syllables(match.group())):
            yield *match.span(), value


def _annotations(text: str) -> Iterator[Found]:
    """A reading in brackets after its character or word: the bracket is not read itself."""
    for match in _BRACKETED.finditer(text):
        spoken = _syllables(match["pinyin"].replace(" ", "")).split()
        start, end = match.start() - len(spoken), match.start()
        if not spoken or len(spoken) > _LONGEST_WORD or start < 0:
            continue
        pairs = zip(text[start:end], spoken, strict=True)
        if all(syllable in _readings(char) for char, syllable in pairs):
            for at, syllable in enumerate(spoken, start):
                yield _found(text, at, at + 1, syllable)
            yield Found(*match.span(), SYMBOL, " ", " ")


def _blended(text: str) -> Iterator[Found]:
    for match in _BLENDED.finditer(text):
        final = _final(match["final"])
        whole = _syllables(match["whole"])
        if not final or not whole:
            continue
        yield _found(text, *match.span("whole"), whole)
        end = match.start()
        for name in ("initial", "medial", "final", "leads"):
            if match[name] is None:
                continue
            start, stop = match.span(name)
            if start > end:
                yield Found(end, start, SYMBOL, ", ", "，")
            end = stop
            if name == "leads":
                yield Found(start, stop, SYMBOL, ", ", "，")
            else:
                yield _found(text, start, stop, final if name == "final" else _PARTS[match[name]])


def _final(written: str) -> str:
    """A final with its tone as the syllable that it is by itself: uō is wo1."""
    marks = [unicodedata.normalize("NFD", char) for char in written]
    plain = "".join(
        each.replace(mark, "") if (mark := _tone_mark(each)) else each for each in marks
    )
    tones = [_TONES[mark] for each in marks if (mark := _tone_mark(each))]
    part = _PARTS.get(unicodedata.normalize("NFC", plain)) or _without_tone(
        unicodedata.normalize("NFC", plain)
    )
    return f"{part[:-1]}{tones[0]}" if part and len(tones) == 1 else ""


def _tone_mark(decomposed: str) -> str:
    return next((char for char in decomposed if char in _TONES), "")


def _syllables(written: str) -> str:
    """The syllables with tone numbers; "" for what is no pinyin, has no tone or is too long."""
    if len(written) > _LONGEST:
        return ""
    try:
        return " ".join(syllables(unicodedata.normalize("NFC", written)))
    except (NotPinyin, NoTone):
        return ""


def _without_tone(letters: str) -> str:
    """In the first tone, as a class reads them; "" for what is no pinyin."""
    if part := _PARTS.get(letters):
        return part
    parts = split_letters(letters.replace("ü", "v"))
    return f"{parts[0]}1" if len(parts) == 1 else ""


def _readings(char: str) -> frozenset[str]:
    """All readings of a character with tone numbers, a neutral one among them."""
    marked = _table().get(str(ord(char)), "")
    known = {_syllables(each) or f"{each}5" for each in marked.split(",") if each}
    return frozenset(known | {f"{each[:-1]}5" for each in known})


@cache
def _table() -> dict[str, str]:
    """Code points → readings: pypinyin's file, without the package, which would keep more."""
    spec = find_spec("pypinyin")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pypinyin is not installed")
    path = Path(spec.submodule_search_locations[0]) / "pinyin_dict.json"
    table: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return table
