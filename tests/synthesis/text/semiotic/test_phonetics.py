"""Pinyin, IPA, dictionary entries and poems are told their sounds."""

from __future__ import annotations

import time

import pytest

from synthesis.text import spans
from synthesis.text.english_words import name_reading
from synthesis.text.semiotic.detect import found_in
from synthesis.text.semiotic.found import VERSE
from synthesis.text.semiotic.verse import verse
from synthesis.text.style import DEFAULT, ReadingStyle


def sounds(text: str, style: ReadingStyle = DEFAULT) -> list[tuple[str, str]]:
    return [(span.text, span.reading) for span in spans(text, style=style) if span.reading]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("mā má mǎ mà", "ma1|ma2|ma3|ma4"),
        ("看拼音写词语：zhōng guó（中国）", "zhong1|guo2"),
        ("Běijīng是我国的首都。", "bei3 jing1"),
        ("The word “lǜ” means green.", "lv4"),
        ("Write ni3 hao3 in characters.", "ni3|hao3"),
        ("声母b、p和韵母ang", "bo1|po1|ang1"),
        ("整体认读音节：zhi chi", "zhi1|chi1"),
        # the reading of the character before it, but not of any character
        ("好（hào）奇心", "hao4"),
        ("重庆(chóng qìng)在西南", "chong2|qing4"),
        ("“行”的读音（háng）是什么", "hang2"),
        # other languages, variables and words
        ("He sent his résumé.", ""),
        ("à la carte, Málaga", ""),
        ("x1 + b2 = c3", ""),
        ("He said hi.", ""),
        ("他的app很好", ""),
    ],
)
def test_pinyin_is_read_as_its_syllables(text: str, wanted: str) -> None:
    assert "|".join(reading for _, reading in sounds(text)) == wanted


def test_a_reading_in_brackets_is_not_said_twice() -> None:
    assert [span.text for span in spans("着(zháo)急了")] == ["着", "急了"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cat /kæt/", "kæt"),
        ("The t in butter: [ˈbʌɾə]", "ˈbʌɾə"),
        ("father /ˈfɑːðə(r)/ n. 父亲", "ˈfɑːðər"),
        ("The sound /t/ in walked", "tə"),
        ("either /ˈaɪðə, ˈiːðə/", "ˈaɪðə"),
        ("make/makes/made", ""),
        ("and/or [sic] /tmp/x", ""),
        ("[x] done", ""),
    ],
)
def test_ipa_is_read_as_its_sounds(text: str, wanted: str) -> None:
    assert "|".join(reading for _, reading in sounds(text)) == wanted


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dog n. a domestic animal; pl. dogs", "dog noun a domestic animal; plural dogs"),
        ("happy (adj.) glad", "happy (adjective) glad"),
        ("give sb. sth.", "give somebody something"),
        ("colour (BrE)", "colour (British English)"),
        ("Smith v. Jones", "Smith versus Jones"),
        ("abandon v. 放弃", "abandon 动词 放弃"),
        ("apple [ˈæpl] n. 苹果", "apple [ˈæpl] 名词 苹果"),
        ("Ll. 5 and 6", "lines five and six"),
        ("The rhyme scheme is BCBC.", "The rhyme scheme is B C B C."),
    ],
)
def test_entries_of_dictionaries_are_spelled_out(text: str, said: str) -> None:
    assert " ".join(span.text for span in spans(text)) == said


@pytest.mark.parametrize(
    ("line", "today", "old"),
    [
        ("千里江陵一日还", "还huan2", "还huan2"),
        ("远上寒山石径斜，", "", "斜xia2"),
        ("绿树村边合，青山郭外斜。", "", "斜xia2"),
        ("乡音无改鬓毛衰", "", "衰cui1"),
        ("风吹草低见牛羊", "见xian4", "见xian4"),
        ("遥看瀑布挂前川", "", "看kan1"),
        ("不教胡马度阴山", "教jiao4", "教jiao1"),
        ("可汗大点兵", "可ke4汗han2", "可ke4汗han2"),
        # no poem: nobody says xiá of a slope
        ("这条路有点斜", "", ""),
    ],
)
def test_poems_are_read_as_textbooks_have_them(line: str, today: str, old: str) -> None:
    for style, wanted in ((DEFAULT, today), (ReadingStyle(old_verse=True), old)):
        found = sorted(verse(line, style), key=lambda each: each.start)
        assert "".join(f"{line[each.start]}{each.pinyin}" for each in found) == wanted
        assert all(each.kind == VERSE for each in found)
        assert today == old or style.narrowed(line) == style


@pytest.mark.parametrize(
    "text",
    [
        "好（hào）奇 /kæt/ n. mā 千里江陵一日还，",
        "斜",
        "zhāng",
        "Zhang",
        "好（",
        "/æ",
    ],
)
def test_time_grows_with_the_text(text: str) -> None:
    took = []
    for length in (8_000, 16_000):
        start = time.process_time()
        found_in(text * (length // len(text)), style=ReadingStyle(old_verse=True))
        took.append(time.process_time() - start)
    assert took[1] < 3 * took[0] + 0.1


def test_a_name_without_end_is_no_pinyin() -> None:
    assert name_reading("Zh" + "ang" * 5_000) == ""
