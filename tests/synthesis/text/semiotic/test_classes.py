"""Dates, times, telephones, Roman numerals, abbreviations, letters and signs between words."""

from __future__ import annotations

import subprocess
import sys

import pytest

from config import ROOT
from synthesis.text import spans
from synthesis.text.language import main_language
from synthesis.text.semiotic.numerals import (
    english_cardinal,
    english_ordinal,
    english_year,
    mandarin_cardinal,
)
from tests.growth import assert_linear


def said(written: str, joint: str = " ") -> str:
    return joint.join(span.text for span in spans(written, language=main_language(written)))


def letters(written: str) -> list[str]:
    """The spans that are said as the letter A."""
    return [span.text for span in spans(written) if span.reading == "eɪ"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("born 2024-11-05.", "born November fifth, twenty twenty four."),
        ("03/04/2026", "March fourth, twenty twenty six"),
        ("25/12/2026", "December twenty fifth, twenty twenty six"),
        ("at 9:05 a.m. we go", "at nine oh five A M we go"),
        ("It ends at 9 a.m. We go.", "It ends at nine A M. We go."),
        ("It ends at 5:30 p.m.", "It ends at five thirty PM."),
        (
            "+44 20 7946 0958",
            "plus four four, two zero, seven nine four six, zero nine five eight",
        ),
        (
            "(212) 555-0187, ext. 12",
            "two one two, five five five, zero one eight seven, extension twelve",
        ),
        ("Class C, Section C and Grade C", "Class C, Section C and Grade C"),
        ("James C. Maxwell met Peter V. Smith.", "James C. Maxwell met Peter V. Smith."),
        ("C. Paris", "C. Paris"),
        ("It was John I saw, and Mary I think.", "It was John I saw, and Mary I think."),
        (
            "Mary I of England, Charles I, Louis XIV",
            "Mary the first of England, Charles the first, Louis the fourteenth",
        ),
        ("Five 5 A students in Room 5 A now", "Five five A students in Room five A now"),
        ("World War II and Henry VIII", "World War two and Henry the eighth"),
        ("Chapter IV, Elizabeth I", "Chapter four, Elizabeth the first"),
        ("the XIX century", "the nineteenth century"),
        ("I am in MIX with Malcolm X", "I am in MIX with Malcolm X"),
        ("Main St. near St. Mary's", "Main street near saint Mary's"),
        ("12 Oak Dr. and Dr. Lee", "twelve Oak drive and doctor Lee"),
        ("pp. 12–15, p. 5, No. 5", "pages twelve to fifteen, page five, number five"),
        ("Mt. Everest w/o a Ph.D.", "mount Everest without a P H D."),
        ("about ¥8,600,000", "about eight million six hundred thousand yuan"),
        ("−$5, -$3.50", "minus five dollars, minus three dollars and fifty cents"),
        ("go → went, speed > 5", "go to went, speed is greater than five"),
        ("in km/h and m/s", "in kilometers per hour and meters per second"),
        ("____ is my name", "blank is my name"),
    ],
)
def test_english(written: str, expected: str) -> None:
    assert said(written).replace(" .", ".") == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-11-05出生", "二零二四年十一月五日出生"),
        ("上午9:05 a.m.开始", "上午九点零五分开始"),
        ("电话+86 10 6234 5678", "电话加八六，幺零，六二三四，五六七八"),
        ("第Ⅱ卷和第II卷，必修II", "第二卷和第二卷，必修二"),
        ("水→蒸汽", "水到蒸汽"),
        ("单位是km/h", "单位是公里每小时"),
        ("填空：____是", "填空：空是"),
    ],
)
def test_mandarin(written: str, expected: str) -> None:
    assert said(written, "") == expected


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("Plan A is better than Plan B.", 1),
        ("from A to B, A and B", 2),
        ("She got an A. A dog barks.", 1),
        ("A dog, a cat and a mouse", 0),
        ("A班和B班", 1),
        ("the UAE", 1),
    ],
)
def test_a_is_a_letter_where_it_is_no_article(written: str, count: int) -> None:
    assert len(letters(written)) == count


@pytest.mark.parametrize(
    ("value", "english", "mandarin"),
    [
        ("0", "zero", "零"),
        ("12", "twelve", "十二"),
        ("105", "one hundred and five", "一百零五"),
        ("1250", "one thousand two hundred and fifty", "一千二百五十"),
        ("10010", "ten thousand and ten", "一万零一十"),
        ("1000000", "one million", "一百万"),
        ("8600000", "eight million six hundred thousand", "八百六十万"),
        ("100000005", "one hundred million and five", "一亿零五"),
        ("007", "zero zero seven", "零零七"),
    ],
)
def test_numbers_in_words(value: str, english: str, mandarin: str) -> None:
    assert english_cardinal(value) == english
    assert mandarin_cardinal(value) == mandarin


def test_ordinals_and_years() -> None:
    assert [english_ordinal(each) for each in (1, 12, 20, 21, 100)] == [
        "first", "twelfth", "twentieth", "twenty first", "one hundredth",
    ]  # fmt: skip
    assert [english_year(each) for each in (1949, 1900, 2000, 2005, 2026, 1805)] == [
        "nineteen forty nine", "nineteen hundred", "two thousand", "two thousand five",
        "twenty twenty six", "eighteen oh five",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "piece",
    ["+44 20 ", "Main St. ", "A, ", "II ", "1-2-", "9:05 a", "a@", "->", "__ ", "k/", "第Ⅱ"],
)
def test_time_is_linear(piece: str) -> None:
    short = piece * (1_000 // len(piece))
    assert_linear(lambda text: spans(text), short, short * 4, times=4)


def test_patterns_are_compiled_with_the_first_text_or_before():
    """Most processes read no text. Those that do are ready before somebody waits."""
    slow = "synthesis.text.semiotic.classes"
    code = f"""
import sys, synthesis.text, synthesis.text.skipped, synthesis.text.saying.explained
print({slow!r} in sys.modules)
synthesis.text.semiotic.detect.load_classes()
print({slow!r} in sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ran.stdout.split() == ["False", "True"], ran.stderr
