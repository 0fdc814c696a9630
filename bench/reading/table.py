"""Prints how many items were read right, by category, half and language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from bench.reading.items import CATEGORIES, HALVES, LANGUAGES
from bench.reading.judging import Result

Results = Mapping[tuple[str, str], Result]
"""The results of one reader by language and half."""


def rows(results: Results) -> list[list[str]]:
    """One row for each category and one for all; a column for each language and half."""
    keys = [(language, half) for language in LANGUAGES for half in HALVES]
    table = [["", *(f"{language} {half}" for language, half in keys)]]
    for category in CATEGORIES:
        cells = []
        for key in keys:
            result = results.get(key)
            of = result.of[category] if result else 0
            cells.append(f"{result.right[category]}/{of}" if result and of else "–")
        table.append([category, *cells])
    table.append(["all", *(total(results.get(key)) for key in keys)])
    return table


def side_by_side(language: str, columns: Mapping[str, Sequence[Result]]) -> list[list[str]]:
    """One column for each reader, whose results are added up."""
    table = [[f"{language}, both halves", *columns]]
    for category in CATEGORIES:
        cells = [
            f"{sum(each.right[category] for each in results)}"
            f"/{sum(each.of[category] for each in results)}"
            for results in columns.values()
        ]
        table.append([category, *cells])
    shares = []
    for results in columns.values():
        right, of = (sum(n.total() for n in each) for each in _counts(results))
        shares.append(f"{right}/{of} {right / max(of, 1):.1%}")
    table.append(["all", *shares])
    return table


def _counts(results: Sequence[Result]) -> tuple[list[Counter[str]], list[Counter[str]]]:
    return [each.right for each in results], [each.of for each in results]


def total(result: Result | None) -> str:
    """Right and of, with the share."""
    if result is None or not result.of:
        return "–"
    return f"{result.right.total()}/{result.of.total()} {result.share:.1%}"


def show(table: Sequence[Sequence[str]]) -> None:
    """Print a table with columns as wide as they need to be."""
    widths = [max(len(row[at]) for row in table) for at in range(len(table[0]))]
    for row in table:
        first, *rest = row
        cells = (f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True))
        print("  ".join([f"{first:<{widths[0]}}", *cells]).rstrip())
