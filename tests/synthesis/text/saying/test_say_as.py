"""What somebody says that a place of a text is, is said so."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthesis.text import ReadingStyle
from synthesis.text.saying.explained import readable
from synthesis.text.saying.say_as import KINDS, CannotSay, said_as

US = ReadingStyle(english_and=False)


@pytest.mark.parametrize(
    ("written", "kind", "form", "english", "mandarin"),
    [
        ("NASA-1", "characters", "", "N A S A dash one", "N A S A 杠一"),
        ("cat", "spell-out", "", "C A T", "C A T"),
        ("1,250", "cardinal", "", "one thousand two hundred and fifty", "一千二百五十"),
        ("-3.5", "number", "", "minus three point five", "负三点五"),
        ("XIV", "cardinal", "", "fourteen", "十四"),
        ("MMXXVI", "ordinal", "", "two thousand and twenty sixth", "第二千零二十六"),
        ("21st", "ordinal", "", "twenty first", "第二十一"),
        ("90210", "digits", "", "nine zero two one zero", "九零二一零"),
        ("3.14", "digits", "", "three point one four", "三点一四"),
        ("3/4", "fraction", "", "three quarters", "四分之三"),
        ("1 3/4", "fraction", "", "one and three quarters", "一又四分之三"),
        ("5 m", "unit", "", "five meters", "五米"),
        ("03/04/2026", "date", "", "March fourth, twenty twenty six", "二零二六年三月四日"),
        ("03/04/2026", "date", "dmy", "the third of April, twenty twenty six",
         "二零二六年四月三日"),
        ("26-04-03", "date", "ymd", "April third, twenty twenty six", "二零二六年四月三日"),
        ("3/4", "date", "md", "March fourth", "三月四日"),
        ("3/4", "date", "dm", "the third of April", "四月三日"),
        ("4/2026", "date", "", "April twenty twenty six", "二零二六年四月"),
        ("10:30", "time", "", "ten thirty", "十点三十分"),
        ("2:05", "time", "", "two oh five", "两点零五分"),
        ("9:00 a.m.", "time", "", "nine A M", "上午九点"),
        ("+44 20 7946", "telephone", "", "plus four four, two zero, seven nine four six",
         "加四四，二零，七九四六"),
        ("1234 Main St.", "address", "", "twelve thirty four Main street", "幺二三四 Main St."),
        ("damn", "expletive", "", "bleep", "哔"),
        ("1990", "year", "", "nineteen ninety", "一九九零"),
        ("1-3", "range", "", "one to three", "一到三"),
        ("1-3", "minus", "", "one minus three", "一减三"),
        ("1-3", "score", "", "one three", "一比三"),
        ("3 × 4", "by", "", "three by four", "三乘四"),
    ],
)  # fmt: skip
def test_it_is_said_so(written, kind, form, english, mandarin):
    assert readable(said_as(written, kind, form=form, language="en")) == english
    assert readable(said_as(written, kind, form=form, language="zh")) == mandarin


@pytest.mark.parametrize(
    ("written", "kind", "form"),
    [
        ("cat", "cardinal", ""), ("cat", "fraction", ""), ("3/0", "fraction", ""),
        ("13/13/2026", "date", ""), ("3/4", "date", "dmy"), ("3/4", "date", "xy"),
        ("5 m", "date", ""),
        ("25:99", "time", ""), ("cat", "unit", ""), ("cat", "digits", ""), ("cat", "telephone", ""),
        ("IIII", "ordinal", ""), ("", "cardinal", ""), ("1990s", "year", ""), ("1", "range", ""),
    ],
)  # fmt: skip
def test_what_it_can_not_be_is_refused(written, kind, form):
    with pytest.raises(CannotSay):
        said_as(written, kind, form=form)


def test_the_style_holds_where_nothing_else_is_said():
    assert said_as("105", "cardinal", style=US) == "one hundred five"
    assert said_as("3/4", "date", style=ReadingStyle("dmy")) == "the third of April"


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first draw builds tables of Unicode
@given(
    st.one_of(st.text(max_size=20), st.from_regex(r"[\d/:.,\-IVX² kmg年]{1,20}", fullmatch=True)),
    st.sampled_from(KINDS),
    st.sampled_from(["", "dmy", "md", "y", "zzz"]),
    st.sampled_from(["en", "zh"]),
)
def test_any_text_is_said_or_refused(written, kind, form, language):
    try:
        said = said_as(written, kind, form=form, language=language)
    except CannotSay:
        return
    assert kind in ("characters", "spell-out", "verbatim", "address") or said.strip()
