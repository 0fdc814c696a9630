"""Finds and says formulas and quantities: mathematics, chemistry, physics, units."""

from .finding import formulas

__all__ = ["formulas"]
