"""Measures, mathematics and chemistry as worksheets write them."""

from __future__ import annotations

import pytest

from synthesis.text import spans
from tests.growth import assert_linear


def said(written: str) -> str:
    return " ".join(span.text for span in spans(written, language="en"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a 5-kg bag", "a five kilogram bag"),
        ('a 12" ruler', "a twelve inch ruler"),
        ("a 13A fuse", "a thirteen ampere fuse"),
        ("2 tbsp. oil", "two tablespoons oil"),
        ("37ºC, 20 ⁰C", "thirty seven degrees Celsius, twenty degrees Celsius"),
        ("20°C–25°C", "twenty degrees Celsius to twenty five degrees Celsius"),
        ("10⁰ = 1", "ten to the power of zero equals one"),
        ("Give your answer in cm².", "Give your answer in square centimeters."),
        ("200 per km²", "two hundred per square kilometer"),
        ("270 people/km²", "two hundred and seventy people per square kilometer"),
        ("Force (N)", "Force (newtons)"),
        ("the newton (N)", "the newton (N)"),
        ("Time / s", "Time in seconds"),
        ("250 mg/5 ml", "two hundred and fifty milligrams per five milliliters"),
        ("1m 30s", "one minute thirty seconds"),
        ("100 deg F", "one hundred degrees Fahrenheit"),
        ("15 °C – 20 °C", "fifteen degrees Celsius to twenty degrees Celsius"),
        ("100 W/(m²·K)", "one hundred watts per square meter per kelvin"),
        ("4.2 kJ/kg K", "four point two kilojoules per kilogram kelvin"),
        ("16 km/litre", "sixteen kilometers per litre"),
        ("a charge of 5 C, B = 2 T", "a charge of five coulombs, B equals two tesla"),
        ("Vitamin 5 C", "Vitamin five C"),
    ],
)
def test_measures(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("AB : BC = 2 : 3", "A B to B C equals two to three"),
        ("a:b:c = 2:3:5", "a to b to c equals two to three to five"),
        ("HCF(12, 18) = 6", "H C F of twelve and eighteen equals six"),
        ("gf(2) and g(-2)", "g f of two and g of negative two"),
        ("→AB = b − a", "vector A B equals b minus a"),
        ("∑ᵢ₌₁ⁿ i", "the sum from i equals one to n of i"),
        ("X∼B(n,p)", "X follows B(n,p)"),
        ("T₁/₂ = 8 days", "T half equals eight days"),
        ("Vs/Vp = Ns/Np", "V s over V p equals N s over N p"),
        ("y = ⌊x⌋", "y equals the floor of x"),
        ("count in 2s", "count in twos"),
        ("six 4s are 24", "six fours are twenty four"),
        ("2x and 5x", "two x and five x"),
        ("2x faster", "two times faster"),
        ("7.5/10", "seven point five out of ten"),
        ("1000 – 1 = 999", "one thousand minus one equals nine hundred and ninety nine"),
        ("8 × ? = 56", "eight times what equals fifty six"),
        ("3/4 = ?/8", "three quarters equals what over eight"),
        ("17 ÷ 5 = 3 R2", "seventeen divided by five equals three remainder two"),
        ("3 x £2", "three times two pounds"),
        ("1:2:3", "one to two to three"),
        ("Period 1: 8:50", "Period one: eight fifty"),
        ("two 1/4s", "two quarters"),
        ("5 - -3", "five minus negative three"),
        ("16^½ = 4", "sixteen to the power of one half equals four"),
        ("4.5x10^5", "four point five times ten to the power of five"),
    ],
)
def test_mathematics(written: str, expected: str) -> None:
    assert said(written).replace("\U0010fffc", "a").replace("\U0010fffd", "A") == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("CO32- and PO43-", "C O three two minus and P O four three minus"),
        ("Fe → Fe2+ + 2e-", "F e yields F e two plus plus two e minus"),
        ("N2 + 3H2 <=> 2NH3", "N two plus three H two is in equilibrium with two N H three"),
        ("a C-H bond", "a C-H bond"),
    ],
)
def test_chemistry(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("3 o' clock", "three o'clock"),
        ("the 9.15 bus", "the nine fifteen bus"),
        ("UTC-5", "UTC minus five"),
        ("½ past 6, 1/4 to 5", "half past six, quarter to five"),
        ("Bell 08.55", "Bell eight fifty five"),
        ("due 25-Dec", "due the twenty fifth of December"),
        ("AY2023/24", "AY twenty twenty three to twenty four"),
        ("the IVth century", "the fourth century"),
        ("vol. II, Year XI", "volume two, Year eleven"),
    ],
)
def test_dates_and_numerals(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize("piece", ["J kg⁻¹ ", "a:1:", "(a)(i)", "two 2s, ", "cm²", "∑ᵢ₌", "1-kg "])
def test_time_is_linear(piece: str) -> None:
    short = piece * (600 // len(piece))
    assert_linear(lambda text: spans(text), short, short * 4, times=4)
