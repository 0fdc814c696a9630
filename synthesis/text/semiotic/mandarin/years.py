"""Years and days in figures: lifetimes, school years, days that are named by their figures."""

from __future__ import annotations

import re

from ..found import DATE, TIME
from ..letters import spelled
from ..numerals import digits, number
from .rule import Rule

_DASH = r"\s?(?:[~～]|[-–—]{1,2}|[至到])\s?"
_YEARS = re.compile(
    rf"(?<![\d.,])(?P<first>[12]?\d{{3}}|(?<=前)\d{{2,3}})(?P<own>年?){_DASH}"
    r"(?P<era>公元前|公元|前)?(?P<second>\d{2,4})(?![\d.,])(?P<after>学?年|届)?"
)
_NAMED_DAY = re.compile(
    r"(?<![\d.])(?P<month>\d{1,2})[·•.．](?P<day>\d{1,2})(?=[”\"]?"
    r"(?:事变|运动|惨案|大?地震|起义|革命|晚会|国庆|儿童节|劳动节|妇女节|建党|建军|(?:汶川|唐山|玉树|芦山)大?地震|购物|大促|讲话|血案|空难|恐怖|洪灾|中考|高考))"
)
_YEAR = re.compile(
    r"(?:©\ufe0f?\s?|版权所有\s?©?\ufe0f?\s?|[生卒建写作始立]于)(?P<said>[12]\d{3})(?![\d.,年]|[个人元米名])"
)
_YEAR_OF = re.compile(
    r"(?<![\d.,])(?P<said>(?:19|20)\d\d)(?=[届级版款]|(?:人教|部编|统编|苏教|北师大|修订|新)版|课标|[㐀-鿿]{2}(?:奥运|冬奥|亚运|世界杯|世博)|年代|奥运|世界杯|春晚|学年|[春夏秋冬]季?)"
)
_SHORT_YEAR = re.compile(r"(?<![\d.])(?P<said>\d\d)(?=年(?:1[0-2]|[1-9])月)")
_EXAM = re.compile(r"(?<=[（(\[【])(?P<said>20\d\d)(?=[·•・\s]*[㐀-鿿])(?!年|人|个)")
_BORN = re.compile(r"(?<=[（(])(?P<said>[12]\d{3})(?=\s?[-–—]{1,2}\s?[）)])")
_OLD_YEAR = re.compile(r"(?:公元前?|[（(约]前|[年（(]|(?<![㐀-鿿])前)(?P<said>\d{3})(?=年)")
_YEARS_AGO = re.compile(r"(?:距今(?:大?约|有|已)?|长达|近|约有)\s?(?P<said>\d{3,5})(?=[多余]?年)")
_LONG_HISTORY = re.compile(r"(?<![\d.])[1-9]\d{0,2}00(?=[多余]?年的?(?:文明|历史|以上))")
_MONTH_OF = re.compile(
    r"(?<![\d./-])(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])(?![\d./:-]|\s?(?:赛季|学年|年度))"
)
_SHORT_DATE = re.compile(
    r"(?<![\d.A-Za-z本 -])(?P<y>2\d)\.(?P<m>1[0-2]|0?[1-9])\.(?P<d>3[01]|[12]\d|0?[1-9])"
    r"(?![\d.]|版)"
)
_DAY_OF = re.compile(
    r"(?<![\d.])(?P<m>1[0-2]|[1-9])[.．·](?P<d>3[01]|[12]\d|[1-9])"
    r"(?=[”\"]?(?:(?:国家|国际|世界|全国|中国|全民)[㐀-鿿]{1,6}日|(?:教师|植树|青年|护士|母亲|父亲|读书)[节日]))"
)
_RACE = re.compile(
    r"(?<![\d:.])(?P<minutes>\d{1,2})[:：](?P<seconds>[0-5]\d)\.(?P<part>\d{1,2})(?!\d)"
)
_LASTED = re.compile(
    r"(?:(?:用时|成绩|时长|配速)[为是约]?[:：]?|\d{3,5}\s?(?:米|m)[跑赛]?[:：]?)\s?"
    r"(?P<said>(?P<minutes>\d{1,2})[:：](?P<seconds>[0-5]\d)(?P<part>))(?![\d:：])"
)
_LASTED_HOURS = re.compile(
    r"(?:用时|时长|片长|[倒总]计时|历时|耗时|总时间|剩余时间)[为是约]?[:：]?\s?"
    r"(?P<said>(?P<h>\d{1,2})[:：](?P<m>[0-5]\d)(?:[:：](?P<s>[0-5]\d))?)(?![\d:：.])"
)
_BETWEEN_TIMES = re.compile(
    r"(?<![\d:])(?P<h>\d{1,2})[:：](?P<m>[0-5]\d)\s?[-−–—]\s?"
    r"(?P<h2>\d{1,2})[:：](?P<m2>[0-5]\d)(?=\s?[=＝])"
)
_MIDNIGHT = re.compile(r"(?<![\d:.])0{1,2}:(?P<minutes>[0-5]\d)(?![\d:])")
_TWO = re.compile(r"(?<![\d.:第])(?P<said>2)(?=点(?:\d\d(?!\d)|\d分|[^\d]|\Z))")
_TWO_PAST = re.compile(r"(?<=\d[点时])(?P<said>0?2)(?=分(?!钟))")
_HALF = re.compile(r"(?<![A-Za-z])(?P<said>[AaPp]\.?[Mm]\.?)(?=\s?\d{1,2}[:：]\d\d)")
_ZONE = re.compile(
    r"(?<![A-Za-z])(?P<zone>UTC|GMT)(?P<sign>[+-])(?P<hours>\d{1,2})(?::00)?(?![\d:])"
)
_LENGTH = re.compile(
    r"(?<![\d.A-Za-z])(?:(?P<h>\d{1,3})\s?h\s?)?(?P<min>\d{1,3})\s?min(?:\s?(?P<s>\d{1,2})\s?s)?(?![A-Za-z])"
)
_LONE_MINUTES = re.compile(
    r"(?:(?<=第)|(?:时间|用时|约|限时|每节)[:：]?\s?)(?P<said>(?P<minutes>\d{1,3})[′'])(?![\d′'A-Za-z])"
)
# 分 of time and of marks alike: 导入（5′）, （2′×5=10′）.
_MARKED_IN_BRACKETS = re.compile(
    r"(?<=[（(])(?:(?P<each>\d{1,2})[′'’]\s?[×xX*]\s?(?P<count>\d{1,2})\s?[=＝]\s?)?"
    r"(?P<all>\d{1,3})[′'’](?=[）)])"
)
_LAST_SECONDS = re.compile(r"(?<![\d.′'])(?P<number>\d{1,3}(?:\.\d+)?)″(?!\d)")
_OF_RACES = re.compile("成绩|用时|跑|秒|分|纪录|冲刺|时间")
_MONTH_AND_DAY = r"(?:1[0-2]|0?[1-9])/(?:[12]\d|3[01]|0?[1-9])"
_DOTTED_DAYS = re.compile(
    r"(?<=[（(])(?P<m>1[0-2]|[1-9])\.(?P<d>\d{1,2})\s?[-–—~～]{1,2}\s?"
    r"(?P<m2>1[0-2]|[1-9])\.(?P<d2>\d{1,2})(?=[）)])"
)
_DOTTED_PERIOD = re.compile(
    r"(?:时间|日期|报名|放假|假期|活动|截止|寒假|暑假|[周月旬])[是为]?[:：（(]?\s?"
    r"(?P<said>(?P<m>1[0-2]|[1-9])\.(?P<d>\d{1,2})\s?[-–—~～]{1,2}\s?"
    r"(?P<m2>1[0-2]|[1-9])\.(?P<d2>\d{1,2}))(?![\d.%])"
)
_TENTH, _LONGEST_MONTH = 10, 31
_DAYS = re.compile(rf"(?<![\d/]){_MONTH_AND_DAY}\s?[~～–—-]\s?{_MONTH_AND_DAY}(?![\d/])")
_ANGLE = re.compile(
    r"(?<!\d)(?P<degrees>\d{1,4})°(?P<minutes>\d{1,2})[′'](?:(?P<seconds>\d{1,2})[″\"])?"
)
_MINUTES = re.compile(
    r"(?<![\d.°])(?P<minutes>\d{1,3})[′'’](?P<seconds>\d{1,2}(?:\.\d+)?)(?:[″\"”]|[′'’]{2})(?P<part>\d{1,2})?"
)
_SECONDS = re.compile(r"(?<![\d.′'°])(?P<seconds>\d{1,2})[″\"](?P<part>\d{1,2})(?!\d)")


