"""Code, commands, addresses and lines of several subjects, as a teacher says them in English."""

from __future__ import annotations

import pytest

from synthesis.text import spans
from synthesis.text.skipped import skipped
from tests.growth import assert_linear
from tests.synthesis.text.semiotic.english.saying import said


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("error code 0xFF", "error code zero x F F"),
        ("0b1010", "zero B one zero one zero"),
        ("ls -la", "L S dash L A"),
        ("cd ..", "C D dot dot"),
        ("$A$1", "dollar A dollar one"),
        ("SELECT * FROM users;", "SELECT star FROM users;"),
        ("404 Not Found", "four oh four Not Found"),
        (".com and .org", "dot com and dot org"),
        ("list[2] = 7", "list index two equals seven"),
        ("user_name@mail.com", "user underscore name at mail dot com"),
        ("https://bbc.co.uk/x", "H T T P S colon slash slash B B C dot co dot U K slash x"),
        ("See https://bbc.co.uk/x", "See B B C dot co dot U K slash x"),
        ("James VI and I", "James the sixth and the first"),
        ("When James VI and I met", "When James the sixth and I met"),
        ("1,5 kg", "one point five kilograms"),
        ("0,5", "zero point five"),
        ("(0,5)", "( zero, five)"),
        ("lim┬(x→0)", "the limit as x approaches zero"),
        ("F/m", "farads per meter"),
    ],
)
def test_programs_and_mixed_lines(written: str, expected: str) -> None:
    assert said(written) == expected


def test_nothing_of_an_address_that_is_all_of_a_text_is_skipped() -> None:
    assert not skipped("https://bbc.co.uk/x")
    assert [each.text for each in skipped("See https://bbc.co.uk/x")] == ["https://"]


@pytest.mark.parametrize(
    "piece", ["0x", "ls -", "$A", "list[", "0,", "https://a.b/", "James VI and"]
)
def test_time_is_linear(piece: str) -> None:
    short, long = piece * 100, piece * 400
    assert_linear(lambda text: spans(text), short, long, times=4)
