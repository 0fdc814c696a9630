"""Words with several readings are read right at least as often as measured."""

from __future__ import annotations

import pytest

from bench.parts.polyphones import FLOORS, misread, samples
from synthesis.engines.kokoro.mandarin import Mandarin
from synthesis.engines.kokoro.polyphones import readings_in_context


@pytest.fixture(scope="session")
def mandarin() -> Mandarin:
    return Mandarin()


@pytest.mark.parametrize("name", FLOORS)
def test_the_share_of_correct_readings_does_not_fall(mandarin: Mandarin, name: str) -> None:
    among = samples(name)
    wrong = [f"{s.sentence} {s.word}: {reading}" for s, reading in misread(mandarin, among)]
    assert 1 - len(wrong) / len(among) >= FLOORS[name], "\n".join(wrong)


def test_the_list_is_long_and_has_no_duplicates() -> None:
    sentences = [sample.sentence for name in FLOORS for sample in samples(name)]
    assert len(set(sentences)) == len(sentences) >= 300


def test_rules_look_at_the_neighbours() -> None:
    assert readings_in_context("这只猫") == {1: "zhi1"}
    assert readings_in_context("这只是") == {}
    assert readings_in_context("他把书落在家里了") == {3: "la4"}


def test_a_given_reading_overrides_the_rules(mandarin: Mandarin) -> None:
    assert mandarin.syllables("这只猫", {1: "zhi3"})[1] == "zhi3"


@pytest.mark.parametrize(
    ("written", "at", "expected"),
    [
        ("半径为三的圆", 2, "wei2"),
        ("为未知数", 0, "wei2"),
        ("为三年级同学服务", 0, "wei4"),
        ("长方形的长是五厘米", 4, "chang2"),
        ("解方程", 0, "jie3"),
        ("量出线段的长度", 0, "liang2"),
        ("八与五的差是三", 4, "cha1"),
        ("请看第五行", 4, "hang2"),
        ("树叶落下来", 2, "luo4"),
        ("他冲我大喊", 1, "chong4"),
        ("这条河有多长", 5, "chang2"),
        ("弟弟多长了一颗牙", 3, "zhang3"),
        ("爷爷为人和善", 2, "wei2"),
        ("老师教同学们写字", 2, "jiao1"),
        ("请教同学", 1, "jiao4"),
        ("衣服都干了", 3, "gan1"),
        ("活都干了", 2, "gan4"),
        ("明天还", 2, "huan2"),
        ("明天还来", 2, "hai2"),
        ("削铅笔", 0, "xiao1"),
        ("绳子折了", 2, "she2"),
        ("重重的书包", 0, "zhong4"),
        ("重重的山", 0, "chong2"),
        ("钉进墙里", 0, "ding4"),
        ("都市里的人", 0, "du1"),
    ],
)
def test_words_of_worksheets(mandarin: Mandarin, written: str, at: int, expected: str) -> None:
    assert mandarin.syllables(written)[at] == expected
