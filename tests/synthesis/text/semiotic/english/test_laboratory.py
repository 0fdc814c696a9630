"""Chemistry, physics and measures as they are typed in laboratories and kitchens."""

import pytest

from synthesis.text import spans
from tests.growth import assert_linear


def said(text: str) -> str:
    return " ".join(span.text for span in spans(text))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("sodium (Na)", "sodium (N a"),
        ("Mr(CaCO₃) = 100", "M R of, C a C O three equals one hundred"),
        ("C–H and O–H bonds", "C H and O H bonds"),
        ("the -COOH group", "the C O O H group"),
        ("HC≡CH", "HC triple bond CH"),
        ("m.p. 801 °C", "melting point eight hundred and one degrees Celsius"),
        ("AgBr is cream", "A g B r is cream"),
        ("the isotopes 35Cl and 37Cl", "the isotopes thirty five C l and thirty seven C l"),
    ],
)
def test_chemistry(written: str, spoken: str) -> None:
    assert " ".join(said(written).replace(" )", "").split()) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("a few cm", "a few centimeters"),
        ("half a kg", "half a kilogram"),
        ("x kg", "x kilograms"),
        ("mm and km", "millimeters and kilometers"),
        ("W = mg", "W equals m g"),
        ("70 kgs", "seventy kilograms"),
        ("2 mg/kg/day", "two milligrams per kilogram per day"),
        ("a scale of 1 cm : 2 km", "a scale of one centimeter to two kilometers"),
        ('a 6"×4" photo', "a six inches by four inches photo"),
        ("0.5 T", "zero point five tesla"),
        ("ms-2", "meters per second squared"),
        ("3.2E-5", "three point two times ten to the power of negative five"),
        ("I–V graph", "I V graph"),
        ("log_a b", "log base a b"),
    ],
)
def test_physics_and_measures(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    "piece", ["cm ", "C–H bond ", "1-800", "3, ", "IX, ", "£1 000 ", "-OH ", "3, 4 March, "]
)
def test_time_grows_with_the_text(piece: str) -> None:
    short = piece * 40
    assert_linear(lambda text: spans(text), short, short * 4, times=4)
