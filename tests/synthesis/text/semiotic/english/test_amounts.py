"""Amounts of money, dates, telephones and Roman numerals in the many ways they are written."""

import pytest

from synthesis.text import spans


def said(text: str) -> str:
    return " ".join(span.text for span in spans(text))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("£5 – £2 = £3", "five pounds minus two pounds equals three pounds"),
        ("£-40", "minus forty pounds"),
        ("$12 000 in cash", "twelve thousand dollars in cash"),
        ("₹1,00,000", "one hundred thousand rupees"),
        ("₹2 lakh", "two lakh rupees"),
        ("45,50 €", "forty five euros and fifty cents"),
        ("20 zł", "twenty zloty"),
        ("KSh 200", "two hundred Kenyan shillings"),
        ("five £20 notes", "five twenty pound notes"),
        ("a £5-a-week rise", "a five pound-a-week rise"),
        ("<£5", "less than five pounds"),
        ("c.£50", "about fifty pounds"),
        ("£12 p/h", "twelve pounds per hour"),
        ("£25pp", "twenty five pounds per person"),
        ("Interest at 3.5% p.a.", "Interest at three point five percent per annum."),
        ("£45 inc. VAT", "forty five pounds including V A T"),
        ("Acme Inc. was founded", "Acme incorporated was founded"),
    ],
)
def test_money(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("March 3, 4 and 5", "March third, fourth and fifth"),
        ("3, 4 and 5 March", "the third, the fourth and the fifth of March"),
        ("Dec 2019 - Mar 2020", "December twenty nineteen to March twenty twenty"),
        ("week ending 20/6", "week ending June twentieth"),
        ("D-Day was 6.6.44", "D-Day was June sixth, nineteen forty four"),
        ("section 6.6.44", "section six point six point forty four"),
        ("1066 and all that", "ten sixty six and all that"),
        ("W/C 14/10/24", "week commencing October fourteenth, twenty twenty four"),
        ("FY 2023/24", "F Y twenty twenty three to twenty four"),
    ],
)
def test_dates(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("1-800-FLOWERS", "one, eight hundred, FLOWERS"),
        (
            "call (416) 555-0134 x 222",
            "call four one six, five five five, zero one three four, extension two two two",
        ),
        ("01632 960555/6", "zero one six three two, nine six zero five five five, or six"),
        ("Sort code 20-45-77", "Sort code two zero, four five, seven seven"),
        ("Account no. 12345678", "Account number one two three four five six seven eight"),
        ("Austin, TX 78701", "Austin, Texas, seven eight seven zero one"),
        ("1300 975 707", "one three zero zero, nine seven five, seven zero seven"),
        ("My number's 555 2368", "My number's five five five, two three six eight"),
    ],
)
def test_telephones(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Kings George V and VI", "Kings George the fifth and the sixth"),
        ("Charles I and Charles II", "Charles the first and Charles the second"),
        (
            "James VI of Scotland and I of England",
            "James the sixth of Scotland and the first of England",
        ),
        ("Mary I burned Protestants", "Mary the first burned Protestants"),
        ("Mary I saw yesterday", "Mary I saw yesterday"),
        ("Question 3(ii)", "Question three (two)"),
        ("Convert: IX, XIV, LX", "Convert: nine, fourteen, sixty"),
        ("group II metals", "group two metals"),
        ("the group I joined", "the group I joined"),
    ],
)
def test_roman_numerals(written: str, spoken: str) -> None:
    assert said(written) == spoken
