"""English words whose reading their letters don't tell: heteronyms in a sentence, and names."""

from __future__ import annotations

from .choosing import chosen_readings
from .names import name_reading
from .table import HETERONYMS, Heteronym

__all__ = ["HETERONYMS", "Heteronym", "chosen_readings", "name_reading"]
