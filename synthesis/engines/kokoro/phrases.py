"""Mandarin names and words that pypinyin's dictionary lacks or reads otherwise."""

from __future__ import annotations

from collections.abc import Collection

_PEOPLE = """
曾国藩 zeng1 guo2 fan1 · 曾国荃 zeng1 guo2 quan2 · 曾巩 zeng1 gong3 · 曾子 zeng1 zi3
曾参 zeng1 shen1 · 曾皙 zeng1 xi1 · 曾侯乙 zeng1 hou2 yi3 · 曾纪泽 zeng1 ji3 ze2
单雄信 shan4 xiong2 xin4 · 单田芳 shan4 tian2 fang1 · 单于 chan2 yu2 · 解缙 xie4 jin4
解珍 xie4 zhen1 · 解宝 xie4 bao3 · 解晓东 xie4 xiao3 dong1 · 任弼时 ren2 bi4 shi2
任正非 ren2 zheng4 fei1 · 任长霞 ren2 chang2 xia2 · 任贤齐 ren2 xian2 qi2 · 任伯年 ren2 bo2 nian2
任安 ren2 an1 · 仇英 qiu2 ying1 · 仇和 qiu2 he2 · 查良镛 zha1 liang2 yong1
查良铮 zha1 liang2 zheng1 · 查慎行 zha1 shen4 xing2 · 查继佐 zha1 ji4 zuo3 · 华佗 hua4 tuo2
华罗庚 hua4 luo2 geng1 · 华歆 hua4 xin1 · 华雄 hua4 xiong2 · 华彦钧 hua4 yan4 jun1
朴槿惠 piao2 jin3 hui4 · 朴正熙 piao2 zheng4 xi1 · 朴智星 piao2 zhi4 xing1 · 盖聂 ge3 nie4
燕青 yan1 qing1 · 燕国 yan1 guo2 · 燕赵 yan1 zhao4 · 燕京 yan1 jing1 · 燕山 yan1 shan1
燕然 yan1 ran2 · 幽燕 you1 yan1 · 燕太子 yan1 tai4 zi3 · 燕昭王 yan1 zhao1 wang2 · 燕王 yan1 wang2
乐毅 yue4 yi4 · 乐羊 yue4 yang2 · 乐正 yue4 zheng4 · 纪晓岚 ji3 xiao3 lan2 · 纪昀 ji3 yun2
种师道 chong2 shi1 dao4 · 尉迟 yu4 chi2 · 万俟 mo4 qi2 · 员半千 yun4 ban4 qian1 · 伍员 wu3 yun2
翟让 zhai2 rang4 · 墨翟 mo4 di2 · 冒顿 mo4 du2 · 夫差 fu1 chai1 · 皋陶 gao1 yao2 · 范蠡 fan4 li2
郦食其 li4 yi4 ji1 · 审食其 shen3 yi4 ji1 · 樊於期 fan2 wu1 ji1 · 金日磾 jin1 mi4 di1
米芾 mi3 fu2 · 嫪毐 lao4 ai3 · 秦观 qin2 guan4 · 谢朓 xie4 tiao3 · 李适 li3 kuo4 · 洪适 hong2 kuo4
高适 gao1 shi4 · 贾似道 jia3 si4 dao4 · 曹大家 cao2 da4 gu1 · 柏杨 bo2 yang2 · 长孙 zhang3 sun1
令狐 ling2 hu2 · 澹台 tan2 tai2 · 皇甫 huang2 fu3 · 夏侯 xia4 hou2 · 鲜于 xian1 yu2
吐谷浑 tu3 yu4 hun2 · 吐蕃 tu3 bo1 · 龟兹 qiu1 ci2 · 月氏 yue4 zhi1 · 大宛 da4 yuan1
身毒 yuan1 du2 · 高句丽 gao1 gou1 li2 · 阏氏 yan1 zhi1 · 可汗 ke4 han2 · 祭遵 zhai4 zun1
召公 shao4 gong1 · 召南 shao4 nan2 · 召伯 shao4 bo2 · 叶公 ye4 gong1 · 乐广 yue4 guang3
区大为 ou1 da4 wei4 · 麻沸散 ma2 fei4 san3 · 藏獒 zang4 ao2 · 沈阳 shen3 yang2
褚遂良 chu3 sui4 liang2
""".strip()
_PLACES = """
六安 lu4 an1 · 六合区 lu4 he2 qu1 · 南京六合 nan2 jing1 lu4 he2 · 台州 tai1 zhou1
天台山 tian1 tai1 shan1 · 天台县 tian1 tai1 xian4 · 浙江天台 zhe4 jiang1 tian1 tai1
天台宗 tian1 tai1 zong1 · 铅山 yan2 shan1 · 亳州 bo2 zhou1 · 番禺 pan1 yu2 · 洪洞 hong2 tong2
长治 chang2 zhi4 · 长乐 chang2 le4 · 单县 shan4 xian4 · 浚县 xun4 xian4 · 荥经 ying2 jing1
荥阳 xing2 yang2 · 宕昌 tan4 chang1 · 筠连 jun1 lian2 · 珲春 hun2 chun1 · 瑷珲 ai4 hui1
大栅栏 da4 shi5 lan4 · 高要 gao1 yao1 · 乐亭 lao4 ting2 · 乐清 yue4 qing1 · 乐陵 lao4 ling2
莘县 shen1 xian4 · 莘庄 xin1 zhuang1 · 丽水 li2 shui3 · 蚌埠 beng4 bu4 · 涡阳 guo1 yang2
歙县 she4 xian4 · 歙砚 she4 yan4 · 枞阳 zong1 yang2 · 黟县 yi1 xian4 · 濉溪 sui1 xi1 · 盱眙 xu1 yi2
邳州 pi1 zhou1 · 睢宁 sui1 ning2 · 甪直 lu4 zhi2 · 浒墅关 xu3 shu4 guan1 · 浒湾 xu3 wan1
厦门 xia4 men2 · 嵊州 sheng4 zhou1 · 鄞州 yin2 zhou1 · 会稽 kuai4 ji1 · 婺源 wu4 yuan2
莆田 pu2 tian2 · 东阿 dong1 e1 · 阿胶 e1 jiao1 · 茌平 chi2 ping2 · 临朐 lin2 qu2 · 莒县 ju3 xian4
曲阜 qu1 fu4 · 济南 ji3 nan2 · 济宁 ji3 ning2 · 济源 ji3 yuan2 · 牟平 mu4 ping2 · 中牟 zhong1 mu4
柘城 zhe4 cheng2 · 泌阳 bi4 yang2 · 郏县 jia2 xian4 · 渑池 mian3 chi2 · 武陟 wu3 zhi4
尉氏 wei4 shi4 · 蔚县 yu4 xian4 · 蔚州 yu4 zhou1 · 井陉 jing3 xing2 · 藁城 gao3 cheng2
蠡县 li3 xian4 · 大城县 dai4 cheng2 xian4 · 任丘 ren2 qiu1 · 任县 ren2 xian4 · 繁峙 fan2 shi4
解州 xie4 zhou1 · 隰县 xi2 xian4 · 吴堡 wu2 bu3 · 柴沟堡 chai2 gou1 bu3 · 瓦窑堡 wa3 yao2 bu3
十里堡 shi2 li3 pu4 · 华山 hua4 shan1 · 华阴 hua4 yin1 · 华县 hua4 xian4 · 太华 tai4 hua4
栎阳 yue4 yang2 · 鄠邑 hu4 yi4 · 柞水 zha4 shui3 · 监利 jian4 li4 · 黄陂 huang2 pi2
郧阳 yun2 yang2 · 耒阳 lei3 yang2 · 郴州 chen1 zhou1 · 汨罗 mi4 luo2 · 东莞 dong1 guan3
大埔 da4 bu4 · 黄埔 huang2 pu3 · 儋州 dan1 zhou1 · 犍为 qian2 wei2 · 珙县 gong3 xian4
郫县 pi2 xian4 · 北碚 bei3 bei4 · 綦江 qi2 jiang1 · 涪陵 fu2 ling2 · 勐海 meng3 hai3
蓟州 ji4 zhou1 · 秘鲁 bi4 lu3 · 句容 ju4 rong2 · 繁昌 fan2 chang1 · 阜宁 fu4 ning2
尼勒克 ni2 le4 ke4 · 台湾 tai2 wan1 · 闽侯 min3 hou4 · 氾水 fan2 shui3 · 车师 ju1 shi1
冠县 guan1 xian4 · 洪泽 hong2 ze2 · 燕郊 yan1 jiao1 · 长阳 chang2 yang2 · 穆棱 mu4 ling2
新郑 xin1 zheng4 · 牟定 mou2 ding4 · 汤汤 shang1 shang1 · 虎跑 hu3 pao2 · 涠洲 wei2 zhou1
纳溪 na4 xi1 · 叶县 ye4 xian4
""".strip()
_WORDS = """
流血 liu2 xue4 · 出血 chu1 xue4 · 吐血 tu4 xue4 · 混蛋 hun2 dan4 · 饮马 yin4 ma3
硕果累累 shuo4 guo3 lei2 lei2 · 果实累累 guo3 shi2 lei2 lei2 · 切线 qie1 xian4 · 切点 qie1 dian3
切面 qie1 mian4 · 切割 qie1 ge1 · 切除 qie1 chu2 · 切削 qie1 xiao1 · 正切 zheng4 qie1
余切 yu2 qie1 · 外切 wai4 qie1 · 相切 xiang1 qie1 · 内切 nei4 qie1 · 明了 ming2 liao3
一棵朴树 yi4 ke1 po4 shu4 · 朴树 pu3 shu4 · 调校 tiao2 jiao4 · 湿哒哒 shi1 da1 da1 · 撇捺 pie3 na4
简单明了 jian3 dan1 ming2 liao3 · 一目了然 yi2 mu4 liao3 ran2 · 直截了当 zhi2 jie2 liao3 dang4
没完没了 mei2 wan2 mei2 liao3 · 不了了之 bu4 liao3 liao3 zhi1 · 有的放矢 you3 di4 fang4 shi3
无的放矢 wu2 di4 fang4 shi3 · 众矢之的 zhong4 shi3 zhi1 di4 · 一语中的 yi4 yu3 zhong4 di4
的士 di1 shi4 · 的确 di2 que4 · 目的 mu4 di4 · 弹指 tan2 zhi3 · 曲高和寡 qu3 gao1 he4 gua3
东西南北 dong1 xi1 nan2 bei3 · 东南西北 dong1 nan2 xi1 bei3 · 东西方 dong1 xi1 fang1
东西部 dong1 xi1 bu4 · 东西两 dong1 xi1 liang3 · 东西向 dong1 xi1 xiang4
东西走向 dong1 xi1 zou3 xiang4 · 古今东西 gu3 jin1 dong1 xi1 · 地道战 di4 dao4 zhan4
挖地道 wa1 di4 dao4 · 条地道 tiao2 di4 dao4 · 地道里 di4 dao4 li5 · 段落大意 duan4 luo4 da4 yi4
课文大意 ke4 wen2 da4 yi4 · 文章大意 wen2 zhang1 da4 yi4 · 大意是 da4 yi4 shi4
大意如下 da4 yi4 ru2 xia4 · 内容大意 nei4 rong2 da4 yi4 · 知识分子 zhi1 shi5 fen4 zi3
积极分子 ji1 ji2 fen4 zi3 · 犯罪分子 fan4 zui4 fen4 zi3 · 恐怖分子 kong3 bu4 fen4 zi3
不法分子 bu4 fa3 fen4 zi3 · 坏分子 huai4 fen4 zi3 · 分子 fen1 zi3 · 莲子 lian2 zi3 · 瓜子 gua1 zi3
孢子 bao1 zi3 · 质子 zhi4 zi3 · 中子 zhong1 zi3 · 离子 li2 zi3 · 粒子 li4 zi3 · 光子 guang1 zi3
因子 yin1 zi3 · 弟子 di4 zi3 · 天子 tian1 zi3 · 太子 tai4 zi3 · 王子 wang2 zi3 · 公子 gong1 zi3
君子 jun1 zi3 · 才子 cai2 zi3 · 游子 you2 zi3 · 孔子 kong2 zi3 · 孟子 meng4 zi3
老子说 lao2 zi3 shuo1 · 庄子 zhuang1 zi3 · 墨子 mo4 zi3 · 荀子 xun2 zi3 · 韩非子 han2 fei1 zi3
孙子兵法 sun1 zi3 bing1 fa3 · 诸子百家 zhu1 zi3 bai3 jia1 · 赤子 chi4 zi3 · 父子 fu4 zi3
母子 mu3 zi3 · 独子 du2 zi3 · 种子 zhong3 zi5 · 鱼子 yu2 zi3 · 地方政府 di4 fang1 zheng4 fu3
地方戏 di4 fang1 xi4 · 地方性 di4 fang1 xing4 · 地方官 di4 fang1 guan1 · 地方特色 di4 fang1 te4 se4
地方法院 di4 fang1 fa3 yuan4 · 下水道 xia4 shui3 dao4 · 计划 ji4 hua4 · 学生 xue2 sheng5
晚上 wan3 shang5 · 早上 zao3 shang5 · 外边 wai4 bian5 · 里边 li3 bian5 · 上边 shang4 bian5
下边 xia4 bian5 · 前边 qian2 bian5 · 后边 hou4 bian5 · 唠叨 lao2 dao5 · 土地 tu3 di4
种地 zhong4 di4 · 大地 da4 di4 · 草地 cao3 di4 · 田地 tian2 di4 · 陆地 lu4 di4 · 旱地 han4 di4
湿地 shi1 di4 · 场地 chang3 di4 · 工地 gong1 di4 · 营地 ying2 di4 · 绿地 lv4 di4 · 耕地 geng1 di4
扫地 sao3 di4 · 天地 tian1 di4 · 殖民地 zhi2 min2 di4 · 根据地 gen1 ju4 di4 · 目的地 mu4 di4 di4
盆地 pen2 di4 · 高地 gao1 di4 · 基地 ji1 di4 · 本地 ben3 di4 · 当地 dang1 di4 · 外地 wai4 di4
各地 ge4 di4 · 落地 luo4 di4 · 胜地 sheng4 di4 · 圣地 sheng4 di4 · 余地 yu2 di4 · 园地 yuan2 di4
质地 zhi4 di4 · 产地 chan3 di4 · 实地 shi2 di4 · 遍地 bian4 di4 · 雪地 xue3 di4 · 平地 ping2 di4
空地 kong4 di4 · 坡地 po1 di4 · 墓地 mu4 di4 · 属地 shu3 di4 · 领地 ling3 di4 · 心地 xin1 di4
境地 jing4 di4 · 见地 jian4 di4 · 特地 te4 di4 · 立地 li4 di4 · 倒地 dao3 di4 · 乐曲 yue4 qu3
父亲 fu4 qin1 · 母亲 mu3 qin1 · 分析 fen1 xi1 · 幸福 xing4 fu2 · 介绍 jie4 shao4 · 蜡烛 la4 zhu2
费用 fei4 yong4 · 逻辑 luo2 ji2 · 报复 bao4 fu4 · 荒唐 huang1 tang2 · 照顾 zhao4 gu4
熟悉 shu2 xi1 · 凤凰 feng4 huang2 · 喉咙 hou2 long2 · 吉他 ji2 ta1 · 蚂蚱 ma4 zha5 · 刺激 ci4 ji1
开通 kai1 tong1 · 位置 wei4 zhi4 · 合同 he2 tong5 · 上司 shang4 si5 · 冷战 leng3 zhan4
大人 da4 ren2 · 琵琶 pi2 pa2 · 离离 li2 li2 · 一场空 yi4 chang2 kong1
好高骛远 hao4 gao1 wu4 yuan3 · 数见不鲜 shuo4 jian4 bu4 xian1 · 屡见不鲜 lv3 jian4 bu4 xian1
为虎作伥 wei4 hu3 zuo4 chang1 · 为民除害 wei4 min2 chu2 hai4 · 为人民服务 wei4 ren2 min2 fu2 wu4
扎辫子 za1 bian4 zi5
""".strip()


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for part in (_PEOPLE, _PLACES, _WORDS):
        for line in part.splitlines():
            for row in line.split(" · "):
                phrase, *syllables = row.split()
                table[phrase] = tuple(syllables)
    return table


_PHRASES = _table()
_LENGTHS = sorted({len(phrase) for phrase in _PHRASES}, reverse=True)
_FIRST = frozenset(phrase[0] for phrase in _PHRASES)


def phrase_readings(run: str, cuts: Collection[int]) -> dict[int, str]:
    """Index → syllable of the characters of known phrases, the longest first.

    `cuts` are where the words of the run begin, and its end: a phrase never takes a part of two
    words (班长治病 has no 长治).
    """
    readings: dict[int, str] = {}
    at = 0
    while at < len(run):
        length = _length_at(run, at, cuts) if run[at] in _FIRST else 0
        if length:
            syllables = _PHRASES[run[at : at + length]]
            readings |= {at + index: syllable for index, syllable in enumerate(syllables)}
        at += max(length, 1)
    return readings


def _length_at(run: str, at: int, cuts: Collection[int]) -> int:
    for length in _LENGTHS:
        end = at + length
        if run[at:end] in _PHRASES:
            within_a_word = not any(place in cuts for place in range(at + 1, end))
            if within_a_word or (at in cuts and end in cuts):
                return length
    return 0
