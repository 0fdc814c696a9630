"""Tables are read cell by cell; numbers of notes are not read."""

from __future__ import annotations

import pytest

from synthesis.text import spans
from synthesis.text.language import main_language
from synthesis.text.skipped import skipped


def said(written: str) -> str:
    return " ".join(span.text for span in spans(written, language=main_language(written)))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Name | Age | Town", "Name, Age, Town"),
        ("| Name | Age |\n|---|:-:|\n| Anna | 12 |", "Name, Age. Anna, twelve"),
        ("Name\tAge\nAnna\t12", "Name, Age. Anna, twelve"),
        ("姓名\t年龄\n小明\t12", "姓名，年龄. 小明，十二"),
        ("春 | 夏 | 秋", "春，夏，秋"),
        ("1.\tFirst", "one. First"),
        ("It is true.[1] Then", "It is true. Then"),
        ("《史记》[2]记载", "《史记》 记载"),
        ("注释：[1]驿外", "注释：[一]驿外"),
        ("|x| = 3", "the absolute value of x equals three"),
        ("a || b", "a or b"),
    ],
)
def test_layout_is_a_pause_or_nothing(written: str, expected: str) -> None:
    assert said(written) == expected


def test_the_number_of_a_note_is_listed_as_skipped() -> None:
    assert [each.text for each in skipped("It is true.[1] Then")] == ["1"]
