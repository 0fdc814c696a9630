"""How a line of a Mandarin dialogue is acted: 小红：（高兴地跳起来）太好了！ Nobody says that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .found import SYMBOL, Found

_DIRECTION = r"[（(\[［][㐀-鿿，、]{1,14}[）)\]］]"
_LINE = re.compile(
    rf"(?m)^[ \t\u3000]{{0,8}}(?P<speaker>[㐀-鿿·]{{1,6}})[ \u3000]?(?:{_DIRECTION})?[：:][^\n]*"
)
_BRACKETED = re.compile(_DIRECTION)
_ACTS_LISTED = """
笑 哭 大怒 愤怒 生气 高兴 惊讶 惊喜 惊慌 惊恐 害怕 疑惑 不解 得意
着急 激动 叹气 叹息 长叹 大喊 大叫 喊叫 跑来 跑上 跑下 跑过 走来 走上
走下 走过 走到 走近 走出 转身 站起 坐下 抬头 低头 点头 摇头 挥手 摆手
招手 拍手 鼓掌 皱眉 瞪 挠头 鞠躬 擦汗 擦泪 流泪 抹泪 跳起 举手 举起
握手 拥抱 抱拳 作揖 跪下 扑向 沉默 沉思 停顿 犹豫 旁白 画外音 自言自语 眼珠
上场 下场 急忙 连忙
"""
_ACTED = re.compile(rf"[地着状]\W\Z|声地?(?:说|道)\W|{'|'.join(_ACTS_LISTED.split())}")
_NO_SPEAKERS_LISTED = """
注 注意 解 答 答案 提示 说明 例 例如 题目 要求 作业 地点 时间 人物 角色 背景 备注 分析 解析 证明
步骤 方法 目标 重点 难点 材料 道具 布景 出处 作者 译文 注释 原文 词语 造句 近义词 反义词 读音 谜语
谜底 活动 游戏 规则 问题 思考 讨论 练习 任务 小结 总结 过程 动作 情境 表情
"""
_NO_SPEAKERS = frozenset(_NO_SPEAKERS_LISTED.split())
_PAUSE = (", ", "，")


def stage_directions(text: str) -> Iterator[Found]:
    """What stands in brackets in a speaker's line and tells how it is acted is a pause."""
    for line in _LINE.finditer(text):
        if line["speaker"] in _NO_SPEAKERS:
            continue
        for match in _BRACKETED.finditer(text, *line.span()):
            if _ACTED.search(match[0]):
                yield Found(*match.span(), SYMBOL, *_PAUSE)
