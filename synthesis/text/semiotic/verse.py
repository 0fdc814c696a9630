"""Classical poems that schools teach: characters that are read otherwise in them than elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..style import ReadingStyle
from .found import VERSE, Found

# Words of a line with the readings of today's textbooks: the character and its pinyin after them.
_TODAY = """
一日还 还huan2 · 还来就菊花 还huan2 · 复来还 还huan2 · 尽还复来 还huan2 · 还酹江月 还huan2
飞鸟相与还 还huan2 · 鸟倦飞而知还 还huan2 · 明月何时照我还 还huan2 · 将军白发 发fa4
终不还 还huan2 · 不教胡马 教jiao4 · 朝辞白帝 朝zhao1 · 朝如青丝 朝zhao1 · 朝雨浥轻尘 朝zhao1
譬如朝露 朝zhao1 · 朝晖夕阴 朝zhao1 · 朝而往 朝zhao1 · 朝朝暮暮 朝zhao1 · 彩云间 间jian1
万重山 重chong2 · 三重茅 重chong2 · 山重水复 重chong2 · 花重锦官 重zhong4 · 天公重抖擞 重chong2
蓬山一万重 重chong2 · 几重山 重chong2 · 千重浪 重chong2 · 门泊东吴 泊bo2 · 夜泊秦淮 泊bo2
枫桥夜泊 泊bo2 · 泊船瓜洲 泊bo2 · 移舟泊烟渚 泊bo2 · 草低见牛羊 见xian4 · 图穷匕首见 见xian4
才美不外见 见xian4 · 一骑红尘 骑ji4 · 逢候骑 骑ji4 · 胡骑鸣 骑ji4 · 翩翩两骑 骑ji4
千骑卷平冈 骑ji4 · 铁骑突出 骑ji4 · 著我旧时裳 裳chang2 · 云想衣裳 裳chang2 · 霓裳 裳chang2
绿衣黄裳 裳chang2 · 初闻涕泪满衣裳 裳chang2 · 知多少 少shao3 · 应怜屐齿 应ying1
浑欲不胜簪 胜sheng4 · 高处不胜寒 胜sheng4 · 似剪刀 似si4 · 似真珠 似si4 · 冷似铁 似si4
白发三千丈 发fa4 · 可怜白发生 发fa4 · 早生华发 华hua2发fa4 · 悲白发 发fa4 · 将军白发征夫泪 发fa4
黄发垂髫 发fa4 · 塞下秋来 塞sai4 · 塞上燕脂 塞sai4燕yan1 · 塞下曲 塞sai4 · 都护在燕然 都du1燕yan1
燕然未勒 燕yan1 · 都护铁衣冷难着 着zhuo2 · 飞将在 将jiang4 · 呼儿将出 将jiang1 · 将进酒 将qiang1
可以为师 为wei2 · 独在异乡为异客 为wei2 · 愿为市鞍马 为wei4 · 为有暗香来 为wei4 · 为谁辛苦 为wei4
为报倾城 为wei4 · 不足为外人道 为wei4 · 知之为知之 为wei2 · 尽开颜 尽jin4 · 白日依山尽 尽jin4
荷尽已无 尽jin4 · 千金散尽 尽jin4 · 烧不尽 尽jin4 · 不亦说乎 说yue4 · 是知也 知zhi4
孰为汝多知 知zhi4 · 曲项向天 曲qu1 · 一曲新词 曲qu3 · 返景入深林 景jing3 · 浓抹总相宜 抹mo3
羽扇纶巾 纶guan1 · 万马齐喑 喑yin1 · 降人才 降jiang4 · 可汗大点兵 可ke4汗han2
可汗问所欲 可ke4汗han2 · 策勋十二转 转zhuan3 · 军书十二卷 卷juan4 · 卷卷有爷名 卷juan4
北风卷地 卷juan3 · 卷起千堆雪 卷juan2 · 卷我屋上 卷juan3 · 白草折 折zhe2 · 出门看火伴 看kan4
双兔傍地 傍bang4 · 雕栏玉砌应犹在 应ying1 · 散入珠帘 散san4 · 散学归来 散san4 · 角弓不得控 角jiao3
饮归客 饮yin4 · 欲饮琵琶 饮yin3 · 长河落日 长chang2 · 长风破浪 长chang2 · 对酒当歌 当dang1
当户织 当dang1 · 会当凌 当dang1 · 锄禾日当午 当dang1 · 带月荷锄 荷he4 · 晨兴理荒秽 兴xing1
君子好逑 好hao3 · 一年好景 好hao3 · 好雨知时节 好hao3 · 曲高和 和he4 · 风怒号 号hao2
下者飘转 转zhuan3 · 难为水 为wei2 · 行路难 难nan2 · 艰难苦恨 难nan2 · 春种一粒 种zhong4
种豆南山 种zhong4 · 造化钟神秀 钟zhong1 · 荡胸生曾云 曾ceng2 · 决眦入归鸟 眦zi4 · 更上一层 更geng4
更尽一杯 更geng4 · 愁更愁 更geng4 · 白头搔更短 更geng4 · 更深月色 更geng1 · 一日看尽 看kan4
还看今朝 还hai2朝zhao1 · 何处吹箫 处chu4 · 玉人何处 处chu4 · 白云生处 处chu4 · 登高处 处chu4
空山不见 空kong1 · 夜静春山空 空kong1 · 乱石穿空 空kong1 · 不亦乐乎 乐le4 · 怡然自乐 乐le4
后天下之乐 乐le4 · 其乐无穷 乐le4 · 乘奔御风 奔ben1 · 略无阙处 阙que1 · 素湍绿潭 湍tuan1
便要还家 要yao1还huan2 · 阡陌交通 阡qian1 · 屋舍俨然 舍she4 · 斗折蛇行 折zhe2行xing2
犬牙差互 差ci1 · 参差披拂 参cen1差ci1 · 参差荇菜 参cen1差ci1 · 钟鼓乐之 乐le4 · 悄怆幽邃 悄qiao3
俶尔远逝 俶chu4 · 往来翕忽 翕xi1 · 属予作文 属zhu3 · 举酒属客 属zhu3 · 百废具兴 具ju4
浩浩汤汤 汤shang1汤shang1 · 横无际涯 横heng2 · 薄暮冥冥 薄bo2 · 日薄西山 薄bo2 · 宠辱偕忘 偕xie2
择其善者 择ze2 · 一箪食 食shi2 · 食之不能 食si4 · 食马者 食si4 · 骈死于槽枥 骈pian2
虽有千里之能 能neng2 · 思而不学则殆 殆dai4 · 人不知而不愠 愠yun4 · 三省吾身 省xing3
传不习乎 传chuan2 · 吾日三省 省xing3 · 论语十二章 论lun2 · 逝者如斯夫 夫fu2 · 饭疏食 食shi2
曲肱而枕 曲qu1枕zhen3 · 好之者不如 好hao4 · 乐之者 乐le4 · 敏而好学 好hao4 · 叶公好龙 叶ye4好hao4
公将鼓之 将jiang1 · 项为之强 强jiang4 · 为之怡然 为wei4
"""
# Old readings, by which lines rhyme or keep their tones; behind the switch of the workspace.
_OLD = """
鬓毛衰 衰cui1 · 老大回 回huai2 · 笼盖四野 野ya3 · 遥看瀑布 看kan1 · 相看两不厌 看kan1
却看妻子 看kan1 · 草色遥看 看kan1 · 浑欲不胜簪 胜sheng1 · 高处不胜寒 胜sheng1 · 不教胡马 教jiao1
何处教吹箫 教jiao1 · 打起黄莺儿 儿ni2 · 停车坐爱 车ju1
"""
_READING = re.compile(r"([㐀-鿿])([a-z]+[1-5])")
_LINE = re.compile(r"(?<![㐀-鿿])(?:[㐀-鿿]{5}|[㐀-鿿]{7})(?![㐀-鿿])")
_RHYMING = {"斜": "xia2"}
"""At the end of a line of five or seven characters."""
_HEAD = 2

_Rows = dict[str, list[tuple[str, list[tuple[int, str]]]]]


def _rows(table: str) -> _Rows:
    """The first characters of words → the words with the places and readings of characters."""
    rows: _Rows = {}
    for row in (each for line in table.strip().splitlines() for each in line.split(" · ")):
        words, readings = row.split()
        places: list[tuple[int, str]] = []
        at = 0
        for char, syllable in _READING.findall(readings):
            at = words.index(char, at)
            places.append((at, syllable))
            at += 1
        rows.setdefault(words[:_HEAD], []).append((words, places))
    return rows


_TODAYS, _OLDS = _rows(_TODAY), _rows(_OLD)


def verse(text: str, style: ReadingStyle) -> Iterator[Found]:
    """The characters of known lines that have a reading of their own in them."""
    if style.old_verse:
        for match in _LINE.finditer(text):
            if syllable := _RHYMING.get(text[match.end() - 1]):
                yield _found(text, match.end() - 1, syllable)
    at_once = (_OLDS, _TODAYS) if style.old_verse else (_TODAYS,)
    for at in range(len(text) - 1):
        head = text[at : at + _HEAD]
        done: set[int] = set()
        for rows in at_once:
            for words, places in rows.get(head, ()):
                if not text.startswith(words, at):
                    continue
                for place, syllable in places:
                    if place not in done:
                        done.add(place)
                        yield _found(text, at + place, syllable)


def _found(text: str, at: int, syllable: str) -> Found:
    return Found(at, at + 1, VERSE, text[at], text[at], pinyin=syllable)
