"""Every letter, digit and sign of a text is said or listed as skipped."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.text import spans
from synthesis.text.language import main_language
from synthesis.text.skipped import skipped

PIECES = [
    "x² + 1 = 0", "a > b", "−12.5", "3×10^8", "H₂O", "25 m/s", "90 km/h", "第Ⅱ卷", "解方程",
    "World War II", "Plan A", "€5", "50%", "→", "√2", "π", "the cat", "他们", "привет",
    "ありがとう", "😀", "#", "*", "½", "≥ 5", "CO2", "4.7 kΩ", "2^3", "(y2 - y1)/(x2 - x1)",
    "∠ABC", "Dr. Lee", "¥8,600,000", "|x|",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(" ".join)


def spoken(text: str) -> list[tuple[str, str, str]]:
    return [(s.language, s.text, s.reading) for s in spans(text, language=main_language(text))]


def listed(text: str) -> list[str]:
    return [each.text for each in skipped(text, language=main_language(text))]


def test_other_scripts_emoji_and_marks_of_layout_are_listed_with_their_places() -> None:
    text = "Say привет 😀 **now** > 5"
    found = skipped(text)
    assert [each.text for each in found] == ["привет", "😀", "**", "**"]
    assert all(text[each.start : each.end] == each.text for each in found)


def test_signs_that_are_said_are_not_listed() -> None:
    assert listed("If a > b, then −5 → x² and 3 ≠ 4 at 25 m/s.") == []
    assert listed("若a>b，则x²→3，占50%。") == []


@given(texts, st.integers(min_value=0, max_value=1_000))
@settings(max_examples=250, deadline=None)
def test_what_is_not_listed_is_heard(text: str, place: int) -> None:
    """Taking away a character that isn't listed changes what is said."""
    at = place % len(text)
    heard = unicodedata.category(text[at])[0] in "LNS" and text[at] != "0"
    if heard and not any(each.start <= at < each.end for each in skipped(text)):
        assert spoken(text[:at] + text[at + 1 :]) != spoken(text), text[at]
