"""What only English texts have: the classes that `detect` tries first where the text is English.

Each takes a text and the style of reading, and yields what it found with nothing for Mandarin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...style import ReadingStyle
from ..formulas import latex
from ..found import Found
from ..telephones import telephones as international
from .capitals import capitals
from .clock import clock
from .dates import dates
from .digits import digits
from .durations import durations
from .figures import figures
from .measures import measures
from .money import money
from .notations.mathematics import mathematics
from .notations.music import music
from .notations.notation import notation
from .places import places
from .programs import programs
from .ranges import ranges
from .scales import scales
from .sheets import sheets
from .shortened import shortened
from .signs.chat import chat
from .signs.marks import marks
from .signs.mentions import mentions
from .signs.pictures import pictures
from .signs.standing import standing
from .signs.typography import typography
from .telephones import extensions, telephones
from .words import words

ENGLISH: tuple[Callable[[str, ReadingStyle], Iterator[Found]], ...] = (
    latex, extensions, lambda text, _: international(text), sheets, marks, mentions, chat, standing,
    programs, places, shortened, digits, durations, notation, pictures, typography,
    mathematics, scales, measures, dates, money, telephones, music, figures, ranges, clock,
    words, capitals,
)  # fmt: skip
"""In the order in which they choose."""
