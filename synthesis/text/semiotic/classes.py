"""The semiotic classes, in the order in which they choose.

`detect` imports this with the first text, as 900 patterns take a while to compile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..style import ReadingStyle
from .abbreviations import abbreviations
from .calendar import dates, times
from .cells import cells
from .emoji_names import named_emoji
from .english import ENGLISH as OF_ENGLISH
from .formulas import formulas, latex, notations
from .found import Found
from .layout import layout
from .mandarin import mandarin, mandarin_addresses, mandarin_signs
from .mixed import mixed
from .phonetics import dictionary_entries, phonetic_alphabet, pinyin
from .roman.finding import romans
from .signs import lone_sign, signs
from .single_letters import single_letters
from .stage_directions import stage_directions
from .telephones import telephones
from .verse import verse

__all__ = ["CLASSES", "ENGLISH", "SOUNDS", "mandarin_addresses"]

_Class = Callable[[str, ReadingStyle, str], Iterator[Found]]


def _of_text(find: Callable[[str], Iterator[Found]]) -> _Class:
    """A class that looks at the text alone."""
    return lambda text, _style, _language: find(text)


def _of_style(find: Callable[[str, ReadingStyle], Iterator[Found]]) -> _Class:
    """A class that a setting concerns."""
    return lambda text, style, _language: find(text, style)


def _of_language(find: Callable[[str, str], Iterator[Found]]) -> _Class:
    """A class that needs to know the language of a text without words."""
    return lambda text, _style, language: find(text, language)


SOUNDS: tuple[_Class, ...] = (
    _of_text(lone_sign),
    _of_text(cells),
    _of_text(layout),
    _of_text(stage_directions),
    _of_text(phonetic_alphabet),
    _of_text(pinyin),
    _of_style(verse),
)
"""They choose before all others."""
ENGLISH: tuple[_Class, ...] = tuple(map(_of_style, OF_ENGLISH))
"""They choose next in texts that are English for the most part."""
CLASSES: tuple[_Class, ...] = (
    _of_language(mixed), _of_text(dictionary_entries), _of_style(latex),
    _of_language(mandarin), _of_style(dates), _of_text(times), _of_text(telephones),
    _of_style(notations), _of_text(romans), _of_style(formulas), _of_text(abbreviations),
    _of_language(mandarin_signs), _of_style(signs), _of_text(single_letters),
    _of_style(named_emoji),
)  # fmt: skip
"""In the order in which they choose."""
