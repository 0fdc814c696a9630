"""The random words of a statement: their lists, and finding them in what a recogniser wrote."""

import pytest
from pypinyin import lazy_pinyin

from voices.consent import wording
from voices.consent.random_words import COUNT, listed, new_words, word_list, words_heard

WORDS = {
    "en": ("garden", "window", "butter", "harbour"),
    "zh": ("苹果", "窗户", "月亮", "书包"),
}


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_words_are_drawn_from_thousands(language):
    words = word_list(language)
    assert len(words) == len(set(words)) >= 2_000
    draws = {new_words(language) for _ in range(500)}
    assert len(draws) == 500
    assert all(len(set(drawn)) == COUNT for drawn in draws)


def test_english_words_are_plain():
    assert all(word.isascii() and word.isalpha() and word.islower() for word in word_list("en"))
    assert all(4 <= len(word) <= 10 for word in word_list("en"))


def test_no_two_chinese_words_sound_alike():
    assert all(len(word) == 2 for word in word_list("zh"))
    sounds = [" ".join(lazy_pinyin(word)) for word in word_list("zh")]
    assert len(sounds) == len(set(sounds))


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_the_statement_says_none_of_the_words(language):
    """Else a recording of another statement has them."""
    said = wording.statement(
        language=language, name="", organisation="", number="3579", words=("", "")
    )
    assert [word for word in word_list(language) if words_heard([word], said, language)] == []


@pytest.mark.parametrize(
    ("heard", "count"),
    [
        ("My words are garden, window, butter and harbour.", 4),
        ("my words are Garden window better and harbor", 4),
        ("My words are garden, win dow, butter, and harbour.", 4),
        ("My words are guarden, window, and harbour.", 3),
        ("harbour, butter, window, garden", 1),
        ("My words are kitchen, morning, paper and silver.", 0),
        ("", 0),
    ],
)
def test_english_words_are_found(heard, count):
    assert words_heard(WORDS["en"], heard, "en") == count


@pytest.mark.parametrize(
    ("heard", "count"),
    [
        ("我的词语是苹果、窗户、月亮和书包。", 4),
        ("我的詞語是蘋果,窗戶,月亮和書包", 4),
        ("我的词语是平果窗虎月两和书包", 4),
        ("我的词语是书包、月亮、窗户和苹果。", 1),
        ("我的词语是电话、老师、河流和天空。", 0),
    ],
)
def test_chinese_words_are_found_by_their_sound(heard, count):
    assert words_heard(WORDS["zh"], heard, "zh") == count


def test_words_are_written_as_a_list():
    assert listed(WORDS["en"], "en") == "garden, window, butter and harbour"
    assert listed(WORDS["zh"], "zh") == "苹果、窗户、月亮和书包"
