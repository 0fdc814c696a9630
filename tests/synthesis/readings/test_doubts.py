"""Which words of a text may be read wrong, and which reading is spoken."""

import pytest

from synthesis.engines import ENGINES
from synthesis.engines.base import Spelling
from synthesis.readings import HETERONYM, POLYPHONE, UNKNOWN, doubts_in
from synthesis.readings.heteronyms import choices_of
from synthesis.readings.spoken import spoken_choice
from synthesis.text import NONE, PlacedReadings, Reading, plan_line
from synthesis.text.english_words import HETERONYMS
from synthesis.text.readings import checked
from voices.dictionary.entry import Entry


def words(text: str) -> list[tuple[str, str]]:
    return [(text[each.start : each.end], each.kind) for each in doubts_in(text)]


def spell_of(text: str):
    """How Kokoro spells the text with some readings."""

    def spell(readings) -> Spelling:
        plans = plan_line(text, PlacedReadings(text, readings, NONE))
        spelled = [ENGINES["kokoro"].spelling(each.segment.spans, None) for each in plans]
        return Spelling(
            " ".join(each.phonemes for each in spelled), " ".join(each.pinyin for each in spelled)
        )

    return spell


def spoken(text: str, others: tuple[Reading, ...] = ()) -> list[tuple[str, str | None]]:
    found = []
    for doubt in doubts_in(text):
        choice = spoken_choice(doubt, others, spell_of(text))
        found.append((text[doubt.start : doubt.end], choice and choice.written))
    return found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("重庆的银行。", ["重庆", "银行"]),
        ("銀行行長還書了", ["銀行", "行長", "還書"]),
        ("他长得很高", ["长"]),
        ("首都都很大", ["首都"]),
        ("我和你好。", []),
        ("😀 行，😀长。", ["行", "长"]),
        ("不行！一行字。", ["行", "行"]),
        ("", []),
    ],
)
def test_polyphones_are_found_as_words(text, wanted):
    assert words(text) == [(word, POLYPHONE) for word in wanted]


def test_a_word_has_the_readings_of_its_character_the_dictionarys_first():
    [doubt] = doubts_in("我去重庆。")
    assert [each.value for each in doubt.choices] == ["chong2 qing4", "zhong4 qing4"]
    assert [each.written for each in doubt.choices] == ["chóng qìng", "zhòng qìng"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Read it. I LIVE here.", [("Read", HETERONYM), ("LIVE", HETERONYM)]),
        ("Ravindelle met Zqorgo’s cat.", [("Ravindelle", UNKNOWN), ("Zqorgo", UNKNOWN)]),
        ("Siobhán met Xiaoming’s cat.", []),
        ("Alice doesn’t mind well-known teachers' re-reading.", []),
        ("NASA, GPT and IKEA; a café.", []),
        ("See https://qwzx.example/zzqx or zzqx@qwzx.example, B2C_zzqx.", []),
        ("The \U0003134a bird", [("\U0003134a", UNKNOWN)]),
        ("在Ravindelle家", [("Ravindelle", UNKNOWN)]),
    ],
)
def test_english_words(text, wanted):
    assert words(text) == wanted


@pytest.mark.parametrize("word", sorted(HETERONYMS))
def test_every_reading_of_a_heteronym_can_be_said(word):
    inventory = ENGINES["kokoro"].inventory()
    choices = choices_of(word, 1)
    assert choices == choices_of(word, 0)[::-1]
    assert len({each.value for each in choices}) == len(choices) == 2
    for each in choices:
        assert checked(Entry(word, each.kind, each.value), inventory).value == each.value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("重庆的银行行长还书了，还有3个。", "chóng qìng,yín háng,háng zhǎng,huán shū,hái"),
        ("他长得很高，校长好。", "zhǎng,xiào zhǎng"),
        ("我没有还你的书。", "huán"),
        ("I like to read in the wind.", "reed,winnd"),
        ("She will record a record.", "ri-KORD,REK-ord"),
        ("He lives here. Live music!", "livs,lyve"),
    ],
)
def test_the_reading_that_is_spoken_is_told(text, wanted):
    assert [written for _word, written in spoken(text)] == wanted.split(",")


def test_a_reading_elsewhere_does_not_confuse_it():
    text = "行长说：行。"
    others = (Reading(4, 5, "pinyin", "hang2"),)
    assert spoken(text, others)[0] == ("行长", "háng zhǎng")


def test_nobody_tells_what_only_a_model_knows():
    [doubt] = doubts_in("我去重庆。")
    assert spoken_choice(doubt, (), lambda _readings: None) is None


def test_a_word_that_is_said_in_none_of_the_ways_has_no_spoken_reading():
    [doubt] = doubts_in("我去重庆。")
    spell, other = spell_of("我去重庆。"), Spelling("", "wo3 qu4 dong1 jing1")
    assert spoken_choice(doubt, (), lambda given: spell(given) if given else other) is None
