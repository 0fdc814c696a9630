"""Notation of mathematics and chemistry that has names of its own in English."""

from __future__ import annotations

import pytest

from synthesis.text import plan, spans
from synthesis.text.semiotic.english.notations.notation import notation
from synthesis.text.style import DEFAULT
from tests.growth import assert_linear


def said(written: str) -> str:
    parts = [spans(segment.text, language="en") for segment in plan(written)]
    return " ".join(span.text for part in parts for span in part)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ẋ = 3t", "x dot equals three t"),
        ("limₓ→₀ f(x)", "the limit as x approaches zero of f of x"),
        ("P(X > 3 | Y = 2)", "P(X is greater than three given Y equals two)"),
        ("ⁿCᵣ", "n C r"),
        ("E[X]", "E of X"),
        ("Re(z) = 2", "the real part of z equals two"),
        ("17 ≡ 2 (mod 5)", "seventeen is congruent to two (mod five )"),
        ("tan θ = opp/adj", "tangent theta equals opposite over adjacent"),
        ("p → q", "p implies q"),
        ("x ∈ ℤ⁺", "x is in the positive integers"),
        ("Σfx / Σf", "the sum of f x over the sum of f"),
        ("π", "pi"),
        ("⁷⁄₈", "seven eighths"),
        ("λόγος", ""),
        ("5 ○ 3 = 8", "five circle three equals eight"),
        ("N° 4", "number four"),
    ],
)
def test_mathematics(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("O=C=O", "O double bond C double bond O"),
        ("1s22s22p6", "one s two two s two two p six"),
        ("2.8.7", "two, eight, seven"),
        ("Version 2.8.7", "Version two point eight point seven"),
        ("CₙH₂ₙ₊₂", "C n H two n plus two"),
        ("20% w/v", "twenty percent weight by volume"),
    ],
)
def test_chemistry(written: str, expected: str) -> None:
    assert said(written) == expected


def test_takes_linear_time() -> None:
    piece = "Li, Na, C=O, P(X | 1s22s2 2.8.7 Σx ∡A lim "
    assert_linear(lambda text: list(notation(text, DEFAULT)), piece * 50, piece * 500, times=10)
