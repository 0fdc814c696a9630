"""Acronyms, sentences in capitals, names that are cut short, and ranges, as a teacher says them."""

from __future__ import annotations

import pytest

from synthesis.text import spans
from tests.growth import assert_linear
from tests.synthesis.text.semiotic.english.saying import said


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("US AND UK", "U S AND UK"),
        ("THE US AND THE UK", "THE U S AND THE UK"),
        ("US TROOPS IN IRAQ", "U S TROOPS IN IRAQ"),
        ("HELP US", "HELP us"),
        ("GIVE IT TO US NOW", "GIVE it TO us NOW"),
        ("SHE HAS AN MA IN ART", "SHE HAS AN M A IN ART"),
        ("MA students", "M A students"),
        ("AM radio", "A M radio"),
        ("HE AM I", "HE am I"),
        ("ICT AND PE", "I C T AND P E"),
        ("NGO, AQA, WJEC", "N G O, A Q A, W J E C"),
        ("Type AB blood", "Type A B blood"),
        ("NATO and NASA", "NATO and NASA"),
    ],
)
def test_capitals(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Boston, MA 02134", "Boston, Massachusetts, zero two one three four"),
        ("N Ireland and S. Africa", "northern Ireland and south Africa"),
        ("R. Thames", "River Thames"),
        ("Prof Jones met Rev A. Brown", "professor Jones met reverend A. Brown"),
        ("Acme Co. Ltd", "Acme Company Limited"),
        ("in Aug.", "in August."),
        ("on Sat. and by Thurs", "on Saturday and by Thursday"),
        ("5% p.a.", "five percent per annum."),
        ("eg dogs", "for example dogs"),
        ("pp 4-6", "pages four to six"),
        ("std. dev.", "standard deviation."),
        ("The Sun rose on Sunday.", "The Sun rose on Sunday."),
    ],
)
def test_names_cut_short(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("pages 100-120", "pages one hundred to one hundred and twenty"),
        ("Call 555-0199", "Call five five five, zero one nine nine"),
        ("9.30–10.15am", "nine thirty to ten fifteen A M"),
        ("sizes S–XL", "sizes S to XL"),
        ("1800s–1900s", "eighteen hundreds to nineteen hundreds"),
        ("the 1960s–70s", "the nineteen sixties to seventies"),
        ("born 2005–present", "born two thousand five to present"),
        ("1502–1547", "fifteen oh two to fifteen forty seven"),
        ("1000-1500 words", "one thousand to fifteen hundred words"),
        ("items 1~5", "items one to five"),
        ("U16s", "under sixteens"),
        ("a 4-4-2 formation", "a four four two formation"),
        ("Year 7–Year 9", "Year seven to Year nine"),
        ("Options a-d", "Options a to d"),
    ],
)
def test_ranges(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize("piece", ["US ", "US AND ", "Boston, MA ", "on Sat ", "1-", "9.30–", "MA"])
def test_time_is_linear(piece: str) -> None:
    short, long = piece * 100, piece * 400
    assert_linear(lambda text: spans(text), short, long, times=4)
