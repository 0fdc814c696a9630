"""Mandarin names, measure words and particles are read by what stands around them."""

from __future__ import annotations

import pytest

from synthesis.engines.kokoro.mandarin import Mandarin
from synthesis.engines.kokoro.phrases import phrase_readings


@pytest.fixture(scope="module")
def mandarin() -> Mandarin:
    return Mandarin()


@pytest.mark.parametrize(
    ("text", "word", "pinyin"),
    [
        # surnames, and the same characters elsewhere
        ("单雄信武艺高强", "单雄信", "shan4 xiong2 xin4"),
        ("班长单小雨单独去了", "单小雨单独", "shan4 xiao2 yu3 dan1 du2"),
        ("任老师的任务", "任老师的任务", "ren2 lao3 shi1 de5 ren4 wu4"),
        ("她很朴素", "朴素", "pu3 su4"),
        ("华丽的华山", "华丽的华山", "hua2 li4 de5 hua4 shan1"),
        # places, but not across words
        ("他去了长治", "长治", "chang2 zhi4"),
        ("班长治病去了", "班长治病", "ban1 zhang3 zhi4 bing4"),
        ("任志强和曾志伟", "任志强和曾志伟", "ren2 zhi4 qiang2 he2 zeng1 zhi4 wei3"),
        ("华盛顿", "华盛顿", "hua2 sheng4 dun4"),
        ("华为在华山开会", "华为在华山", "hua2 wei2 zai4 hua4 shan1"),
        ("朝鲜半岛", "朝鲜", "chao2 xian3"),
        ("秋天，部长发言", "部长发言", "bu4 zhang3 fa1 yan2"),
        ("他猜中了谜语", "中", "zhong4"),
        # measure words
        ("隔着一重山", "一重", "yi4 chong2"),
        ("买一卷纸", "一卷", "yi4 juan3"),
        ("第三行有错字", "行", "hang2"),
        ("金木水火土叫五行", "五行", "wu3 xing2"),
        # particles
        ("他飞快地跑", "地", "de5"),
        ("土地肥沃", "土地", "tu3 di4"),
        ("跑得快", "得", "de5"),
        ("做人得诚实", "得", "dei3"),
        ("他重重地摔了一跤", "地", "de5"),
        ("请你把地扫干净", "地", "di4"),
        ("这是他应得的奖", "得", "de2"),
        ("量一量体温", "量一量", "liang2 yi4 liang2"),
        ("一斗米", "斗", "dou3"),
        ("晚上数星星", "数", "shu3"),
        ("用不着说", "用不着", "yong4 bu5 zhao2"),
        ("简单明了，他说明了", "明了，他说明了", "ming2 liao3 ta1 shuo1 ming2 le5"),
        # words with and without a light syllable
        ("东西南北", "东西", "dong1 xi1"),
        ("买东西", "东西", "dong1 xi5"),
        ("分子和知识分子", "分子和知识分子", "fen1 zi3 he2 zhi1 shi5 fen4 zi3"),
    ],
)
def test_a_word_is_read_by_its_context(
    mandarin: Mandarin, text: str, word: str, pinyin: str
) -> None:
    at = sum(char != "，" for char in text[: text.index(word)])
    wanted = pinyin.split()
    assert mandarin.syllables(text)[at : at + len(wanted)] == wanted


def test_a_phrase_takes_whole_words_or_lies_in_one() -> None:
    assert phrase_readings("长治", {0, 2}) == {0: "chang2", 1: "zhi4"}
    assert phrase_readings("长治", {0, 1, 2}) == {0: "chang2", 1: "zhi4"}
    assert phrase_readings("班长治病", {0, 2, 4}) == {}
