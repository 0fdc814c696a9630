"""Capitals that are read letter by letter, where espeak would make a word of them."""

from __future__ import annotations

import re

from ..found import LETTER
from ..letters import spelled
from .rule import Rule

_FIGURES = """
四边形 五边形 六边形 多边形 平行四边形 矩形 长方形 菱形 正方形 梯形 三角形 线段 直线 射线 弧 圆 棱锥
棱柱 正方体 长方体 四面体 平面 角 点 边 扇形 圆锥 向量 折线 对角线 中点 垂足 交点 半径 直径 弦
"""
_AFTER_FIGURE = re.compile(
    rf"(?:{'|'.join(_FIGURES.split())})\s?(?P<said>[A-Z]{{2,6}})(?![A-Za-z])"
)
_CAPITALS = re.compile(r"(?<![A-Za-z0-9&/-])(?P<said>[A-Z]{2,5})(?![A-Za-z&])")
# Words in capitals, and what is said as a word though its letters stand for others.
_AS_WORDS_LISTED = """
THE AND FOR YOU ARE CAN GET NEW ONE TWO CAT DOG SHE HIS HER HIM NOT BUT ALL HAS HAD WAS BAD BIG BOX
BOY BUS CAR DAY EAT END EYE FUN HOT HOW JOB LET MAN MEN OLD OUT PEN PIG RED RUN SAD SAY SEE SIT SIX
SUN TEN TOP TRY WAY WHO WHY YES ZOO SALE STOP OPEN EXIT PUSH PULL LOVE HELLO HAPPY GOOD WIFI HELP
NASA NATO APEC OPEC SARS AIDS COVID UNICEF SIM PIN RAM ROM JPEG GIF LASER RADAR SONAR JAVA BASIC
MOOC LINUX WORD EXCEL LOGO NEXT PASS FAIL START BYE SOS TED IKEA NIKE ZARA HOPE SHOW TIME GAME OVER
"""
_AS_WORDS = frozenset(_AS_WORDS_LISTED.split())
_VOWELS = frozenset("AEIOUY")


def _figure(match: re.Match[str]) -> str:
    return spelled(match["said"])


def _capitals(match: re.Match[str]) -> str:
    written = match["said"]
    if not _VOWELS & set(written[:2]) and not _is_sequence(written):
        return ""  # engines spell what can't be a word: GPU, CCTV
    if written in _AS_WORDS or (written == "NO" and match.string[match.end() :][:1] == "."):
        return ""
    # Longer ones with vowels may be words; letters that go on in the alphabet or twice are none.
    has_word = len(written) > 3 and _VOWELS & set(written) and not _is_sequence(written)
    return "" if has_word else spelled(written)


def _is_sequence(written: str) -> bool:
    codes = [ord(letter) for letter in written]
    return codes == list(range(codes[0], codes[0] + len(codes))) or any(
        pair in written for pair in ("OO", "AA", "II", "UU")
    )


_GENES = re.compile(
    r"(?<![A-Za-z])(?:(?P<a>[A-Za-z])(?i:(?P=a)))(?:(?P<b>[A-Za-z])(?i:(?P=b))){0,2}(?![A-Za-z])"
)
# Answers to several questions: 1-5 ABCDA, 选BD.
_ANSWERS = re.compile(
    r"(?<![A-Za-z0-9&/-])(?P<said>[A-D]{4,5}|(?<=[1-9][\s:：.．])[A-G]{5}|(?<=选)[A-D]{2,3})(?![A-Za-z&])"
)
_IN_FORMULA = re.compile(r"(?<=[㐀-鿿])(?P<said>[a-z]{1,2}[A-Z])(?=[㐀-鿿])")  # F浮=ρgV排

RULES = (
    Rule(LETTER, _AFTER_FIGURE, _figure),
    Rule(LETTER, _ANSWERS, _figure),
    Rule(LETTER, _CAPITALS, _capitals),
    Rule(LETTER, _GENES, lambda match: spelled(match[0])),
    Rule(LETTER, _IN_FORMULA, _figure),
)
