"""Every letter, digit and sign of a text is said, a pause, or listed as skipped with its place."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.text import Pronunciations, ReadingStyle, spans
from synthesis.text.language import main_language
from synthesis.text.skipped import skipped
from tests.growth import assert_linear
from tests.thoroughness import THOROUGH
from voices.dictionary.entry import Entry

MANY = 20_000 if THOROUGH else 250
LISTED_PIECES = """
x² + 1 = 0;a > b;−12.5;3×10^8;H₂O;25 m/s;90 km/h;第Ⅱ卷;解方程;World War II
Plan A;€5;50%;→;√2;π;the cat;他们;привет;ありがとう;😀;#;*;½;≥ 5;CO2;4.7 kΩ;2^3
(y2 - y1)/(x2 - x1);∠ABC;Dr. Lee;¥8,600,000;|x|;<b>bold</b>;a_b;____
for (i=0, i<n, i++);if (a && b || !c);x != y;C:\\temp\\a
https://www.a.org/b?x=1;me@x.org;👩‍🏫;👍🏽;カタカナ;ㄅㄆ;한국;٣;Fe³⁺
2H₂ + O₂ → 2H₂O;CH₃COO⁻;⇌;ΔH = −286 kJ/mol;5′→3′;C♯ major;♪;03/04/2026
2024-11-05;10:30;1-3;3/4;1 3/4;[1];{a, b};∫;∑;lim x→0;sin²θ;log₂ 8;∀x∈R
∅;A∪B;¬p;p ∧ q;x̄;â;√(a²+b²);|a−b|;n!;$5.20;£3m;~5;≈3;±2;5°;37.5℃;№ 5
§ 3;†;•;▪;✓;☐;①;Ⅳ;㎡;²;ⁿ;a²b³;x_1;x_i;| a | b |;--;***;~~no~~;`x`;^
\\frac{1}{2};$x^2$;&lt;;ﬁnd;ｘ＝１;１２;＞;～;一二三;冇;嘅;☆;→→;=>;<=;<->;::;1+1;+
a=;%;3%~5%;A/B;and/or;°;¨;ª;º;ß;œ;µ;∞;∴;÷;⋅;·;…;‰
"""
PIECES = LISTED_PIECES.strip().replace("\n", ";").split(";")
texts = st.builds(
    str.join,
    st.sampled_from([" ", " ", "", ", ", "\n", "。"]),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=5),
)
styles = st.builds(
    ReadingStyle,
    emoji=st.sampled_from(["named", "skipped"]),
    blanks=st.sampled_from(["pause", "said"]),
)
MARKS = "~/<>_*#|^\\`&@%＆＠％＃＊＿／＜＞｜～＾＼"


def spoken(text: str, style: ReadingStyle) -> list[tuple[str, str, str]]:
    said = spans(text, language=main_language(text), style=style)
    return [(span.language, span.text, span.reading) for span in said]


def listed(text: str, **how) -> list[tuple[str, str]]:
    return [(each.text, each.kind) for each in skipped(text, language=main_language(text), **how)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Say привет 😀 **now** > 5",
         [("привет", "letters"), ("😀", "emoji"), ("**", "signs"), ("**", "signs")]),
        ("Good 👩‍🏫👍🏽!", [("👩‍🏫👍🏽", "emoji")]),
        ("If a > b, then −5 → x² and 3 ≠ 4 at 25 m/s.", []),
        ("若a>b，则x²→3，占50%。", []),
        ("See https://www.a.org/b?x=1 now", [("https://www", "address"), ("x=1", "address")]),
        ("日本のカタカナ", [("のカタカナ", "letters")]),
        ("The ____ is 3 + __ = 5.", []),
        ("To ﬁnd it", []),
    ],
)  # fmt: skip
def test_other_scripts_emoji_signs_and_parts_of_links_are_listed(text, wanted):
    found = skipped(text, language=main_language(text))
    assert [(each.text.strip("?"), each.kind) for each in found] == wanted
    assert all(text[each.start : each.end] == each.text for each in found)


def test_what_a_dictionary_or_the_style_has_read_is_not_listed():
    book = Pronunciations([Entry("привет", "respelling", "privet")])
    assert listed("Say привет 😀", pronunciations=book) == [("😀", "emoji")]
    assert listed("Say 😀 ____", style=ReadingStyle(emoji="named", blanks="pause")) == []


def test_letters_of_other_scripts_do_not_reach_the_engine():
    """espeak says "Japanese letter" for each of them."""
    assert spans("Say ありがとう now, 한국 π") == spans("Say now, π")


@pytest.mark.timeout(3600 if THOROUGH else 600)
@given(texts, styles, st.integers(min_value=0, max_value=1_000))
@settings(max_examples=MANY, deadline=None)
def test_what_is_not_listed_is_heard(text: str, style: ReadingStyle, place: int) -> None:
    """Something else in the place of a character that isn't listed changes what is said."""
    wanted = [at for at, char in enumerate(text) if _counts(char)]
    if not wanted:
        return
    at = wanted[place % len(wanted)]
    found = skipped(text, language=main_language(text), style=style)
    if any(each.start <= at < each.end for each in found):
        return
    changed = [spoken(other, style) for other in _others(text, at)]
    assert any(said != spoken(text, style) for said in changed), (text[at], at)


def test_it_takes_time_in_proportion_to_the_text():
    short = "If a > b, x² → 3 | 4 привет 😀 **now** https://www.a.org/b?x=1 若a>b。 " * 10
    assert_linear(lambda text: skipped(text), short, short * 4, times=4)


def _counts(char: str) -> bool:
    return char in MARKS or unicodedata.category(char)[0] in "LNS"


def _others(text: str, at: int) -> list[str]:
    """The text with white space, nothing or another letter or figure at a place; a run of one sign
    is replaced whole."""
    char, start, end = text[at], at, at + 1
    if unicodedata.category(char)[0] in "LN":
        other = "7" if char.isdigit() else "q"
        return [f"{text[:at]}{each}{text[end:]}" for each in (" ", other, "")]
    while start and text[start - 1] == char:
        start -= 1
    while text[end : end + 1] == char:
        end += 1
    if char == "_" and end - start > 1:  # a blank that is a pause
        return [f"{text[:start]}q{text[end:]}"]
    if char == "/" and text[start - 1 : start].isdigit() and text[end : end + 1].isdigit():
        # 3/4 of music is "three four", as "3 4" is: the stroke only parts the two.
        return [f"{text[:start]}7{text[end:]}"]
    return [f"{text[:start]}{' ' * (end - start)}{text[end:]}"]
