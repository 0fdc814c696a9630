"""What Mandarin reads in its own way: ranges, codes, years, signs, capitals."""

from __future__ import annotations

import pytest

from synthesis.text import spans
from synthesis.text.skipped import skipped
from tests.growth import assert_linear


def said(written: str, language: str = "zh") -> str:
    return "".join(span.text for span in spans(written, language=language)).replace(" ", "")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("第2课时，排在第2位", "第二课时，排在第二位"),
        ("2号楼2单元，12月2日", "二号楼二单元，十二月二日"),
        ("2节课，2道题", "两节课，两道题"),
        ("2次，共2年，2年级，2排3座", "两次，共两年，二年级，二排三座"),
        ("答案：1.A　2.C，A. 3 B. 4", "答案：一.A二.C，A.三B.四"),
        ("Lesson 2 单词", "Lesson二单词"),
        ("由①得②式", "由一得二式"),
        ("3 000 000是3个百万", "三百万是三个百万"),
        (
            "1光年约为9460730472580800米",
            "一光年约为九千四百六十万亿七千三百零四亿七千二百五十八万零八百米",
        ),
        ("IV级响应，（ii）求证", "四级响应，（二）求证"),
    ],
)
def test_numbers_that_name_and_that_count(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("鲁迅（1881—1936），浙江人", "鲁迅（一八八一到一九三六），浙江人"),
        ("李白（701年－762年）", "李白（七零一年到七六二年）"),
        ("2023-24学年，2024届", "二零二三到二四学年，二零二四届"),
        ("9·18事变，3.15晚会", "九一八事变，三一五晚会"),
        ("10月1日-7日放假", "十月一日到七日放假"),
        ("观察4/12～4/18", "观察四月十二日到四月十八日"),
        ("1500米成绩：5′26″", "一千五百米成绩：五分二十六秒"),
        ("10.1国庆，24年9月", "十一国庆，二四年九月"),
        ("（1958—），贞观元年（627年）", "（一九五八—），贞观元年（六二七年）"),
        ("用时1h30min，0:00开始，成绩10″", "用时一小时三十分钟，零点开始，成绩十秒"),
        ("值日表（9.2—9.6），2点～4点", "值日表（九月二日到九月六日），两点到四点"),
        ("凌晨0:30，UTC+8，AM 8:00", "凌晨零点三十分，UTC加八，上午八点"),
        ("背诵P12-P15", "背诵P十二到十五"),
        ("（1881.9.25—1936.10.19）", "（一八八一年九月二十五日到一九三六年十月十九日）"),
        ("∠A等于30°15′", "角A等于三十度十五分"),
        ("8：30—11：30上课", "八点三十分到十一点三十分上课"),
    ],
)
def test_years_days_and_times(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("6-12岁，12-15页", "六到十二岁，十二到十五页"),
        ("计算12-5的结果", "计算十二减五的结果"),
        ("周一~周五，①～④，5~10%", "周一到周五，一到四，百分之五到百分之十"),
        ("课本P12-15，￥100-￥200", "课本P十二到十五，一百元到两百元"),
        ("NBA总决赛4-2结束，1/3～1/2", "NBA总决赛四比二结束，三分之一到二分之一"),
        ("所以F₁:F₂=3:2", "所以F一比F二等于三比二"),
        ("见图1-2和表3-1", "见图一杠二和表三杠一"),
        ("300万～400万人", "三百万到四百万人"),
        ("课本P25～P28", "课本P二十五到二十八"),
        ("甲：乙＝3：5，3:4=（ ）:8，对", "甲比乙等于三比五，三比四等于空比八，对"),
        ("以3-1战胜对手，2-0领先", "以三比一战胜对手，二比零领先"),
        ("所以12:4=3:1成立", "所以十二比四等于三比一成立"),
        ("因为a∶b=c∶d", "因为a比b等于c比d"),
    ],
)
def test_ranges_scores_and_ratios(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("QQ号是1234567890。", "QQ号是幺二三四五六七八九零。"),
        ("邮编：100871", "邮编：一零零八七一"),
        ("在302房间，转802", "在三零二房间，转八零二"),
        ("密码10位，转3次", "密码十位，转三次"),
        ("C919首飞，波音747，航班CA1234", "C九一九首飞，波音七四七，航班CA幺二三四"),
        ("每分钟120拍，1080P视频", "每分钟一百二十拍，一零八零P视频"),
        ("密码：Abc@123，总机转8012分机", "密码：ABCat一二三，总机转八零幺二分机"),
        ("京A·12345，D3056次，318国道", "京A一二三四五，D三零五六次，三幺八国道"),
        ("2单元301，手机138****5678", "二单元三零幺，手机一三八，星号，五六七八"),
        ("打120急救电话", "打幺二零急救电话"),
        ("(02)2720-8889是台北的电话", "零二，二七二零，八八八九是台北的电话"),
        ("二进制数1011(2)", "二进制数一零一一"),
        ("A4纸，G20峰会", "A四纸，G二十峰会"),
    ],
)
def test_codes_are_read_digit_by_digit(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("“＋”是加号，用“_”表示空格", "“加号”是加号，用“下划线”表示空格"),
        ("对的打“√”，错的打“×”", "对的打“勾”，错的打“叉”"),
        ("请在□里填数，3□5", "请在方框里填数，三方框五"),
        ("♭B大调，C#小调", "降B大调，升C小调"),
        ("5★酒店，© 2024", "五星酒店，版权二零二四"),
        ("门票€15/人，单位千米/时", "门票十五欧元每人，单位千米每时"),
        ("心率75次/min", "心率七十五次每分钟"),
        ("75.2万 km²", "七十五点二万平方公里"),
        ("￥1.2万，¥8.8/kg，20元/千克", "一点二万元，八点八元每千克，二十元每千克"),
        ("网址：www.moe.gov.cn", "网址：WWW点moe点gov点CN"),
        ("邮箱a_1@qq.com，报告report.pdf", "邮箱a下划线一atQQ点com，报告report点PDF"),
        ("会C#和C++", "会Csharp和C加加"),
        ("√ 对 × 错，○里填＞、＜", "勾对叉错，圆圈里填大于号、小于号"),
        ("☆☆☆表示，★★★★☆", "三颗星表示，四颗星"),
        ("★重点，A+、B-", "重点，A加、B减"),
        ("RMB 20，总价¥1 280，￥300元", "二十元人民币，总价一千二百八十元，三百元"),
        ("HK$200，S$3.50", "二百港元，三点五零新元"),
        ("按Ctrl+C复制“课件.pptx”", "按Ctrl加C复制“课件点PPTX”"),
        ("二○二四年", "二零二四年"),
        ("AA制，SVO句型，AC与BD，NO", "AA制，SVO句型，AC与BD，NO"),
    ],
)
def test_signs_units_and_letters(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("5×（ ）=35，所以", "五乘空等于三十五，所以"),
        ("5*6=30，30/5=6，对吗", "五乘六等于三十，三十除以五等于六，对吗"),
        ("1+2+3+…+100是多少", "一加二加三一直加到一百是多少"),
        ("³√27等于3", "三次根号二十七等于三"),
        ("n!=1×2×…×n，其中", "n的阶乘等于一乘二一直乘到n，其中"),
        ("y=kx+b（k≠0）是", "y等于kx加b（k不等于零）是"),
        ("乙数是2a-5，x²-x", "乙数是二a减五，x的平方减x"),
        ("因此a=Δv/Δt。", "因此a等于德尔塔t分之德尔塔v。"),
        ("▱ABCD的周长", "平行四边形ABCD的周长"),
        ("功率150W，电压220V", "功率一百五十瓦，电压二百二十伏"),
        ("所以W=Fs=100N×2m=200J", "所以W等于Fs等于一百牛乘两米等于二百焦耳"),
        ("R₁=10Ω，求", "R一等于十欧姆，求"),
        ("4.2×10³J/(kg·℃)，水", "四点二乘十的立方焦耳每千克每摄氏度，水"),
        ("生成CO₂↑，沉淀BaSO₄↓", "生成CO二气体，沉淀BaSO四沉淀"),
        ("求f(x)=x²", "求fx等于x的平方"),
        ("C₅²=10，所以", "C五二等于十，所以"),
        ("所以∫₀¹xdx", "所以积分从零到一xdx"),
        ("因此lim(x→0) sin x/x=1", "因此x趋近于零时x分之sinex的极限等于一"),
        ("sin⁻¹x是", "反正弦x是"),
        ("x=-b/2a，√3/2，对", "x等于负二a分之b，二分之根号三，对"),
        ("¹⁴C和Fe2+、Cl-，X²⁻", "C十四和Fe二正、Cl负，X二负"),
        ("CuSO₄·5H₂O是", "CuSO四点五H二O是"),
        ("因为t=3s，1h=60min", "因为t等于三秒，一小时等于六十分钟"),
        ("v=100m/10s=10m/s，快", "v等于十秒分之一百米等于十米每秒，快"),
        ("因此25÷4=6……1", "因此二十五除以四等于六余一"),
        ("求(x²)′", "求x的平方的导数"),
        (
            "集合A={x|x>1}，x̄=85，0.12̇3̇",
            "集合A等于{x满足x大于一}，x拔等于八十五，零点一二三，二三循环",
        ),
        ("所以³√-8=-2", "所以三次根号负八等于负二"),
        ("速度10Mbps，(101)₂，2H₂↑＋O₂↑，对", "速度十兆比特每秒，一零一，二H二气体加O二气体，对"),
        ("5A景区，4K电视", "五A景区，四K电视"),
    ],
)
def test_formulas(written: str, expected: str) -> None:
    assert said(written) == expected


@pytest.mark.parametrize(
    "written",
    ["It won 3-1 on 9.11, 30/5 of 2 000 000.", "Room 302, ISO 9001 and P25-P28", "No. I in AC"],
)
def test_english_is_not_concerned(written: str) -> None:
    assert said(written, "en").isascii()


def test_nothing_of_it_is_skipped() -> None:
    assert not skipped("请在□里填①和♭B，5★，按Ctrl+C，n!=1×2×…×n。")


PIECES = [
    "第2",
    "3-1战",
    "8:30-",
    "①",
    "12:4=",
    "QQ号1",
    "♭B",
    "P25～",
    "1",
    "000",
    "□",
    "A1-",
    "（",
    "）",
    "…+1",
    "1881—",
    "12",
    "￥1/",
]


def test_time_is_linear() -> None:
    def read(texts: list[str]) -> None:
        for text in texts:
            spans(text, language="zh")

    small = ["好" + piece * (400 // len(piece)) for piece in PIECES]
    large = ["好" + piece * (1600 // len(piece)) for piece in PIECES]
    assert_linear(read, small, large, times=4)
