"""Transcripts match the statement, however the recogniser writes it."""

from itertools import pairwise

import pytest

from voices.consent import wording
from voices.consent.check import NOTHING_SAID, NUMBER_MISSING, OTHER_WORDS, judge
from voices.consent.matching import error_rate, number_heard, tokens

WHO = {"name": "Xiuying Li", "organisation": "Beijing No. 4 High School", "number": "4689"}
# As statements were before they had random words.
FORMER = {"words": (), "version": "2026-11"}
ENGLISH = wording.statement(language="en", **WHO, **FORMER)
MANDARIN = wording.statement(
    language="zh", name="李秀英", organisation="第四中学", number="4689", **FORMER
)
# Transcripts by Whisper base of statements that were read.
HEARD_EN = (
    "My name is Zippingly. Agree that Beijing number four high school makes an artificial voice "
    "from this recording of my voice, and lets it read texts aloud. I know that I can withdraw "
    "this consent at any time. My number is 4689."
)
HEARD_ZH = (
    "我似立修养,我同意低似种学用我的这端录影之作人广合成的神影,并用它来浪毒文资,"
    "我只到我可以随时撤回这项同意。我的变号是4689。"
)


@pytest.mark.parametrize(
    "heard",
    [
        "My number is 4729.",
        "My number is 4, 7, 2, 9.",
        "My number is 4-7-2-9",
        "my number is four seven two nine",
        "My number is forty-seven twenty-nine.",
        "My number is 4,729.",
        "My number is four thousand seven hundred and twenty nine.",
        "My number is 47 7 29.",
    ],
)
def test_english_numbers_become_digits(heard):
    assert number_heard("4729", heard, "en")


@pytest.mark.parametrize(
    "heard",
    [
        "我的编号是4729",
        "我的编号是47229",
        "我的编号是四七二九。",
        "我的編號是 4 7 2 9",
        "四千七百二十九",
        "事七二九",
    ],
)
def test_chinese_numbers_become_syllables(heard):
    assert number_heard("4729", heard, "zh")


@pytest.mark.parametrize(
    ("heard", "language"),
    [
        ("My number is 4792.", "en"),
        ("My number is 472.", "en"),
        ("4 people had 7 books, 2 pens and 9 cups.", "en"),
        ("My number is for seven to nine.", "en"),
        ("我的编号是4792", "zh"),
        ("四个人，七本书，二九", "zh"),
        ("", "zh"),
    ],
)
def test_words_that_are_no_number_stay_words(heard, language):
    assert not number_heard("4729", heard, language)


def test_tokens_are_the_spoken_words():
    assert tokens("Ms O’Brien’s 21 books", "en") == ["ms", "o’brien", "s", "2", "1", "books"]
    assert tokens("是十", "zh") == tokens("四时", "zh")


def test_words_around_the_statement_are_ignored():
    spoken = ["um", "hello", "so", "my", "name", "is", "wei", "and", "that", "is", "all"]
    assert error_rate(["my", "name", "is", "wei"], spoken) == 0
    assert error_rate(["my", "name", "is", "wei"], ["my", "name", "was", "wei"]) == 0.25
    assert error_rate(["my", "name", "is", "wei"], []) == 1


@pytest.mark.parametrize(
    ("statement", "heard", "language"), [(ENGLISH, HEARD_EN, "en"), (MANDARIN, HEARD_ZH, "zh")]
)
def test_a_statement_matches_however_its_name_is_written(statement, heard, language):
    judgement = judge(heard, statement=statement, number="4689", language=language)
    assert judgement.holds and 0 < judgement.error_rate < 0.2


@pytest.mark.parametrize(
    ("heard", "reason"),
    [
        ("", NOTHING_SAID),
        ("…", NOTHING_SAID),
        (HEARD_EN.replace("4689", "4698"), NUMBER_MISSING),
        (HEARD_EN.partition("My number")[0], NUMBER_MISSING),
        ("My number is 4689.", OTHER_WORDS),
        ("Good morning, everyone! Today we read a short story. My number is 4689.", OTHER_WORDS),
        (HEARD_EN.replace("I know that I can withdraw this consent at any time. ", ""), ""),
        (HEARD_EN.replace("Agree", "I do not agree"), OTHER_WORDS),
        (HEARD_EN.replace("Agree", "I disagree"), OTHER_WORDS),
    ],
)
def test_other_texts_are_not_the_statement(heard, reason):
    assert judge(heard, statement=ENGLISH, number="4689", language="en").reason == reason


def test_a_refusal_in_chinese_is_not_consent():
    heard = HEARD_ZH.replace("我同意", "我不同意")
    judgement = judge(heard, statement=MANDARIN, number="4689", language="zh")
    assert judgement.reason == OTHER_WORDS


def test_numbers_have_one_reading_and_are_unpredictable():
    numbers = {wording.new_number() for _ in range(2_000)}
    assert len(numbers) > 500
    for number in numbers:
        assert len(number) == 4 and set(number) <= set("356789")
        assert all(a != b for a, b in pairwise(number))


def test_every_wording_names_person_purpose_and_withdrawal():
    for (_version, language), text in wording.WORDINGS.items():
        assert {"{name}", "{organisation}", "{number}"} <= {
            f"{{{part}}}" for part in ("name", "organisation", "number") if f"{{{part}}}" in text
        }
        assert ("withdraw" if language == "en" else "撤回") in text
