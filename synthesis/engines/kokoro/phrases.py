"""Mandarin names and words that pypinyin's dictionary lacks or reads otherwise."""

from __future__ import annotations

from collections.abc import Collection

_PEOPLE = """
呼韩邪 hu1 han2 ye2 · 莫邪 mo4 ye2 · 郅支 zhi4 zhi1
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
扎辫子 za1 bian4 zi5 · 朝鲜 chao2 xian3 · 刘少奇 liu2 shao4 qi2 · 全长 quan2 chang2
体长 ti3 chang2 · 边长 bian1 chang2 · 片长 pian4 chang2 · 总长度 zong3 chang2 du4
加长 jia1 chang2 · 悠长 you1 chang2 · 绵长 mian2 chang2 · 见长 jian4 chang2 · 长效 chang2 xiao4
长裙 chang2 qun2 · 长凳 chang2 deng4 · 长尾 chang2 wei3 · 长平 chang2 ping2 · 长白 chang2 bai2
长三角 chang2 san1 jiao3 · 长顺 chang2 shun4 · 长距离 chang2 ju4 li2 · 乡长 xiang1 zhang3
田长霖 tian2 chang2 lin2 · 肚子 du4 zi5 · 一肚子 yi2 du4 zi5 · 花岗岩 hua1 gang1 yan2
寻思 xun2 si5 · 猛地 meng3 de5 · 忽地 hu1 de5 · 倏地 shu1 de5 · 蓦地 mo4 di4 · 下地 xia4 di4
那末 na4 me5 · 着实 zhuo2 shi2 · 身着 shen1 zhuo2 · 着地 zhuo2 di4 · 供养 gong1 yang3
宜都 yi2 du1 · 都灵 du1 ling2 · 都柏林 du1 bo2 lin2 · 宁都 ning2 du1 · 商都 shang1 du1
曾都 zeng1 du1 · 洪都拉斯 hong2 du1 la1 si1 · 加德满都 jia1 de2 man3 du1 · 接应 jie1 ying4
应城 ying1 cheng2 · 应力 ying4 li4 · 应激 ying4 ji1 · 应声 ying4 sheng1 · 何应钦 he2 ying4 qin1
处在 chu3 zai4 · 身处 shen1 chu3 · 无处 wu2 chu4 · 出处 chu1 chu4 · 布什 bu4 shi2 · 纳什 na4 shi2
什叶派 shi2 ye4 pai4 · 塔什干 ta3 shi2 gan1 · 端的 duan1 di4 · 踏实 ta1 shi5
踏踏实实 ta1 ta1 shi2 shi2 · 直奔 zhi2 ben4 · 冠以 guan4 yi3 · 级差 ji2 cha1 · 公差 gong1 cha1
方差 fang1 cha1 · 视差 shi4 cha1 · 上行 shang4 xing2 · 萎缩 wei3 suo1 · 旋风 xuan4 feng1
挑起 tiao3 qi3 · 几内亚 ji1 nei4 ya4 · 几近 ji1 jin4 · 几米 ji3 mi3 · 进行曲 jin4 xing2 qu3
华为 hua2 wei2 · 华容 hua2 rong2 · 华硕 hua2 shuo4 · 九华山 jiu3 hua2 shan1 · 渥太华 wo4 tai4 hua2
尼泊尔 ni2 bo2 er3 · 不得了 bu4 de2 liao3 · 了得 liao3 de5 · 了事 liao3 shi4
少不了 shao3 bu5 liao3 · 少不得 shao3 bu5 de5 · 载入 zai3 ru4 · 张国焘 zhang1 guo2 tao1
耶路撒冷 ye1 lu4 sa1 leng3 · 耶律 ye1 lv4 · 耶鲁 ye1 lu3 · 薄膜 bo2 mo2 · 染发 ran3 fa4
副将 fu4 jiang4 · 偏将 pian1 jiang4 · 爱将 ai4 jiang4 · 麻将 ma2 jiang4 · 哮喘 xiao4 chuan3
咆哮 pao2 xiao4 · 标识 biao1 zhi4 · 回鹘 hui2 hu2 · 支行 zhi1 hang2 · 世行 shi4 hang2
颇具 po1 ju4 · 偏颇 pian1 po1 · 多重 duo1 chong2 · 重振 chong2 zhen4 · 重回 chong2 hui2
重整 chong2 zheng3 · 重塑 chong2 su4 · 重启 chong2 qi3 · 重建 chong2 jian4 · 重组 chong2 zu3
重返 chong2 fan3 · 重温 chong2 wen1 · 重申 chong2 shen1 · 重现 chong2 xian4 · 重逢 chong2 feng2
重演 chong2 yan3 · 重修 chong2 xiu1 · 重生 chong2 sheng1 · 吓倒 xia4 dao3 · 昏倒 hun1 dao3
接种 jie1 zhong4 · 秦桧 qin2 hui4 · 眩晕 xuan4 yun4 · 崆峒 kong1 tong2 · 解法 jie3 fa3
摒弃 bing4 qi4 · 张掖 zhang1 ye4 · 待会儿 dai1 hui4 er5 · 伤痕累累 shang1 hen2 lei3 lei3
罪行累累 zui4 xing2 lei3 lei3 · 累累 lei2 lei2 · 不怀好意 bu4 huai2 hao3 yi4 · 划破 hua2 po4
乌干达 wu1 gan1 da2 · 大汗 da4 han4 · 马尾 ma3 wei3 · 不切实际 bu2 qie4 shi2 ji4 · 画卷 hua4 juan4
问卷 wen4 juan4 · 压根 ya4 gen1 · 强人 qiang2 ren2 · 职分 zhi2 fen4 · 缘分 yuan2 fen4
情分 qing2 fen4 · 辈分 bei4 fen5 · 不菲 bu4 fei3 · 受尽 shou4 jin4 · 意犹未尽 yi4 you2 wei4 jin4
转转 zhuan4 zhuan5 · 何曾 he2 ceng2 · 调档 diao4 dang4 · 乙炔 yi3 que1 · 弹奏 tan2 zou4
弹唱 tan2 chang4 · 弹压 tan2 ya1 · 悄无声息 qiao3 wu2 sheng1 xi1 · 隐没 yin3 mo4
功不可没 gong1 bu4 ke3 mo4 · 发帖 fa1 tie3 · 嬷嬷 mo2 mo5 · 偏好 pian1 hao4 · 柏柏尔 bo2 bo2 er3
澎湃 peng2 pai4 · 澎湖 peng2 hu2 · 释迦牟尼 shi4 jia1 mou2 ni2 · 剪切 jian3 qie1 · 切换 qie1 huan4
茶坊 cha2 fang1 · 散客 san3 ke4 · 舍利 she4 li4 · 舍人 she4 ren2 · 数以万计 shu4 yi3 wan4 ji4
鹿茸 lu4 rong2 · 结出 jie1 chu1 · 桑给巴尔 sang1 ji3 ba1 er3 · 属相 shu3 xiang4 · 海相 hai3 xiang4
可调 ke3 tiao2 · 调酒师 tiao2 jiu3 shi1 · 褪色 tui4 se4 · 分拆 fen1 chai1 · 伺服 si4 fu2
漯河 luo4 he2 · 含含糊糊 han2 han2 hu2 hu2 · 罗嗦 luo1 suo5 · 巴尔的摩 ba1 er3 di4 mo2
的黎波里 di4 li2 bo1 li3 · 呱呱 gua1 gua1 · 呱呱坠地 gu1 gu1 zhui4 di4 · 大堡礁 da4 bao3 jiao1
撩开 liao1 kai1 · 马马虎虎 ma3 ma5 hu1 hu1 · 一言一行 yi4 yan2 yi4 xing2 · 聒噪 guo1 zao4
静脉曲张 jing4 mai4 qu1 zhang1 · 中肯 zhong4 ken3 · 劈柴 pi1 chai2 · 哀乐 ai1 yue4 · 把儿 ba4 er5
朝阳门 chao2 yang2 men2 · 阿卜杜拉 a1 bu3 du4 la1 · 上岗 shang4 gang3 · 为准 wei2 zhun3
为重 wei2 zhong4 · 藏语 zang4 yu3 · 藏文 zang4 wen2 · 藏族 zang4 zu2 · 藏历 zang4 li4
藏民 zang4 min2 · 藏戏 zang4 xi4 · 青藏 qing1 zang4 · 汉藏 han4 zang4 · 川藏 chuan1 zang4
藏北 zang4 bei3 · 藏南 zang4 nan2 · 西塞山 xi1 sai4 shan1 · 巴塞罗那 ba1 sai4 luo2 na4
塞内加尔 sai4 nei4 jia1 er3 · 塞浦路斯 sai4 pu3 lu4 si1 · 阿塞拜疆 a1 sai4 bai4 jiang1
塞舌尔 sai4 she2 er3 · 塞拉利昂 sai4 la1 li4 ang2 · 塞尔维亚 sai4 er3 wei2 ya4 · 抛撒 pao1 sa3
毫发 hao2 fa4 · 片剂 pian4 ji4 · 糊糊 hu2 hu5 · 行商 xing2 shang1 · 薄一波 bo2 yi4 bo1
重开 chong2 kai1 · 唱曲 chang4 qu3 · 武都 wu3 du1 · 重排 chong2 pai2 · 藤蔓 teng2 wan4
褪去 tui4 qu4 · 咋舌 ze2 she2 · 长野 chang2 ye3 · 弹跳 tan2 tiao4 · 暴晒 bao4 shai4
重蹈 chong2 dao3 · 了断 liao3 duan4 · 发丝 fa4 si1 · 屈曲 qu1 qu1 · 易卜生 yi4 bu3 sheng1
一哄而散 yi2 hong4 er2 san4 · 室内乐 shi4 nei4 yue4 · 神不守舍 shen2 bu4 shou3 she4 · 花都 hua1 du1
微调 wei1 tiao2 · 景颇 jing3 po1 · 李隆基 li3 long1 ji1 · 贾平凹 jia3 ping2 wa1 · 利爪 li4 zhao3
太仆寺 tai4 pu2 si4 · 怪模怪样 guai4 mu2 guai4 yang4 · 矫情 jiao2 qing5 · 宫观 gong1 guan4
干休 gan1 xiu1 · 时长 shi2 chang2 · 果脯 guo3 fu3 · 着床 zhuo2 chuang2 · 玻色子 bo1 se4 zi3
黄澄澄 huang2 deng1 deng1 · 亲密无间 qin1 mi4 wu2 jian4 · 干妈 gan1 ma1
怎么得了 zen3 me5 de2 liao3 · 掺假 chan1 jia3 · 海蜇 hai3 zhe2 · 薄礼 bo2 li3 · 曲阳 qu3 yang2
美发 mei3 fa4 · 重构 chong2 gou4 · 说客 shui4 ke4 · 长葛 chang2 ge3 · 任天堂 ren4 tian1 tang2
刘禅 liu2 shan4 · 昌都 chang1 du1 · 不为所动 bu4 wei2 suo3 dong4 · 不遂 bu2 sui4
撒切尔 sa1 qie1 er3 · 斗柄 dou3 bing3 · 浆糊 jiang4 hu5 · 银发 yin2 fa4 · 海参崴 hai3 shen1 wai3
狄更斯 di2 geng1 si1 · 长椅 chang2 yi3 · 丰都 feng1 du1 · 关云长 guan1 yun2 chang2
气息奄奄 qi4 xi1 yan3 yan3 · 中规中矩 zhong4 gui1 zhong4 ju3 · 华亭 hua2 ting2 · 华氏 hua2 shi4
西华 xi1 hua2 · 陈天华 chen2 tian1 hua2 · 单相 dan1 xiang4 · 大黄鱼 da4 huang2 yu2 · 拜拜 bai2 bai2
木栅 mu4 zha4 · 长岛 chang2 dao3 · 假发 jia3 fa4 · 北燕 bei3 yan1 · 南燕 nan2 yan1
应县 ying4 xian4 · 梵高 fan2 gao1 · 兴隆 xing1 long2 · 生意兴隆 sheng1 yi5 xing1 long2
名曲 ming2 qu3 · 奴儿干 nu2 er2 gan1 · 乌尔都语 wu1 er3 du1 yu3 · 乐平 le4 ping2 · 住地 zhu4 di4
干女儿 gan1 nv3 er2 · 干儿子 gan1 er2 zi5 · 横切 heng2 qie1 · 调速 tiao2 su4 · 变速 bian4 su4
长机 zhang3 ji1 · 不足为怪 bu4 zu2 wei2 guai4 · 划伤 hua2 shang1 · 划痕 hua2 hen2
半生不熟 ban4 sheng1 bu4 shu2 · 卷帘 juan3 lian2 · 岁差 sui4 cha1 · 救难 jiu4 nan4
李昌镐 li3 chang1 hao4 · 轧制 zha2 zhi4 · 转败为胜 zhuan3 bai4 wei2 sheng4 · 载明 zai3 ming2
川芎 chuan1 xiong1 · 纤手 xian1 shou3 · 难兄难弟 nan4 xiong1 nan4 di4 · 出落 chu1 luo5
发梢 fa4 shao1 · 天长 tian1 chang2 · 廊坊 lang2 fang2 · 教课 jiao1 ke4
混水摸鱼 hun2 shui3 mo1 yu2 · 相位差 xiang4 wei4 cha1 · 莫泊桑 mo4 bo2 sang1
亚平宁 ya4 ping2 ning2 · 什刹海 shi2 cha4 hai3 · 同好 tong2 hao4 · 盐都 yan2 du1
中招 zhong4 zhao1 · 眼见为实 yan3 jian4 wei2 shi2 · 累进 lei3 jin4 · 蓄谋 xu4 mou2 · 都匀 du1 yun2
长岭 chang2 ling3 · 夹克 jia1 ke4 · 尽速 jin3 su4 · 谢长廷 xie4 chang2 ting2 · 长垣 chang2 yuan2
长宁 chang2 ning2 · 长丰 chang2 feng1 · 处变不惊 chu3 bian4 bu4 jing1 · 绑扎 bang3 za1
脏字 zang1 zi4 · 茄科 qie2 ke1 · 退耕还林 tui4 geng1 huan2 lin2 · 对话框 dui4 hua4 kuang4
挨批 ai2 pi1 · 猛犸象 meng3 ma3 xiang4 · 玄参 xuan2 shen1 · 粗率 cu1 shuai4
绝处逢生 jue2 chu3 feng2 sheng1 · 调酒 tiao2 jiu3 · 应诉 ying4 su4 · 操纵杆 cao1 zong4 gan3
白蛇传 bai2 she2 zhuan4 · 看破红尘 kan4 po4 hong2 chen2 · 随想曲 sui2 xiang3 qu3
狂想曲 kuang2 xiang3 qu3 · 圆舞曲 yuan2 wu3 qu3 · 协奏曲 xie2 zou4 qu3 · 奏鸣曲 zou4 ming2 qu3
交响曲 jiao1 xiang3 qu3 · 小夜曲 xiao3 ye4 qu3 · 件数 jian4 shu4 · 倾尽 qing1 jin4 · 回帖 hui2 tie3
外差 wai4 cha1 · 累犯 lei3 fan4 · 藏经 zang4 jing1 · 差速器 cha1 su4 qi4 · 扁形 bian3 xing2
拾级 she4 ji2 · 挨整 ai2 zheng3 · 负累 fu4 lei3 · 重置 chong2 zhi4 · 一字不差 yi2 zi4 bu2 cha4
乐句 yue4 ju4 · 挨打 ai2 da3 · 挨饿 ai2 e4 · 挨骂 ai2 ma4
海水不可斗量 hai3 shui3 bu4 ke3 dou3 liang2 · 中意 zhong4 yi4 · 晴间多云 qing2 jian4 duo1 yun2
口角 kou3 jue2 · 呛人 qiang4 ren2 · 新鲜 xin1 xian1 · 骨碌 gu1 lu5
卷子 juan4 zi5
试卷 shi4 juan4 · 用处 yong4 chu5 · 称身 chen4 shen1 · 的的确确 di2 di2 que4 que4
周长 zhou1 chang2
圆周长 yuan2 zhou1 chang2 · 解方程 jie3 fang1 cheng2 · 解方程组 jie3 fang1 cheng2 zu3
暖和 nuan3 huo5 · 附和 fu4 he4 · 落枕 lao4 zhen3 · 吐口水 tu3 kou3 shui3 · 吐痰 tu3 tan2
仆射 pu2 ye4 · 洗马 xian3 ma3 · 士大夫 shi4 da4 fu1 · 宓妃 fu2 fei1 · 什邡 shi2 fang1
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
