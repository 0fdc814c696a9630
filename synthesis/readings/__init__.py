"""Finds words of a text that may be read wrong, and the readings that they can have.

Polyphones (行, 重庆), heteronyms (*read*, *tear*) and words that no dictionary knows. Pure, and
light enough for a web process (50 MB): no model, no segmenter, only tables of dictionaries' files.
"""

from .doubt import HETERONYM, KINDS, POLYPHONE, UNKNOWN, Choice, Doubt
from .finding import doubts_in

__all__ = ["HETERONYM", "KINDS", "POLYPHONE", "UNKNOWN", "Choice", "Doubt", "doubts_in"]
