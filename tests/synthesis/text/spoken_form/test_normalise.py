"""Written form becomes spoken form."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from synthesis.text import spans
from synthesis.text.spoken_form.normalise import clean, normalise


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("It's 3.14.", "It's three point one four."),
        (
            "I paid $3.50 for 50% of it.",
            "I paid three dollars and fifty cents for fifty percent of it.",
        ),
        ("It cost 1,234 euros.", "It cost one thousand two hundred and thirty four euros."),
        ("1,000,000 people", "one million people"),
        ("£2.01, €1.00", "two pounds and one penny, one euro"),
        ("$1,234.56", "one thousand two hundred and thirty four dollars and fifty six cents"),
        ("$1.5 million", "one point five million dollars"),
        ("In 1999 and 2026", "In nineteen ninety nine and twenty twenty six"),
        ("1999-2003", "nineteen ninety nine to two thousand three"),
        ("the 1990s", "the nineteen nineties"),
        ("on March 5, 2026", "on March fifth, twenty twenty six"),
        ("at 5:30 pm", "at five thirty PM"),
        ("the 21st", "the twenty first"),
        ("5 kg and 10km", "five kilograms and ten kilometers"),
        ("-5°C", "negative five degrees Celsius"),
        ("GPT-4 on an H200", "GPT four on an H two hundred"),
        ("version 2.0.1", "version two point zero point one"),
        ("call 555-1234", "call five five five, one two three four"),
        ("Mr. and Mrs. Smith", "mister and missus Smith"),
        ("pens, e.g. red ones", "pens, for example red ones"),
        ("No. 5", "number five"),
        ("in the U.S. Army", "in the U S Army"),
        ("AT&T", "AT and T"),
        ("an LED", "an L E D"),
        ("Node.js", "Node dot js"),
        ("#1", "number one"),
        ("**bold** `code`", "bold code"),
    ],
)
def test_english_is_normalised(written: str, spoken: str) -> None:
    assert normalise(written, "en") == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("圆周率是3.14。", "圆周率是三点一四。"),
        ("涨了50%，真的", "涨了百分之五十，真的"),
        ("2026年3月5日", "二零二六年三月五日"),
        ("下午5:30", "下午五点三十分"),
        ("共1,234元", "共一千二百三十四元"),
        ("1,000,000元", "一百万元"),
        ("￥3.50", "三点五零元"),
        ("电话13812345678", "电话幺三八幺二三四五六七八"),
        ("010-12345678", "零一零，一二三四五六七八"),
        ("1-3天", "一到三天"),
        ("第1-3题", "第一到三题"),
        ("跑了10km", "跑了十公里"),
        ("气温-5℃", "气温负五摄氏度"),
        ("2个苹果", "两个苹果"),
        ("1/2", "二分之一"),
        ("版本2.0.1", "版本二点零点一"),
        ("95后", "九五后"),
    ],
)
def test_mandarin_is_normalised(written: str, spoken: str) -> None:
    assert normalise(written, "zh") == spoken


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("ＡＢＣ１２３", "ABC123"),
        ("你好😀世界👨‍👩‍👧", "你好世界"),
        ("請問電話號碼", "请问电话号码"),
        ("a\x00b\u200bc", "abc"),
        ("Title\n\nText", "Title. Text"),
        ("Go!\nOn", "Go!\nOn"),
        ("5：30", "5:30"),
    ],
)
def test_text_is_cleaned(written: str, cleaned: str) -> None:
    assert clean(written) == cleaned


def test_web_and_mail_addresses_are_spelled_out() -> None:
    text = "See https://www.example.com/docs?id=1#top or me@x.org."
    (span,) = spans(text)
    assert span.text == "See example dot com slash docs or me at x dot org."


def test_latin_left_over_by_mandarin_is_read_in_english() -> None:
    assert [(s.language, s.text) for s in spans("下载100MB的文件")] == [
        ("zh", "下载一百"),
        ("en", "MB"),
        ("zh", "的文件"),
    ]


@example("¼L", "zh")
@example("½W", "en")
@given(st.text(max_size=40), st.sampled_from(["zh", "en"]))
def test_any_text_is_normalised_without_digits_left(text: str, language: str) -> None:
    for span in spans(text, language=language):
        assert span.text == span.text.strip() != ""
        assert not any(c.isascii() and c.isdigit() for c in span.text)
        assert "\n" not in span.text