def _years(match: re.Match[str]) -> str:
    first, second, after = match["first"], match["second"], match["after"] or ""
    text, end = match.string, match.end()
    bracketed = text[match.start() - 1 : match.start()] in ("(", "（", "约", "前", "元", "[")
    if len(second) == 2 and len(first) == 4:  # 2023-24学年
        is_range = bool(after) and int(first[2:]) < int(second)
    elif match["own"] or match["era"] or (after and len(first) == 4):
        is_range = True
    else:
        rises = int(first) < int(second)
        is_range = rises and 1000 <= int(first) < int(second) < 2100 and len(second) == 4
        is_range = is_range or (rises and bracketed and text[end : end + 1] in (")", "）", "]"))
    if not is_range:
        return ""
    era = match["era"] or ""
    return f"{digits(first, 'zh')}{match['own']}到{era}{digits(second, 'zh')}{after}"


def _year(match: re.Match[str]) -> str:
    return digits(match["said"], "zh")


def _month_of(match: re.Match[str]) -> str:
    year, month = match["y"], int(match["m"])
    if month == int(year[2:]) + 1:
        return ""  # 2009-10 is a school year as well
    return f"{digits(year, 'zh')}年{number(str(month), 'zh')}月"


def _short_date(match: re.Match[str]) -> str:
    return f"{digits(match['y'], 'zh')}年{_day_of(match)}"


