"""Han that tells quantities of one letter apart, as subscripts do: F浮, ρ水, U实², G动."""

from __future__ import annotations

import re

from ...language import is_led_by_english

_NAMES_LISTED = """
水 液 油 酒精 煤油 盐水 海水 水银 空气 气 冰 铁 铜 铝 金 银 木 石 物 物体 人 船 车 球
杯 桶 绳 盒 轮 动 定 实 额 有 有用 总 额外 拉 推 支 压 浮 排 浸 露 摩 滑 静 合 分 向 引 弹
阻 牵 升 重 电 热 吸 放 损 机 内 外 路 串 并 测 真 平均 均 初 末 前 后 甲 乙 丙 丁 大 小
最大 最小 高 低 入 出 输入 输出 原 副 灯 变 地 月 日 示 容 满 空 底 柱 锥 侧 表 扇形 阴影
始 终 混 溶液 溶质 溶剂 标 待 消耗 需 余 洛 安 电源 滑动 乙醇
"""
_NAMES = "|".join(sorted(_NAMES_LISTED.split(), key=len, reverse=True))
_BEFORE_RELATION = re.compile(r"[㐀-鿿]{1,4}(?=\s?[=＝≈≠<>＜＞≤≥²³])")
_BEFORE_SIGN = re.compile(
    rf"(?:{_NAMES})(?=\s?[-−+×·/÷)）\]:：∶^]|[A-Za-zρη](?![A-Za-z]{{3}})|\s?(?:[，。；、,;]|\Z|\n))"
)
_LETTER = re.compile(r"[A-Za-zρη](?=[㐀-鿿])")
_IS_NAMED = re.compile(r"[㐀-鿿]")


def index_at(text: str, at: int) -> str:
    """The Han after a quantity's letter that belong to it, "" where they are the sentence's.

    Any stand before a relation, what is read there being the same; before other signs only names
    that quantities have.
    """
    if not is_named(text[at : at + 1]) or is_led_by_english(text):
        return ""
    match = _BEFORE_RELATION.match(text, at) or _BEFORE_SIGN.match(text, at)
    return match.group() if match else ""


def begins_quantity(text: str, at: int) -> bool:
    """Whether a letter with such Han stands at a place."""
    return bool(_LETTER.match(text, at)) and bool(index_at(text, at + 1))


def is_named(index: str) -> bool:
    """Whether an index is of Han."""
    return bool(_IS_NAMED.match(index))
