"""Texts of one sign alone are read in time that grows with their length, as others are."""

from __future__ import annotations

from functools import partial

import pytest

from synthesis.text import spans
from synthesis.text.words import words
from tests.growth import assert_linear
from tests.thoroughness import in_thorough

ALWAYS = ["|", "____"]
NOW_AND_THEN = [
    "第", "1.",
    "1/2/", "a^", "x=", "((a+b)", "@a.", "http://", "$1", "->", "→", "一", "1比", "mā ",
    "/a/", "[a]", "&amp;", "<b>", "a-b-", "\\frac{1}{", "| a |", "\t", "- ", "1) ", "#",
    "*", "😀", "あ", "5′", "+44 ", "A B ", "pp. 1-", "①", "²", "3<", "go – went – ", "c-a-t ",
    "STOP ", "，", "–1", "3~5", "1,", "9am ", "5/11 ", "m/s^2 ", "10^-", "的", "read ", "\n",
    "古\n", " ", "= ", "F浮=", "G动", "mgsin", "(ρ水:",
]  # fmt: skip


@pytest.mark.parametrize(
    "piece", [*ALWAYS, *(pytest.param(each, marks=in_thorough) for each in NOW_AND_THEN)]
)
def test_one_piece_over_and_over(piece: str) -> None:
    short, long = ((piece * size)[:size] for size in (2_500, 20_000))
    for read in (words, spans, partial(spans, language="zh")):
        assert_linear(read, short, long, times=8)
