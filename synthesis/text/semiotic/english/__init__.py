"""What only English texts have: the classes that `detect` tries first where the text is English.

Each takes a text and the style of reading, and yields what it found with nothing for Mandarin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...style import ReadingStyle
from ..formulas import latex
from ..found import Found
from ..telephones import telephones as international
from .clock import clock
from .dates import dates
from .digits import digits
from .figures import figures
from .mathematics import mathematics
from .measures import measures
from .mentions import mentions
from .money import money
from .music import music
from .ranges import ranges
from .scales import scales
from .shortened import shortened
from .telephones import telephones
from .typography import typography
from .words import words

ENGLISH: tuple[Callable[[str, ReadingStyle], Iterator[Found]], ...] = (
    latex, lambda text, _: international(text), mentions, shortened, digits,
    typography, mathematics, scales,
    measures, dates, money, telephones, music, figures, ranges, clock, words,
)  # fmt: skip
"""In the order in which they choose."""
