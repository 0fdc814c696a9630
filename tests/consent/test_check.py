"""A recording is heard a second time where its number was not, with numbers in words."""

import numpy as np

from voices.consent.check import NUMBER_MISSING, OTHER_WORDS, ConsentChecker
from voices.consent.recogniser import Heard

STATEMENT = "My name is Ann. My number is 7 4 2 5."
LOST = "My name is Ann. My number is 745."


class Reader:
    """Hears what it is told to, first in digits and then in words."""

    def __init__(self, digits: str, words: str) -> None:
        self.texts = {False: digits, True: words}
        self.asked: list[bool] = []

    def hear(self, samples, sample_rate, *, language, in_words):
        self.asked.append(in_words)
        return Heard(self.texts[in_words], language)


def check(reader):
    checker = ConsentChecker(reader, encoders=None)
    told = {"statement": STATEMENT, "number": "7425", "language": "en"}
    return checker.check(np.zeros(24_000, np.float32), 24_000, **told)


def test_a_number_that_lost_a_digit_is_heard_in_words():
    reader = Reader(LOST, "My name is Ann. My number is seven four 2 5.")
    assert check(reader).holds
    assert reader.asked == [False, True]


def test_a_number_that_is_heard_is_not_heard_again():
    reader = Reader("My name is Ann. My number is 7425.", "")
    assert check(reader).holds
    assert reader.asked == [False]


def test_another_number_is_refused_for_what_was_heard_first():
    reader = Reader(LOST, "My name is Ann. My number is seven four five.")
    found = check(reader)
    assert (found.reason, found.heard) == (NUMBER_MISSING, LOST)


def test_other_words_are_not_made_good_by_a_number():
    reader = Reader("We all like cake. 745", "My name is Ann. My number is seven four two five.")
    assert check(reader).reason == OTHER_WORDS
    assert reader.asked == [False]
