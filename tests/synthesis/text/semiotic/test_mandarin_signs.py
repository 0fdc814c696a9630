"""Signs that mark things, money in other forms, music, and times as Mandarin papers have them."""

from __future__ import annotations

import pytest

from synthesis.text import spans


def said(written: str) -> str:
    return "".join(span.text for span in spans(written, language="zh")).replace(" ", "")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("带*号的为选做题", "带星号的为选做题"),
        ("1#楼和3#教学楼", "一号楼和三号教学楼"),
        ("按↑键向上移动，按“←”“→”键", "按上箭头键向上移动，按“左箭头”“右箭头”键"),
        ("♀表示雌性，♂表示雄性", "雌性符号表示雌性，雄性符号表示雄性"),
        ("♀高茎×♂矮茎", "雌性高茎乘雄性矮茎"),
        ("抽到♥K和♠10的概率（扑克牌）", "抽到红桃K和黑桃十的概率（扑克牌）"),
        ("单位：%", "单位：百分号"),
        ("请完成(1)(2)", "请完成(一)(二)"),
        ("温度＞30℃，>50元", "温度大于三十摄氏度，大于五十元"),
        ("东←→西", "东到西"),
        ("甲＞乙＞丙，3＜5", "甲大于乙大于丙，三小于五"),
        ("读＜静夜思＞有感", "读静夜思有感"),
        ("春➡夏⇨秋", "春到夏到秋"),
        ("位于30°N，东经120°30′E", "位于北纬三十度，东经一百二十度三十分"),
        ("满意度4.8/5，㈡填空", "满意度五分之四点八，二填空"),
        ("偏旁“亻”，扌旁，笔画丿丶", "偏旁“单人旁”，提手旁，笔画撇点"),
        ("1.√ 2.× 3.√", "一.勾二.叉三.勾"),
        ("答案：6-10 BDCCB，选BD", "答案：六到十BDCCB，选BD"),
        ("试卷No.3，№5", "试卷第三，第五"),
        ("词尾加-s/-es，以-y结尾，adj.+n.", "词尾加S或ES，以Y结尾，形容词加名词"),
    ],
)
def test_marks(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("票价100USD，500RMB左右", "票价一百美元，五百元人民币左右"),
        ("汇率：1USD=7.24CNY", "汇率：一美元等于七点二四元人民币"),
        ("￥3-5元，￥50～100", "三到五元，五十到一百元"),
        ("合计￥1,200.00（壹仟贰佰圆整）", "合计一千二百元（一千二百元整）"),
        ("余额￥-50，25¢的硬币", "余额负五十元，二十五美分的硬币"),
        ("月薪8k-12k，花了5w", "月薪八千到一万二千，花了五万"),
        ("100元－45元＝55元，50元-100元", "一百元减四十五元等于五十五元，五十元到一百元"),
        ("2元钱*3=6元", "两元钱乘三等于六元"),
    ],
)
def test_money(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1=bE，Bb调单簧管，Eb大调", "一等于降E，降B调单簧管，降E大调"),
        ("速度：♩=72-76，120BPM", "速度：四分音符等于七十二到七十六，一百二十BPM"),
        ("肖邦《夜曲》Op.9 No.2", "肖邦《夜曲》作品九第二号"),
        ("Dm、Em三个和弦，Cmaj7和弦", "DM，EM三个和弦，C大七和弦"),
        ("小字一组c¹，音域c¹—g²", "小字一组c一，音域c一—g二"),
        ("b²+c²=d²，c²是正数", "b的平方加c的平方等于d的平方，c的平方是正数"),
        ("力度记号：mp、mf", "力度记号：mp、mf"),
    ],
)
def test_music(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2点2分，2点02分，2时2分", "两点二分，两点零二分，两时二分"),
        ("考试2h30min，5/1 8:00集合", "考试两小时三十分钟，五月一日八点集合"),
        ("800米3:25，导入新课（5′）", "八百米三分二十五秒，导入新课（五分）"),
        ("（2′×5=10′）", "（两分乘五等于十分）"),
        ("第45'进球，GMT+08:00", "第四十五分钟进球，GMT加八"),
    ],
)
def test_times(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("k-ǒu→kǒu", ["ke1", "ou3", "kou3"]),
        ("h-u-ā→huā", ["he1", "wu1", "a1", "hua1"]),
        ("“ü”上两点要省略", ["yu1"]),
        ("元音/æ/和/e/的区别", ["æ", "e"]),
        ("音标[θ]发音", ["θə"]),
        ("/p/ /b/", ["pə", "bə"]),
    ],
)
def test_sounds(written: str, expected: list[str]) -> None:
    assert [span.reading for span in spans(written, language="zh") if span.reading] == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("妈妈：（生气地）你怎么才回来！", "妈妈：，你怎么才回来！"),
        ("狐狸（眼珠一转）：您好！", "狐狸，：您好！"),
        ("小明：老师好！（坐下）", "小明：老师好！，"),
        ("他说（其实我也不信）他会来。", "他说（其实我也不信）他会来。"),
        ("注：（点头）表示同意", "注：（点头）表示同意"),
    ],
)
def test_stage_directions_are_pauses(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('=IF(A1>60,"及格","不及格")', '等于if(A一大于六十,"及格"，"不及格")'),
        ("维生素B₁₂，404错误", "维生素B十二，四零四错误"),
        ("地址127.0.0.1:8080", "地址一二七点零点零点一冒号八零八零"),
        ("$A$1是绝对引用", "美元A美元一是绝对引用"),
    ],
)
def test_computing(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2.5h=（ ）min，3m=（ ）cm", "二点五小时等于空分钟，三米等于空厘米"),
        ("（ ）mm=5cm，8cm=____dm", "空毫米等于五厘米，八厘米等于空分米"),
        ("72km/h=（ ）m/s", "七十二公里每小时等于空米每秒"),
        (
            "2kg50g=（ ）kg，1h-25min=（ ）min",
            "两千克五十克等于空千克，一小时减二十五分钟等于空分钟",
        ),
        ("2.05元=（ ）元（ ）角（ ）分", "二点零五元等于空元空角空分"),
        ("出勤率是（ ）%", "出勤率是百分之空"),
        ("牛奶300㎖，面积5㎢", "牛奶三百毫升，面积五平方公里"),
    ],
)
def test_blanks_with_units(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("流量费5元/GB，股价15.68元/股", "流量费五元每GB，股价十五点六八元每股"),
        ("原价¥199→¥99，¥30/份x2", "原价一百九十九元到九十九元，三十元每份乘二"),
        ("¥9.9/2件，共￥15*3", "九点九元每两件，共十五元乘三"),
        ("汇率USD/CNY 7.25，10000円", "汇率美元兑人民币七点二五，一万日元"),
        ("转账5,000.00元，数量：2　单价", "转账五千元，数量：二单价"),
        ("付了3.6元＋2.4元，票价€5–10", "付了三点六元加二点四元，票价五到十欧元"),
        ("2美元、¥2、5k元", "两美元、两元、五千元"),
    ],
)
def test_receipts(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("▲△▲△，下一个是什么？", "实心三角形、空心三角形、实心三角形、空心三角形，下一个是什么？"),
        ("🍎+🍌=8，求苹果", "红苹果加香蕉等于八，求苹果"),
        ("向左←，向右→", "向左箭头，向右箭头"),
        ("√×判断题", "勾叉判断题"),
        ("由①－②，得x=1", "由一减二，得x等于一"),
        ("§2 整式，请看§1.1", "第二节整式，请看第一点一节"),
        ("请按#号键，＞号开口朝大数", "请按井号键，大于号开口朝大数"),
        ("将“×”改为“÷”", "将“乘号”改为“除号”"),
        ("国发〔2023〕5号", "国发〔二零二三〕五号"),
        ("❶选择题，Ⓐ选项", "一，选择题，A选项"),
        ("海水盐度约3.5%（35‰）", "海水盐度约百分之三点五，千分之三十五）"),
    ],
)
def test_drawn_signs(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("+、-、×、÷四种运算", "加号、减号、乘号、除号四种运算"),
        ("用>、<、=填空", "用大于号、小于号、等号填空"),
        ("-3、-5和+2是有理数", "负三、负五和正二是有理数"),
        ("“==”表示相等，“.”是小数点", "“双等号”表示相等，“点”是小数点"),
        ("用“～～”画比喻句，用“____”画中心句", "用“波浪线”画比喻句，用“横线”画中心句"),
        ("1°=60′，1′=60″", "一度等于六十分，一分等于六十秒"),
        ("他身高5′8″，成绩3′45″6", "他身高五英尺八英寸，成绩三分四十五秒六"),
        ("性别：□男 □女，[√]同意", "性别：，男，女，[勾]同意"),
        ("请在□里填数，再在□里写字", "请在方框里填数，再在方框里写字"),
        ("定义新运算a※b=2a+b，规定a*b=a+b", "定义新运算a米字号b等于二a加b，规定a星b等于a加b"),
        ("我❤️中国，3➕5＝8，考了💯", "我爱中国，三加五等于八，考了一百分"),
        ("➡️下一步，➤重点，春➡️夏", "下一步，重点，春到夏"),
        ("#标签1 #标签2", "标签一标签二"),
        ("答案：A.√ B.×，声调ˉˊ", "答案：A.勾B.叉，声调第一声第二声"),
        ("①本文选自课本。②与①同", "一，本文选自课本。二与一同"),
        ("有机物＋O₂，超重（>60）", "有机物加O二，超重（大于六十）"),
    ],
)
def test_signs_that_are_spoken_of(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("倒计时00:30，时长1:23:45", "倒计时三十秒，时长一小时二十三分四十五秒"),
        ("9:45-8:20=（ ）时（ ）分", "九点四十五分减八点二十分等于空时空分"),
        ("9:00-11:30，7:50到校", "九点到十一点三十分，七点五十分到校"),
        ("若y=3x-k", "若y等于三x减k"),
        ("型号是plan-b", "型号是plan-b"),
    ],
)
def test_durations_and_differences(written: str, expected: str) -> None:
    assert said(written) == expected
