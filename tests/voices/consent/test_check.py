"""If the number is not recognised, the recording is transcribed again with numbers in words."""

import numpy as np

from voices.consent.check import NUMBER_MISSING, OTHER_WORDS, WORDS_MISSING, ConsentChecker
from voices.consent.random_words import listed
from voices.consent.recogniser import Heard

STATEMENT = "My name is Ann. My number is 7 4 2 5."
WORDS = ("garden", "window", "butter", "harbour")
LOST = "My name is Ann. My number is 745."


class Reader:
    """Returns given transcripts, first one in digits and then one in words."""

    def __init__(self, digits: str, words: str) -> None:
        self.texts = {False: digits, True: words}
        self.digits: list[bool] = []

    def hear(self, samples, sample_rate, *, language, in_words):
        self.digits.append(in_words)
        return Heard(self.texts[in_words], language)


def check(reader, *, words=()):
    checker = ConsentChecker(reader, encoders=None)
    statement = STATEMENT
    if words:
        statement += f" My words are {listed(words, 'en')}."
    wanted = {"statement": statement, "number": "7425", "words": words, "language": "en"}
    return checker.check(np.zeros(24_000, np.float32), 24_000, **wanted)


def test_a_number_that_lost_a_digit_is_recognised_in_words():
    reader = Reader(LOST, "My name is Ann. My number is seven four 2 5.")
    assert check(reader).holds
    assert reader.digits == [False, True]


def test_a_recognised_number_needs_no_second_transcript():
    reader = Reader("My name is Ann. My number is 7425.", "")
    assert check(reader).holds
    assert reader.digits == [False]


def test_another_number_is_refused_with_the_first_transcript():
    reader = Reader(LOST, "My name is Ann. My number is seven four five.")
    result = check(reader)
    assert (result.reason, result.heard) == (NUMBER_MISSING, LOST)


def test_a_right_number_does_not_excuse_other_words():
    reader = Reader("We all like cake. 745", "My name is Ann. My number is seven four two five.")
    assert check(reader).reason == OTHER_WORDS
    assert reader.digits == [False]


def test_a_right_number_does_not_excuse_other_random_words():
    """A recording of yesterday has other words, even where the number happens to be the same."""
    spoken = "My name is Ann. My number is 7425. My words are {}."
    right = Reader(spoken.format("garden, window, butter and harbour"), "")
    assert check(right, words=WORDS).holds
    one_lost = Reader(spoken.format("garden, window, and harbour"), "")
    assert (check(one_lost, words=WORDS).holds, one_lost.digits) == (True, [False])
    others = spoken.format("kitchen, morning, paper and silver")
    wrong = Reader(others, others)
    assert check(wrong, words=WORDS).reason == WORDS_MISSING
    assert wrong.digits == [False, True]