def _day_of(match: re.Match[str]) -> str:
    month, day = (number(str(int(match[name])), "zh") for name in ("m", "d"))
    return f"{month}月{day}日"


def _midnight(match: re.Match[str]) -> str:
    minutes = match["minutes"]
    if minutes == "00":
        return "零点"
    late = "零" * (minutes[0] == "0")
    return f"零点{late}{number(str(int(minutes)), 'zh')}分"


def _zone(match: re.Match[str]) -> str:
    sign = "加" if match["sign"] == "+" else "减"
    return f"{spelled(match['zone'])} {sign}{number(str(int(match['hours'])), 'zh')}"


def _length(match: re.Match[str]) -> str:
    if not match["h"] and not match["s"]:
        return ""
    parts = ((match["h"], "小时"), (match["min"], "分钟"), (match["s"], "秒"))
    return "".join(f"{_many(count)}{unit}" for count, unit in parts if count)


def _marks(match: re.Match[str]) -> str:
    said = f"{_many(match['all'])}分"
    if match["each"]:
        said = f"{_many(match['each'])}分乘{number(match['count'], 'zh')}等于{said}"
    return said


def _many(count: str) -> str:
    return "两" if count == "2" else number(count, "zh")


def _last_seconds(match: re.Match[str]) -> str:
    around = match.string[max(0, match.start() - 20) : match.end() + 10]
    return number(match["number"], "zh") + ("秒" if _OF_RACES.search(around) else "英寸")


def _days(match: re.Match[str]) -> str:
    days = re.findall(r"(\d+)/(\d+)", match[0])
    (m, d), (until_month, until_day) = ((int(m), int(d)) for m, d in days)
    if (m, d) >= (until_month, until_day) or (m < d and max(d, until_day) < _TENTH):
        return ""  # 1/3~2/3 are fractions
    return "到".join(f"{number(str(int(m)), 'zh')}月{number(str(int(d)), 'zh')}日" for m, d in days)


def _dotted_days(match: re.Match[str]) -> str:
    month, day, until_month, until_day = (int(match[name]) for name in ("m", "d", "m2", "d2"))
    if (month, day) >= (until_month, until_day) or max(day, until_day) > _LONGEST_MONTH:
        return ""
    said = [number(str(each), "zh") for each in (month, day, until_month, until_day)]
    return f"{said[0]}月{said[1]}日到{said[2]}月{said[3]}日"


