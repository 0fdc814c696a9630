"""Mandarin words with a character that has several readings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import islice, product
from pathlib import Path

from synthesis.text.language import HAN
from synthesis.text.pinyin import NoTone, NotPinyin, marked, syllables
from voices.dictionary.entry import PINYIN

from .doubt import POLYPHONE, UNKNOWN, Choice, Doubt

# Characters that are read wrong often enough to be looked at wherever they stand.
_OFTEN_WRONG = """
行 xing2 hang2 · 长 chang2 zhang3 · 重 zhong4 chong2 · 还 hai2 huan2 · 乐 le4 yue4
曾 ceng2 zeng1 · 差 cha4 cha1 chai1 ci1 · 参 can1 shen1 cen1 · 朝 chao2 zhao1
盛 sheng4 cheng2 · 乘 cheng2 sheng4 · 传 chuan2 zhuan4 · 弹 tan2 dan4 · 倒 dao4 dao3
调 diao4 tiao2 · 佛 fo2 fu2 · 干 gan4 gan1 · 冠 guan4 guan1 · 假 jia3 jia4 · 降 jiang4 xiang2
角 jiao3 jue2 · 教 jiao1 jiao4 · 觉 jue2 jiao4 · 禁 jin4 jin1 · 劲 jin4 jing4 · 卷 juan3 juan4
空 kong1 kong4 · 落 luo4 la4 lao4 · 累 lei4 lei3 lei2 · 露 lu4 lou4 · 率 lv4 shuai4
模 mo2 mu2 · 难 nan2 nan4 · 宁 ning2 ning4 · 泊 bo2 po1 · 薄 bao2 bo2 bo4 · 铺 pu1 pu4
切 qie1 qie4 · 曲 qu1 qu3 · 散 san4 san3 · 扇 shan4 shan1 · 舍 she4 she3 · 省 sheng3 xing3
宿 su4 xiu3 xiu4 · 数 shu4 shu3 shuo4 · 挑 tiao1 tiao3 · 兴 xing1 xing4 · 血 xue4 xie3
咽 yan4 yan1 ye4 · 应 ying1 ying4 · 载 zai4 zai3 · 脏 zang1 zang4 · 择 ze2 zhai2
扎 zha1 za1 zha2 · 涨 zhang3 zhang4 · 种 zhong3 zhong4 · 转 zhuan3 zhuan4 · 便 bian4 pian2
背 bei4 bei1 · 奔 ben1 ben4 · 藏 cang2 zang4 · 创 chuang4 chuang1 · 答 da2 da1 · 担 dan1 dan4
恶 e4 wu4 e3 · 供 gong1 gong4 · 喝 he1 he4 · 荷 he2 he4 · 横 heng2 heng4 · 划 hua4 hua2
济 ji4 ji3 · 笼 long2 long3 · 蒙 meng2 meng3 meng1 · 埋 mai2 man2 · 漂 piao1 piao4 piao3
屏 ping2 bing3 · 翘 qiao4 qiao2 · 圈 quan1 juan4 · 塞 sai1 sai4 se4 · 丧 sang4 sang1
帖 tie3 tie4 tie1 · 吐 tu3 tu4 · 吓 xia4 he4 · 削 xue1 xiao1 · 旋 xuan2 xuan4 · 晕 yun1 yun4
炮 pao4 pao2 bao1 · 撒 sa1 sa3 · 折 zhe2 she2 zhe1 · 挣 zheng4 zheng1 · 仔 zi3 zai3
钻 zuan1 zuan4 · 抹 mo3 ma1 mo4 · 缝 feng2 feng4 · 称 cheng1 chen4 · 臭 chou4 xiu4
嚼 jiao2 jue2 · 壳 ke2 qiao4 · 撇 pie3 pie1 · 磨 mo2 mo4 · 哄 hong3 hong1 hong4
晃 huang4 huang3 · 混 hun4 hun2 · 监 jian1 jian4 · 冲 chong1 chong4 · 畜 chu4 xu4
钉 ding1 ding4 · 杆 gan1 gan3 · 葛 ge3 ge2 · 鲜 xian1 xian3 · 饮 yin3 yin4 · 量 liang4 liang2
尽 jin4 jin3 · 校 xiao4 jiao4 · 奇 qi2 ji1 · 识 shi2 zhi4 · 剥 bao1 bo1 · 熟 shu2 shou2
似 si4 shi4 · 斗 dou4 dou3
"""
# Characters with a usual reading: looked at only in words that give them another one.
_SELDOM_WRONG = """
都 dou1 du1 · 好 hao3 hao4 · 会 hui4 kuai4 · 看 kan4 kan1 · 中 zhong1 zhong4 · 当 dang1 dang4
没 mei2 mo4 · 几 ji3 ji1 · 少 shao3 shao4 · 要 yao4 yao1 · 相 xiang1 xiang4 · 分 fen1 fen4
将 jiang1 jiang4 · 处 chu4 chu3 · 间 jian1 jian4 · 正 zheng4 zheng1 · 号 hao4 hao2
车 che1 ju1 · 给 gei3 ji3 · 打 da3 da2 · 见 jian4 xian4 · 提 ti2 di1 · 绿 lv4 lu4
论 lun4 lun2 · 骨 gu3 gu1 · 的 de5 di4 di2 · 了 le5 liao3 · 着 zhe5 zhao2 zhuo2 zhao1
得 de5 de2 dei3 · 和 he2 he4 huo4 hu2 · 大 da4 dai4 · 发 fa1 fa4 · 为 wei4 wei2 · 只 zhi3 zhi1
结 jie2 jie1 · 解 jie3 xie4 · 强 qiang2 qiang3 jiang4 · 系 xi4 ji4 · 单 dan1 shan4
任 ren4 ren2 · 查 cha2 zha1 · 区 qu1 ou1 · 仇 chou2 qiu2 · 华 hua2 hua4 · 片 pian4 pian1
观 guan1 guan4 · 更 geng4 geng1 · 石 shi2 dan4 · 度 du4 duo2 · 色 se4 shai3 · 属 shu3 zhu3
迫 po4 pai3 · 说 shuo1 shui4 · 叶 ye4 xie2 · 胖 pang4 pan2 · 尾 wei3 yi3
"""
_LONGEST_WORD = 4
_MOST_CHOICES = 6
_HAN_RUN = re.compile(f"[{HAN}]+")


def doubts_in_mandarin(text: str) -> Iterator[Doubt]:
    """The doubtful words of all Han in a text of half-width, simplified characters."""
    for run in _HAN_RUN.finditer(text):
        yield from _in_run(run.group(), run.start())


def _in_run(run: str, begins: int) -> Iterator[Doubt]:
    several = _often_wrong().keys() | _seldom_wrong().keys()
    at = free = 0
    while at < len(run):
        if run[at] in several:
            start, end = _word_around(run, at, free)
            if choices := _choices(run[start:end]):
                yield Doubt(begins + start, begins + end, POLYPHONE, choices)
            at = free = end
            continue
        if run[at] not in _characters():
            yield Doubt(begins + at, begins + at + 1, UNKNOWN)
        at += 1


def _word_around(run: str, at: int, least: int) -> tuple[int, int]:
    """The longest word of the dictionary that holds this character, the leftmost of several; it
    begins at `least` or later."""
    words = _words()
    for length in range(_LONGEST_WORD, 1, -1):
        for start in range(max(least, at - length + 1), at + 1):
            if start + length <= len(run) and run[start : start + length] in words:
                return start, start + length
    return at, at + 1


def _choices(word: str) -> tuple[Choice, ...]:
    """Its readings, that of the dictionary first; none for a word that is not doubtful."""
    often, seldom = _often_wrong(), _seldom_wrong()
    usual = _words().get(word, ())
    if not usual:
        readings = often.get(word, ())
        return tuple(_choice([reading]) for reading in readings)
    options: list[list[str]] = []
    is_doubtful = False
    for char, reading in zip(word, usual, strict=True):
        several = often.get(char, ())
        if not several and (rare := seldom.get(char, ())) and reading != rare[0]:
            several = rare
        if len(several) > 1 and reading in several:
            is_doubtful = True
            options.append([reading, *(each for each in several if each != reading)])
        else:
            options.append([reading])
    if not is_doubtful:
        return ()
    return tuple(_choice(each) for each in islice(product(*options), _MOST_CHOICES))


def _choice(reading: list[str] | tuple[str, ...]) -> Choice:
    return Choice(PINYIN, " ".join(reading), " ".join(map(marked, reading)))


@cache
def _often_wrong() -> dict[str, tuple[str, ...]]:
    return _table(_OFTEN_WRONG)


@cache
def _seldom_wrong() -> dict[str, tuple[str, ...]]:
    return _table(_SELDOM_WRONG)


def _table(text: str) -> dict[str, tuple[str, ...]]:
    rows = (row.split() for line in text.strip().splitlines() for row in line.split(" · "))
    return {char: tuple(readings) for char, *readings in rows}


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """Words with such a character and their syllables, of pypinyin's dictionary of phrases. The
    file is read without the package, which would keep all of it."""
    several = frozenset(_often_wrong()) | frozenset(_seldom_wrong())
    sandhi = frozenset("一不")  # which the dictionary writes as spoken in some words only
    words: dict[str, tuple[str, ...]] = {}
    for word, readings in json.loads(_file("phrases_dict.json")).items():
        if not 1 < len(word) <= _LONGEST_WORD or several.isdisjoint(word):
            continue
        if not sandhi.isdisjoint(word):
            continue
        try:
            spoken = syllables(" ".join(each[0] for each in readings))
        except (NotPinyin, NoTone):
            continue
        if len(spoken) == len(word):
            words[word] = tuple(spoken)
    return words


@cache
def _characters() -> frozenset[str]:
    """All characters that pypinyin has a reading for."""
    return frozenset(chr(int(point)) for point in json.loads(_file("pinyin_dict.json")))


def _file(name: str) -> str:
    spec = find_spec("pypinyin")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pypinyin is not installed")
    return (Path(spec.submodule_search_locations[0]) / name).read_text(encoding="utf-8")
