"""What the workspace's style of reading changes, and that it changes nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.text import DEFAULT, ReadingStyle, plan, plan_line, spans
from synthesis.text.language import main_language
from synthesis.text.plan import has_words
from synthesis.text.style import DATE_ORDERS
from synthesis.text.words import words
from tests.growth import assert_linear

DAY_FIRST, PLAIN = ReadingStyle("dmy"), ReadingStyle(english_and=False)
NAMED, PAUSED = ReadingStyle(emoji="named"), ReadingStyle(blanks="pause")
STYLES = st.builds(
    ReadingStyle,
    st.sampled_from(DATE_ORDERS),
    st.booleans(),
    st.sampled_from(["named", "skipped"]),
    st.sampled_from(["pause", "said"]),
    st.booleans(),
)
PIECES = """
On 03/04/2026,;105 kg;$2,105.50;👍🏽;👩‍🏫;____;3 + __ = 7;我们;第1章;the;1 1/4;125th;2024-11-05;♥
one hundred and five;٣;．;a; ;♩ = 60;MMXXVI;( );□;3+□=5;……
"""
TEXTS = st.lists(st.sampled_from(PIECES.strip("\n").replace("\n", ";").split(";")), max_size=8).map(
    "".join
)


def read(text: str, style: ReadingStyle = DEFAULT) -> str:
    return "|".join(s.text for s in spans(text, language=main_language(text), style=style))


@pytest.mark.parametrize(
    ("written", "style", "said"),
    [
        ("on 03/04/2026", DEFAULT, "on March fourth, twenty twenty six"),
        ("on 03/04/2026", DAY_FIRST, "on the third of April, twenty twenty six"),
        ("by the 03/04/2026", DAY_FIRST, "by the third of April, twenty twenty six"),
        ("on 03/04/2026", ReadingStyle("ymd"), "on March fourth, twenty twenty six"),
        ("on 03/14/2026", DAY_FIRST, "on the fourteenth of March, twenty twenty six"),
        ("on 14/03/2026", DEFAULT, "on March fourteenth, twenty twenty six"),
        ("on 2024-11-05", DAY_FIRST, "on the fifth of November, twenty twenty four"),
        ("在03/04/2026开会", DAY_FIRST, "在二零二六年四月三日开会"),
        ("在03/04/2026开会", DEFAULT, "在二零二六年三月四日开会"),
        ("105 apples", DEFAULT, "one hundred and five apples"),
        ("105 apples", PLAIN, "one hundred five apples"),
        ("2,105 m and 101 1/5 kg", PLAIN, "two thousand one hundred five meters and "
         "one hundred one and one fifth kilograms"),
        ("$105.20, the 125th", PLAIN, "one hundred five dollars and twenty cents, the one hundred "
         "twenty fifth"),
        ("between one hundred and five hundred", PLAIN, "between one hundred and five hundred"),
        ("Well done 👍🏽!", DEFAULT, "Well done!"),
        ("Well done 👍🏽!", NAMED, "Well done, thumbs up,!"),
        ("我们的👩‍🏫好", NAMED, "我们的，女老师，好"),
        ("The ____ is big.", DEFAULT, "The blank is big."),
        ("The ____ is big.", PAUSED, "The, is big."),
        ("3 + ____ = 7", PAUSED, "three plus, equals seven"),
    ],
)  # fmt: skip
def test_it_is_read_in_the_style(written, style, said):
    assert read(written, style) == said


def test_an_emoji_alone_is_a_line_where_it_is_named():
    assert not has_words("👍") and has_words("👍", NAMED)
    assert plan("👍") == plan_line("👍") == []
    assert [each.text for each in plan("👍 🎉", style=NAMED)] == ["👍 🎉"]
    assert "thumbs up" in read("👍", plan("👍", style=NAMED)[0].style)
    assert [(w.start, w.end) for w in words("Yes 👍🏽", style=NAMED)] == [(0, 3), (4, 6)]
    assert plan("ok 👩‍🏫", style=NAMED)[0].estimate_ms > plan("ok 👩‍🏫")[0].estimate_ms


@given(TEXTS, STYLES)
def test_a_style_changes_nothing_that_it_does_not_meet(text, style):
    assert read(text, style.narrowed(text)) == read(text, style)
    assert ReadingStyle.of(style.chosen()) == style
    joined = "".join("".join(each.text.split()) for each in plan(text, style=style))
    assert "".join(text.split()).startswith(joined[:1])


@pytest.mark.parametrize("value", ["ydm", "", None])
def test_an_unknown_choice_is_refused(value):
    with pytest.raises(ValueError, match="none of dmy"):
        ReadingStyle(date_order=value)


def test_naming_takes_time_in_proportion_to_the_text():
    short = "Good 👩‍🏫👍🏽 ____ 03/04/2026, 105. " * 30
    assert_linear(lambda text: spans(text, style=NAMED), short, short * 4, times=4)