def _named_day(match: re.Match[str]) -> str:
    if match["month"] == "10":
        return f"十{number(match['day'], 'zh')}"  # 十一: the first of October
    return digits(match["month"] + match["day"], "zh")


def _angle(match: re.Match[str]) -> str:
    said = f"{number(match['degrees'], 'zh')}度{number(str(int(match['minutes'])), 'zh')}分"
    return said + (f"{number(str(int(match['seconds'])), 'zh')}秒" if match["seconds"] else "")


def _minutes(match: re.Match[str]) -> str:
    seconds = match["seconds"]
    whole = number(str(int(seconds)), "zh") if seconds.isdigit() else number(seconds, "zh")
    part = digits(match["part"], "zh") if match["part"] else ""
    minutes = "两" if match["minutes"] == "2" else number(match["minutes"], "zh")
    return f"{minutes}分{'零' * (seconds[0] == '0')}{whole}秒{part}"


def _seconds(match: re.Match[str]) -> str:
    return f"{number(match['seconds'], 'zh')}秒{digits(match['part'], 'zh')}"


def _lasted_hours(match: re.Match[str]) -> str:
    """1:23:45 has hours, 05:30 minutes and seconds; a part of none isn't said."""
    parts = [match["h"], match["m"], *([match["s"]] if match["s"] else [])]
    units = ("小时", "分", "秒") if match["s"] else ("分", "秒")
    said = (
        f"{'两' if unit == '小时' and int(part) == 2 else number(str(int(part)), 'zh')}{unit}"
        for part, unit in zip(parts, units, strict=True)
        if int(part)
    )
    return "".join(said) or "零秒"


def _between_times(match: re.Match[str]) -> str:
    said = (_clock(match[h], match[m]) for h, m in (("h", "m"), ("h2", "m2")))
    return "减".join(said)


def _clock(hours: str, minutes: str) -> str:
    hour = "两" if int(hours) == 2 else number(str(int(hours)), "zh")
    zero = "零" if 0 < int(minutes) < 10 else ""
    past = f"{zero}{number(str(int(minutes)), 'zh')}分" if int(minutes) else ""
    return f"{hour}点{past}"


RULES = (
    Rule(TIME, _BETWEEN_TIMES, _between_times),
    Rule(TIME, _LASTED_HOURS, _lasted_hours),
    Rule(DATE, _YEARS, _years),
    Rule(DATE, _YEAR, _year),
    Rule(DATE, _YEAR_OF, _year),
    Rule(DATE, _SHORT_YEAR, _year),
    Rule(DATE, _BORN, _year),
    Rule(DATE, _EXAM, _year),
    Rule(DATE, _OLD_YEAR, _year),
    Rule(DATE, _YEARS_AGO, lambda match: number(match["said"], "zh")),
    Rule(DATE, _LONG_HISTORY, lambda match: number(match[0], "zh")),
    Rule(DATE, _MONTH_OF, _month_of),
    Rule(DATE, _SHORT_DATE, _short_date),
    Rule(DATE, _DAY_OF, _day_of),
    Rule(TIME, _RACE, _minutes),
    Rule(TIME, _LASTED, _minutes),
    Rule(TIME, _MIDNIGHT, _midnight),
    Rule(TIME, _TWO, lambda _: "两"),
    Rule(TIME, _TWO_PAST, lambda match: "零二" if match["said"] == "02" else "二"),
    Rule(TIME, _HALF, lambda match: "上午" if match["said"][0] in "Aa" else "下午"),
    Rule(TIME, _ZONE, _zone),
    Rule(TIME, _LENGTH, _length),
    Rule(DATE, _NAMED_DAY, _named_day),
    Rule(DATE, _DAYS, _days),
    Rule(DATE, _DOTTED_DAYS, _dotted_days),
    Rule(DATE, _DOTTED_PERIOD, _dotted_days),
    Rule(TIME, _ANGLE, _angle),
    Rule(TIME, _MINUTES, _minutes),
    Rule(TIME, _SECONDS, _seconds),
    Rule(TIME, _LAST_SECONDS, _last_seconds),
    Rule(TIME, _MARKED_IN_BRACKETS, _marks),
    Rule(TIME, _LONE_MINUTES, lambda match: f"{number(match['minutes'], 'zh')}分钟"),
)
