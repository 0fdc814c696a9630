"""Comparing what is said with what an item accepts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bench.reading import items
from bench.reading.accepted import Accepted, BadGrammar
from bench.reading.alignment import characters_said, parts_said
from bench.reading.items import HALVES, HEADER, Item, half_of, parse, parse_all
from bench.reading.judging import judge
from bench.reading.lectern import Lectern
from bench.reading.pronounced import Pronounced, Wanted, sounds
from bench.reading.reader import english, letters_apart


class Echo:
    """A reader that says one thing whatever it is given."""

    name = "echo"
    languages = frozenset({"en", "zh"})

    def __init__(self, said: str) -> None:
        self.said = said

    def spoken(self, text: str, language: str) -> str:
        return self.said

    def sound(self, text: str, language: str) -> str:
        return english(self.said)

    def readings(self, text: str, language: str, words: Sequence[Wanted]) -> dict[int, str]:
        return {word.start: self.said for word in words}


def reads(said: str, line: str, language: str = "en") -> bool:
    return not judge(Echo(said), [parse(line)], language).failures


@pytest.mark.parametrize(
    "said",
    ["One hundred and five.", "one-hundred five", "a hundred, and five", "ONE HUNDRED AND FIVE"],
)
def test_case_hyphens_and_marks_do_not_count(said: str) -> None:
    assert Accepted("one hundred [and|] five || a hundred and five").matches(said)


@pytest.mark.parametrize(
    "said", ["a hundred five", "one hundred and five thousand", "one hundred", "105", ""]
)
def test_other_words_are_wrong(said: str) -> None:
    assert not Accepted("one hundred [and|] five || a hundred and five").matches(said)


def test_choices_hold_choices() -> None:
    accepted = Accepted("x [squared|to the [power of|] two] plus one")
    for said in ("x squared plus one", "x to the two plus one", "x to the power of two plus one"):
        assert accepted.matches(said)
    assert set(accepted.forms(9)) == {
        "x squared plus one",
        "x to the power of two plus one",
        "x to the two plus one",
    }


def test_mandarin_is_compared_by_characters_and_its_latin_letters_by_words() -> None:
    accepted = Accepted("二零二四年[，|]用 P P T 讲")
    assert accepted.matches("二〇二四年，用P P T讲。")
    assert not accepted.matches("二零二四年，用PPT讲。")


def test_a_symbol_that_is_left_in_the_text_is_not_passed_over() -> None:
    assert not Accepted("three plus four").matches("three + plus four")
    assert not Accepted("five euros").matches("€ five euros")


@pytest.mark.parametrize(
    "wrong",
    ["a [b", "a] b", "a | b", "…", "a || ", "numbers\t5"],
)
def test_wrong_grammar_is_refused(wrong: str) -> None:
    with pytest.raises(BadGrammar):
        parse(f"numbers\t5\t{wrong}")


def test_all_wrong_lines_are_named() -> None:
    with pytest.raises(BadGrammar, match=r"(?s)no category 'none'.*a \[ without"):
        parse_all([HEADER, "none\t5\tfive", "numbers\t5\t[five", "numbers\t6\tsix"])


def test_line_ends_tabs_and_backslashes_are_written_out() -> None:
    assert parse(r"layout	a\tb\n\\frac	a b frac").written == "a\tb\n\\frac"
    with pytest.raises(BadGrammar, match="backslash"):
        parse(r"layout	\frac	frac")


def test_capitals_count_as_letters_where_they_are_heard_so() -> None:
    assert letters_apart("the DNA and NASA") == "the D N A and NASA"
    assert reads("The PDF", "letters\tThe PDF\tthe P D F")


def test_what_sounds_the_same_is_right_in_english() -> None:
    assert reads("Their too cats", "numbers\t2\tthere [are|] two cats || there two cats")
    assert not reads("Their ten cats", "numbers\t2\tthere two cats")


def test_readings_are_compared_without_stress_and_length() -> None:
    assert sounds("ˈliːd") == sounds("lˈid")
    assert sounds("dəʊnt") == sounds("dˈOnt")
    assert sounds("lɛd") != sounds("lid")
    line = "polyphones\tThe lead pipe\treading: lead=lɛd|led"
    assert reads("lˈɛd", line)
    assert not reads("lˈid", line)


def test_pinyin_is_found_between_characters() -> None:
    pronounced = Pronounced.parse("guāng=guang1", "音节guāng由g-u-ang组成，不是guāngr")
    assert [word.start for word in pronounced.words] == [2]


def test_the_second_of_two_equal_words_can_be_meant() -> None:
    pronounced = Pronounced.parse("lead=lid; lead#2=lɛd", "They lead. A misleading lead pipe.")
    assert [word.start for word in pronounced.words] == [5, 24]
    with pytest.raises(BadGrammar, match="not 2 times"):
        Pronounced.parse("重#2=zhong4", "重新")


@pytest.mark.parametrize(
    ("wanted", "said", "right"),
    [
        ("重新=chóng xīn", "chong2 xin1", True),
        ("重新=chong2 xin1", "zhong4 xin1", False),
        ("水果=shui3 guo3", "shui2 guo3", True),  # sandhi
        ("一个=yi1 ge4", "yi2 ge4", True),
        ("一个=yi4 ge4", "yi2 ge4", False),
        ("东西=dong1 xi5", "dong1 xi1", False),
        ("东西=dong1 xi5|dong1 xi1", "dong1 xi1", True),
    ],
)
def test_syllables_are_compared_with_tones(wanted: str, said: str, right: bool) -> None:
    word = wanted.partition("=")[0]
    assert reads(said, f"polyphones\t{word}。\treading: {wanted}", "zh") == right


def test_words_are_found_in_what_was_said_of_the_whole() -> None:
    assert parts_said(["ðə", "lid", "pIp"], "ðəlɛdpIp") == ["ðə", "lɛd", "pIp"]
    assert parts_said(["wʌn", "tu"], "tu") == ["", "tu"]
    assert parts_said([], "tu") == []
    assert characters_said("第5行，行", "第五行行", ["di4", "wu3", "hang2", "xing2"]) == {
        0: "di4",
        2: "hang2",
        4: "xing2",
    }


def test_lectern_is_heard_as_its_engine_gets_it() -> None:
    lectern = Lectern()
    assert lectern.spoken("There are 12 pupils.", "en") == "There are twelve pupils."
    heavy = parse("polyphones\t他很重，重新来。\treading: 重=zhong4; 重#2=chong2")
    names = parse("polyphones\tIt took 5 minutes to close it.\treading: minutes=mɪnɪts; close=klOz")
    assert not judge(lectern, [heavy], "zh").failures
    assert not judge(lectern, [names], "en").failures


def test_items_are_halved_by_their_text_and_added_once(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(items, "FOLDER", tmp_path)
    new = [parse(f"numbers\t{n} cats\t{n} cats") for n in range(20)]
    tuned, held = items.add("en", new)
    assert tuned + held == 20
    assert items.add("en", new) == (0, 0)
    for half in HALVES:
        assert {half_of(item.written) for item in items.read("en", half)} == {half}


@pytest.mark.parametrize("language", items.LANGUAGES)
def test_the_lists_have_no_errors(language: str) -> None:
    halves: list[list[Item]] = [items.read(language, half) for half in HALVES]
    for half, among in zip(HALVES, halves, strict=True):
        assert {half_of(item.written) for item in among} <= {half}
