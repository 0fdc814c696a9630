"""If the number is not recognised, the recording is transcribed again with numbers in words."""

import numpy as np

from voices.consent.check import NUMBER_MISSING, OTHER_WORDS, ConsentChecker
from voices.consent.recogniser import Heard

STATEMENT = "My name is Ann. My number is 7 4 2 5."
LOST = "My name is Ann. My number is 745."


class Reader:
    """Returns given transcripts, first one in digits and then one in words."""

    def __init__(self, digits: str, words: str) -> None:
        self.texts = {False: digits, True: words}
        self.asked: list[bool] = []

    def hear(self, samples, sample_rate, *, language, in_words):
        self.asked.append(in_words)
        return Heard(self.texts[in_words], language)


def check(reader):
    checker = ConsentChecker(reader, encoders=None)
    wanted = {"statement": STATEMENT, "number": "7425", "language": "en"}
    return checker.check(np.zeros(24_000, np.float32), 24_000, **wanted)


def test_a_number_that_lost_a_digit_is_recognised_in_words():
    reader = Reader(LOST, "My name is Ann. My number is seven four 2 5.")
    assert check(reader).holds
    assert reader.asked == [False, True]


def test_a_recognised_number_needs_no_second_transcript():
    reader = Reader("My name is Ann. My number is 7425.", "")
    assert check(reader).holds
    assert reader.asked == [False]


def test_another_number_is_refused_with_the_first_transcript():
    reader = Reader(LOST, "My name is Ann. My number is seven four five.")
    result = check(reader)
    assert (result.reason, result.heard) == (NUMBER_MISSING, LOST)


def test_a_right_number_does_not_excuse_other_words():
    reader = Reader("We all like cake. 745", "My name is Ann. My number is seven four two five.")
    assert check(reader).reason == OTHER_WORDS
    assert reader.asked == [False]
