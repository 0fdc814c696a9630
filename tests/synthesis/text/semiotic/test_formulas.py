"""Formulas and quantities are said as in the classroom, in the language around them."""

from __future__ import annotations

import pytest

from synthesis.text import spans
from synthesis.text.language import main_language
from synthesis.text.words import words
from tests.growth import assert_linear


def spoken(written: str) -> str:
    return "|".join(span.text for span in spans(written, language=main_language(written)))


def said(written: str) -> str:
    return spoken(written).replace("|", " ")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("It fell to −12.5.", "It fell to negative twelve point five."),
        ("2^3 = 8", "two cubed equals eight"),
        ("3×10^8 m/s", "three times ten to the power of eight meters per second"),
        ("10⁻³", "ten to the power of negative three"),
        ("x² + 1 = 0", "x squared plus one equals zero"),
        ("A = πr²", "A equals pi r squared"),
        ("E = mc²", "E equals m c squared"),
        ("F = ma and v = u + at", "F equals m a and v equals u plus a t"),
        ("(y2 - y1)/(x2 - x1)", "y two minus y one, over x two minus x one"),
        (
            "If a > b and b ≥ c, then a > c.",
            "If a is greater than b and b is greater than or equal to c, then"
            " a is greater than c.",
        ),
        ("x₁ + x₂ = -b/a", "x one plus x two equals negative b over a"),
        ("√2 ≈ 1.414", "the square root of two is approximately equal to one point four one four"),
        ("x^(n+1)", "x to the power of n plus one"),
        ("f(x) = 2x + 1", "f of x equals two x plus one"),
        ("sin²θ + cos²θ = 1", "sine squared theta plus cosine squared theta equals one"),
        ("∠ABC = 90°", "angle A B C equals ninety degrees"),
        ("2(x + 3)", "two times, open bracket, x plus three, close bracket"),
        ("x → 0", "x approaches zero"),
        ("3 + ____ = 7", "three plus blank equals seven"),
        ("1 1/4 hours", "one and one quarter hours"),
        ("1/2 km", "half a kilometer"),
        ("25 m long", "twenty five meters long"),
        ("90 km/h, 25 m/s", "ninety kilometers per hour, twenty five meters per second"),
        ("a 4.7 kΩ resistor at 20 kHz", "a four point seven kilohm resistor at twenty kilohertz"),
        ("9.8 m/s², 1000 kg/m³", "nine point eight meters per second squared,"
         " one thousand kilograms per cubic meter"),
        ("5-10 kg, 1 km", "five to ten kilograms, one kilometer"),
        ("CO2, H₂SO₄ and Fe³⁺", "C O two, H two S O four and F e three plus"),
        ("2H₂ + O₂ → 2H₂O", "two H two plus O two yields two H two O"),
        ("4.18 J g⁻¹ K⁻¹ or 4200 J kg⁻¹ °C⁻¹", "four point one eight joules per gram per kelvin"
         " or four thousand two hundred joules per kilogram per degree Celsius"),
        ("6.7 N m²/kg², 20 Ns, 0.1 mol dm-3", "six point seven newton meters squared per kilogram"
         " squared, twenty newton seconds, zero point one moles per cubic decimeter"),
        ("He ran 200m in 30s in the 90s.", "He ran two hundred meters in thirty seconds in the"
         " nineties."),
        ("h(t) = −5t² + 20t", "h of t equals negative five t squared plus twenty t"),
        ("e^-x and e^{-2t}", "e to the power of negative x and e to the power of negative two t"),
        ("sin 2x = 1, sinh x", "sine two x equals one, hyperbolic sine x"),
        ("log_{10} 100 = 2", "log base ten one hundred equals two"),
        ("Aᵀ = 2ᵏ", "A transpose equals two to the power of k"),
        ("A ⊃ B and x ≯ 5", "A is a superset of B and x is not greater than five"),
        ("z* = 3 − 4i", "z star equals three minus four i"),
        ("x > 5 ⇒ x > 2", "x is greater than five implies x is greater than two"),
        ("x → 3x − 2", "x to three x minus two"),
        ("∫_0^1 x² and ∫(x + 1)", "the integral from zero to one of x squared and the integral of"
         " open bracket, x plus one, close bracket"),
        ("y'' + 3y' = 0", "y double prime plus three y prime equals zero"),
        ("P = (x − 1)Q(x) + a · b", "P equals open bracket, x minus one, close bracket Q of x"
         " plus a dot b"),
    ],
)  # fmt: skip
def test_english(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("解方程x²+1=0", "解方程|x|的平方加一等于零"),
        ("若a>b，则a≥c", "若|a|大于|b|，则|a|大于等于|c"),
        ("气温−12.5℃", "气温负十二点五摄氏度"),
        ("圆的面积S=πr²", "圆的面积|S|等于派|r|的平方"),
        ("斜率是(y2-y1)/(x2-x1)", "斜率是|x|二减|x|一分之|y|二减|y|一"),
        ("光速是3×10^8 m/s", "光速是三乘十的八次方米每秒"),
        ("时速80 km/h", "时速八十公里每小时"),
        ("面积是20 m²，长3~5cm", "面积是二十平方米，长三到五厘米"),
        ("加50 g（中文）", "加五十克（中文）"),
        ("电阻是4.7 kΩ", "电阻是四点七千欧"),
        ("2H₂+O₂=2H₂O是化学方程式", "二|H|二加|O|二生成二|H|二|O|是化学方程式"),
        ("占50%，100%", "占百分之五十，百分之百"),
        ("√2是无理数", "根号二是无理数"),
        ("跑了2 km", "跑了两公里"),
        ("用了1 1/4小时", "用了一又四分之一小时"),
    ],
)
def test_mandarin(written: str, expected: str) -> None:
    assert spoken(written).replace("|", "") == expected.replace("|", "")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("A T-shirt, a B+ in C++", "A T-shirt, a B plus in C plus plus"),
        ("I/O, A/B testing, and/or", "I O, A B testing, and or"),
        ("n-1, F-16, GPT-4, e-mail", "n minus one, F sixteen, GPT four, e-mail"),
        ("Grade B - the best", "Grade B the best"),
        ("from 1990 - 1995", "from nineteen ninety to nineteen ninety five"),
        ("the 1990s, 5G, 4K", "the nineteen nineties, five G, four K"),
        ("£5m", "five million pounds"),
        ("a <b>bold</b> word", "a bold word"),
        ("> quoted", "quoted"),
        ("PS5, H1N1, B2B", "PS five, H one N one, B two B"),
        ("Is it 5 to 1?", "Is it five to one?"),
    ],
)
def test_what_only_looks_like_a_formula_is_left(written: str, expected: str) -> None:
    assert said(written) == expected


