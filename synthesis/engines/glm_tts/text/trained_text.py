"""Writes a text the way the texts were written that the model was trained on.

After the frontend of zai-org/GLM-TTS (at c5dc7ae), for texts that are spelled out already. A model
that reads other marks than in its training swallows words or goes on after the end, so target and
prompt get the same treatment. A text with a Han character is Mandarin, any other is English.

Four things are kept that the frontend loses: full-width marks in an English text, the dash that
joins two English words, the space beside a letter with an accent, and the question mark of a quoted
question at the end.
"""

from __future__ import annotations

import re

from synthesis.text.language import EN_STAND_INS, ZH_STAND_INS
from synthesis.text.spoken_form.normalise import simplify

_MARKS = "。？！；：、.?!;:，,"
_HAN = f"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff{ZH_STAND_INS}"
_HAN_CHAR = re.compile(f"[{_HAN}]")
_LETTER = f"(?:[^\\W_{_HAN}]|[{EN_STAND_INS}])"
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_WESTERN = str.maketrans("。、’", ".,'")

_LINE_END = re.compile(r"(?<![.!?;:，。\s])\s*\n\s*")
_HYPHEN = re.compile(f"(?<=[A-Za-z{EN_STAND_INS}])-(?=[A-Za-z{EN_STAND_INS}])")
_BRACKETS = re.compile(r"[()【】「」『』《》`{}\[\]]")
_FIRST_OF_TWO = re.compile(f"[{_MARKS}](?=[{_MARKS}])")
_LOST_SPACE = re.compile(f"(?<!{_LETTER})(?<![.,!?;:]) +| +(?!{_LETTER})")

_PARTICLE = re.compile(rf"咯(?=[{_MARKS}]|\Z)")
_VARIANTS = str.maketrans("噢欸", "哦诶")
_HESITATION = re.compile(r"(?<!\w)额(?!\w)")
_COMMAS = re.compile(r"[,:;、†]+|——")
_STOPS = re.compile(r"[.…~]+")
_SILENT = re.compile(r"""[-_·*\\'"‘’“”|#]+""")

_DASH = re.compile(r"[—–]+")
_UNSPOKEN = re.compile(f"[^\\w\\s.,!?':;{EN_STAND_INS}]")
_APOSTROPHES = re.compile(r"'+")
_SPACED_MARK = re.compile(r"\s*([.,?!':;])\s*")


def as_trained(text: str) -> str:
    """The text with the marks, letters and ending of the model's training texts.

    Stand-ins (see `synthesis.text.language`) count as a Han character or a Latin letter and stay.
    Idempotent.
    """
    text = text.strip().translate(_HALF_WIDTH)
    text = _HYPHEN.sub(" ", text)
    if _HAN_CHAR.search(text):
        return _ended(_mandarin(_LINE_END.sub("。", text)), "。")
    return _ended(_english(_LINE_END.sub(". ", text)), ".")


def _mandarin(text: str) -> str:
    text = "".join(map(simplify, text)).lower()
    text = _PARTICLE.sub("喽", text).translate(_VARIANTS)
    text = _HESITATION.sub("呃", text)
    text = _SILENT.sub("", _BRACKETS.sub("", text))
    text = _STOPS.sub("。", _COMMAS.sub("，", text))
    return _single_marks(text).replace("!", "。")


def _english(text: str) -> str:
    text = _DASH.sub(" ", _BRACKETS.sub("", text.lower())).translate(_WESTERN)
    text = _APOSTROPHES.sub("'", _UNSPOKEN.sub("", text))
    return _single_marks(_SPACED_MARK.sub(r"\1 ", text)).replace("!", ".")


def _single_marks(text: str) -> str:
    """Keep the last of marks that follow each other, and spaces only beside Latin letters."""
    return _FIRST_OF_TWO.sub("", _LOST_SPACE.sub("", " ".join(text.split())))


def _ended(text: str, stop: str) -> str:
    if text.endswith("?"):
        return text
    return text[:-1] + stop if text and text[-1] in _MARKS else text + stop
