"""Lines as worksheets of many subjects have them, with what an English teacher says."""

from __future__ import annotations

import pytest

from synthesis.text import spans
from tests.growth import assert_linear
from tests.synthesis.text.semiotic.english.saying import said


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a 60 W bulb", "a sixty watt bulb"),
        ("5 kΩ resistor", "five kilohm resistor"),
        ("4 x 100 m relay", "four by one hundred meter relay"),
        ("30cm x 20cm", "thirty centimeters by twenty centimeters"),
        ("3 m x 2 m x 1.5 m", "three meters by two meters by one point five meters"),
        ("3 m × 2 m = 6 m²", "three meters times two meters equals six square meters"),
        ("150 lb/in²", "one hundred and fifty pounds per square inch"),
        ("potatoes at 80p/kg", "potatoes at eighty p per kilogram"),
        ("How many mL are in 2 L?", "How many milliliters are in two liters?"),
        ("density in g/cm³", "density in grams per cubic centimeter"),
        ("Convert 3 km to m.", "Convert three kilometers to meters."),
        ("¾ cup of milk", "three quarters of a cup of milk"),
        ("1/2 an hour", "half an hour"),
        ("½ price", "half price"),
        ("1 kg m/s²", "one kilogram meter per second squared"),
        ("4 J/(kg °C)", "four joules per kilogram degree Celsius"),
    ],
)
def test_measures(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("IP address 192.168.1.1", "IP address one nine two dot one six eight dot one dot one"),
        ("127.0.0.1:80", "one two seven dot zero dot zero dot one colon eight zero"),
        ("Binary 1011 = 11", "Binary one zero one one equals eleven"),
        ("1000 bytes", "one thousand bytes"),
        ("#FF0000 is red", "hash F F zero zero zero zero is red"),
        ("a 404 error", "a four oh four error"),
        ("Go to Settings > Wi-Fi > Home", "Go to Settings, Wi-Fi, Home"),
        ("♥ ♦ ♣ ♠ are suits", "hearts, diamonds, clubs, spades, are suits"),
        ("the ● and the ■", "the circle and the square"),
        ("1st ➜ 2nd", "first to second"),
        ("Copyright © Oxford 2019", "Copyright Oxford twenty nineteen"),
        ("kg → g", "kilograms to grams"),
        ("# 7", "number seven"),
        ("£/kg", "pounds per kilogram"),
        ("▲ = hill", "triangle equals hill"),
    ],
)
def test_computing_and_signs(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("u_{n+1} = 2", "u sub n plus one equals two"),
        ("3:5 = 12:20", "three to five equals twelve to twenty"),
        ("a:b = 2:3", "a to b equals two to three"),
        ("ΔABC ~ ΔPQR", "triangle A B C is similar to triangle P Q R"),
        ("fg(x)", "f g of x"),
        ("∑_{i=1}^{n} i", "the sum from i equals one to n of i"),
        ("the (n+1)th term", "the n plus one th term"),
        ("CuSO₄·5H₂O", "C u S O four dot five H two O"),
        ("n(NaOH) = 2", "n of N a O H equals two"),
        ("2Na(s) + Cl₂(g)", "two N a solid plus C l two gas"),
        ("Mr of NH₃", "M R of N H three"),
        ("ΔG° = 2", "delta G standard equals two"),
        ("N≡N", "N triple bond N"),
        ("Score: /10", "Score: out of ten"),
        ("2,000–3,000", "two thousand to three thousand"),
        ("50-50", "fifty fifty"),
    ],
)
def test_mathematics(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("14:00hrs", "fourteen hundred hours"),
        ("2h 5m", "two hours five minutes"),
        ("the 6.05 train", "the six oh five train"),
        ("up at 0630", "up at oh six thirty"),
        ("9:00 a.m. – 3:30 p.m.", "nine A M to three thirty PM."),
        (
            "12/02/24–16/02/24",
            "February twelfth, twenty twenty four to February sixteenth, twenty twenty four",
        ),
        ("w/e 5 May", "week ending the fifth of May"),
        ("£45 p.a.", "forty five pounds per annum."),
        ("£3 10s 6d", "three pounds ten shillings six pence"),
        ("est. 1850", "established eighteen fifty"),
        ("04-07-2012", "April seventh, twenty twelve"),
        ("Mon. 3 – Fri. 7 June", "Monday the third to Friday the seventh of June"),
        ("T-10 seconds", "T minus ten seconds"),
        ("lunch 12.15-1.00", "lunch twelve fifteen to one o'clock"),
        ("20 BC–AD 14", "twenty B C to A D fourteen"),
        ("1'30\"", "one minute thirty seconds"),
        ("Lunch ¥1,200 (Tokyo)", "Lunch one thousand two hundred yen (Tokyo)"),
        ("Lunch ¥1,200", "Lunch one thousand two hundred yuan"),
        ("Jan. – Mar.", "January to March."),
    ],
)
def test_times_money_and_abbreviations(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    "piece", ["1.2.3.4:", "5 m x ", "#FF0000 ", "1/2 cup ", "a_{n+1}", "> Apple ", "10s 5d "]
)
def test_time_is_linear(piece: str) -> None:
    short = piece * (600 // len(piece))
    assert_linear(lambda text: spans(text), short, short * 4, times=4)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("24/25 December", "the twenty fourth and the twenty fifth of December"),
        ("Sat 3 & Sun 4 Feb", "Saturday the third and Sunday the fourth of February"),
        ("(b. 23 April 1564)", "(born the twenty third of April, fifteen sixty four)"),
        ("30 SEP 24", "the thirtieth of September, twenty four"),
        ("MONDAY 5 FEBRUARY", "MONDAY the fifth of February"),
        ("March 5 – April 2", "March fifth to April second"),
        ("week beginning 14 june", "week beginning the fourteenth of june"),
        ("FY23/24", "F Y twenty three to twenty four"),
        ("It may 2 be so", "It may two be so"),
    ],
)
def test_dates_as_they_are_typed(written: str, expected: str) -> None:
    assert said(written).lower() == expected.lower()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a 3-yr course", "a three year course"),
        ("6 mths", "six months"),
        ("She is 4 yrs old.", "She is four years old."),
        ("24 hr clock", "twenty four hour clock"),
        ("a 30s clip", "a thirty second clip"),
        ("the 60s music", "the sixties music"),
        ("1h30m", "one hour thirty minutes"),
        ("Set it for 1:30 min.", "Set it for one minute thirty seconds."),
        ("UTC+05:30", "UTC plus five thirty"),
        ("Train dep. 10.04", "Train departs ten oh four"),
    ],
)
def test_lengths_of_time(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Charles I was executed.", "Charles the first was executed."),
        ("Charles I was hoping for rain.", "Charles I was hoping for rain."),
        ("Elizabeth I's reign", "Elizabeth the first's reign"),
        ("Peter I the Great", "Peter the first the Great"),
        ("John D. Rockefeller III", "John D. Rockefeller the third"),
        ("Toy Story III", "Toy Story three"),
        ("World Wars I and II", "World Wars one and two"),
        ("Chapters IV–VI", "Chapters four to six"),
        ("III.ii.45", "act three, scene two, line forty five"),
        ("Symphony No. IX", "Symphony number nine"),
        ("Section IV.2", "Section four point two"),
        ("IV + V = IX", "four plus five equals nine"),
        ("V = IR", "V equals I R"),
        ("Super Bowl XL", "Super Bowl forty"),
        ("Games of the XXX Olympiad", "Games of the thirtieth Olympiad"),
        ("the V chord", "the five chord"),
        ("copper (II) sulfate", "copper two sulfate"),
    ],
)
def test_roman_numerals_in_company(written: str, expected: str) -> None:
    assert said(written) == expected
