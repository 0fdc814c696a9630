"""Finds words of a text that may be read wrong, and the readings that they can have.

Polyphones (行, 重庆), heteronyms (*read*, *tear*) and words that no dictionary knows. Pure, and
light enough for a web process (50 MB): no model, no segmenter, only tables of dictionaries' files.
"""

from .ambiguous import ambiguous_in
from .doubt import AMBIGUOUS, HETERONYM, KINDS, POLYPHONE, UNKNOWN, Choice, Doubt
from .finding import doubts_in

__all__ = [
    "AMBIGUOUS",
    "HETERONYM",
    "KINDS",
    "POLYPHONE",
    "UNKNOWN",
    "Choice",
    "Doubt",
    "ambiguous_in",
    "doubts_in",
]
