"""Formulas as Chinese lessons write them: sets, limits, bonds, and lines without any words."""

from __future__ import annotations

import pytest

from synthesis.text import spans
from synthesis.text.language import main_language


def said(written: str, language: str = "zh") -> str:
    return "".join(span.text for span in spans(written, language=language)).replace(" ", "")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("求(∁UA)∩B", "求左括号U中A的补集右括号交B"),
        ("∁_R B", "R中B的补集"),
        ("∁ᵤA=∁ᵤB", "U中A的补集等于U中B的补集"),
        ("∁_U(A∪B)", "U中A并B的补集"),
        ("M={x∈N|x<5}", "M等于{x属于N满足x小于五}"),
        ("{0}⊊{0,1}", "左大括号零右大括号真包含于{零,一}"),
        ("P(A|B)=0.5", "P(A竖线B)等于零点五"),
        ("P(X>1|X<3)的值", "P(X大于一竖线X小于三)的值"),
        ("D(X)=2", "DX等于二"),
        ("a_{n+1}=2aₙ", "an加一等于二an"),
        ("log₀.₅x", "log以零点五为底x"),
        (r"$\lim_{x\to 0}\frac{\sin x}{x}=1$", "x趋近于零时x分之sinex的极限等于一"),
        (r"$\sum_{i=1}^{n} i$", "求和从i等于一到ni"),
        ("cos²θ-sin²θ", "cosine的平方西塔减sine的平方西塔"),
        ("y=arcsin x", "y等于反正弦x"),
        ("△ABC∽△A'B'C'", "三角形ABC相似于三角形A撇B撇C撇"),
        ("⌒AB=⌒CD", "弧AB等于弧CD"),
        ("向量a + 向量b", "向量a加向量b"),
        ("A(1,2)、B(-3,0)", "A(一,二)、B(负三,零)"),
    ],
)
def test_sets_limits_and_figures(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("乙烯的官能团是C=C", "乙烯的官能团是碳碳双键"),
        ("乙炔含有C≡C", "乙炔含有碳碳三键"),
        ("断裂1 mol H—H键", "断裂一摩尔氢氢键"),
        ("C=O双键", "碳氧双键"),
        ("O=C=O", "O双键C双键O"),
        ("若A=B，N=10", "若A等于B，N等于十"),
        ("若C=N，求x", "若C等于N，求x"),
    ],
)
def test_bonds_are_no_equations(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("他的血压是120/80 mmHg。", "他的血压是一百二十比八十毫米汞柱。"),
        ("血压130/85，偏高", "血压一百三十比八十五，偏高"),
        ("约占30/80", "约占八十分之三十"),
    ],
)
def test_blood_pressure_is_no_fraction(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("P实=U实²/R", "P实等于R分之U实的平方"),
        ("G动=10N", "G动等于十牛"),
        ("η=W有/W总×100%", "伊塔等于W总分之W有乘百分之百"),
        ("F=(G物+G动)/3", "F等于三分之G物加G动"),
        ("ρ液=G/(gV排)", "柔液等于gV排分之G"),
        ("W额=W总-W有", "W额等于W总减W有"),
        ("F浮=G-F拉=5N-3N=2N", "F浮等于G减F拉等于五牛减三牛等于两牛"),
        ("ρ甲:ρ乙=2:1", "柔甲比柔乙等于二比一"),
        ("t总=t₁+t₂=30s", "t总等于t一加t二等于三十秒"),
        ("当x为正数时，y水平增加", "当x为正数时，y水平增加"),
        ("A组/B班和A班-B班", "A组B班和A班-B班"),
    ],
)
def test_han_after_the_letter_of_a_quantity_is_its_index(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("p=600N/0.04m²", "p等于零点零四平方米分之六百牛"),
        ("P=3000J/60s=50W", "P等于六十秒分之三千焦耳等于五十瓦"),
        ("标有“3000r/(kW·h)”", "标有“三千转每千瓦时”"),
        ("标有“10(20)A”", "标有“十，二十安”"),
        ("半衰期T½", "半衰期T二分之一"),
        ("F=mgsinθ，W=Fscosθ", "F等于mgsine西塔，W等于Fscosine西塔"),
        ("Ft=mv₂-mv₁", "Ft等于mv二减mv一"),
        ("R₁//R₂", "R一并联R二"),
        ("1.0×10³", "一点零乘十的三次方"),
        ("ω(NaCl)=10%", "欧米伽NaCl等于百分之十"),
        ("Mr(H₂SO₄)=98", "MrH二SO四等于九十八"),
    ],
)
def test_quantities_of_physics_and_chemistry(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    "written",
    ["y = 2x + 1", "x² + 1 = 0", "F=ma", "sin30°=1/2", "a[i] = i*2", "AB∥CD", "5 kg", "3 + 4 = 7"],
)
def test_a_text_without_words_takes_the_language_around_it(written: str) -> None:
    assert main_language(written, "zh") == "zh"
    assert main_language(written, "en") == "en"


@pytest.mark.parametrize("written", ["I am 5", "I have 2 = two", "OK", "He is x = 3", "café = 3"])
def test_words_are_english_wherever_they_stand(written: str) -> None:
    assert main_language(written, "zh") == "en"
