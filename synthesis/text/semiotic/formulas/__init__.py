"""Finds and says formulas and quantities: mathematics, chemistry, physics, units."""

from .finding import formulas
from .latex import latex
from .notations import notations

__all__ = ["formulas", "latex", "notations"]
