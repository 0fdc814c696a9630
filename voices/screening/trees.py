"""Decision trees as plain lists, so that JSON can hold them and scikit-learn isn't needed."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

Node = float | list[Any]
"""A leaf is its log odds; a branch is [measure, limit, node up to the limit, node above it]."""

_DEEPEST = 12


def leaf(tree: Node, measures: Mapping[str, float]) -> float:
    """The log odds of the leaf that these measures lead to."""
    while isinstance(tree, list):
        name, limit, below, above = tree
        tree = below if measures[name] <= limit else above
    return tree


def checked(tree: Any, names: Collection[str], deepest: int = _DEEPEST) -> Node:
    """Return `tree` if it is a valid tree over these measures. Raises ValueError if not."""
    if is_number(tree):
        return float(tree)
    if not isinstance(tree, list) or len(tree) != 4:
        raise ValueError(f"{str(tree)[:60]} is neither a leaf nor a branch of a tree")
    name, limit, below, above = tree
    if name not in names:
        raise ValueError(f"a tree uses {str(name)[:60]}, which is not a measure of its detector")
    if not is_number(limit):
        raise ValueError(f"a tree's limit for {name} is {str(limit)[:60]}, not a number")
    if not deepest:
        raise ValueError(f"a tree is more than {_DEEPEST} branches deep")
    return [name, float(limit), *(checked(one, names, deepest - 1) for one in (below, above))]


def is_number(value: Any) -> bool:
    """True for a finite number; excludes booleans, which Python counts as integers."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