def test_the_letter_a_is_no_article() -> None:
    (letter, rest) = spans("A = 5")
    assert (letter.text, letter.reading) == ("A", "eɪ")
    assert rest.text == "equals five"


def test_a_formula_is_one_word_at_its_place() -> None:
    text = "Solve 2x + 3 = 11, then stop."
    found = [(text[w.start : w.end], " ".join(s.text for s in w.spans)) for w in words(text)]
    assert ("2x + 3 = 11", "two x plus three equals eleven") in found
    assert [word for word, _ in found] == ["Solve", "2x + 3 = 11", "then", "stop"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "[H+] = 3.2 × 10⁻⁴",
            "open bracket H plus close bracket equals three point two times ten"
            " to the power of negative four",
        ),
        ("浓度[H+] = 3.2 × 10⁻⁴", "的负四次方"),
        ("浓度[H+] = 3.2 × 10^(n+1)", "的 n 加一次方"),
    ],
)
def test_exponents_are_heard_where_a_formula_is_not_understood(written, expected) -> None:
    spoken = spans(written, language=main_language(written))
    assert expected.replace(" ", "") in "".join(span.text for span in spoken).replace(" ", "")


@pytest.mark.parametrize(
    "piece", ["x²+1=0 ", "((((", "a/b/", "5 m ", "1+", "H₂O ", "<b", "x^", "√", "1 1/2 ", "|x"]
)
def test_time_is_linear(piece: str) -> None:
    short = piece * (1_000 // len(piece))
    assert_linear(lambda text: spans(text), short, short * 4, times=4)
