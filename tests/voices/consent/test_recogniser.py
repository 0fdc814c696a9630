"""Transcribing with Whisper's real weights."""

import pytest
from django.conf import settings

from tests.voices.spoken import RATE, spoken
from voices.consent import wording
from voices.consent.matching import number_heard
from voices.consent.random_words import COUNT, MISSED, words_heard
from voices.consent.recogniser import Recogniser
from voices.decode import decode

WHO = {
    "en": {"name": "Emily Carter", "organisation": "Maple School"},
    "zh": {"name": "李明", "organisation": "第四中学"},
}
NUMBER = "7593"
WORDS = {
    "en": ("garden", "window", "butter", "harbour"),
    "zh": ("苹果", "窗户", "月亮", "书包"),
}
VOICES = {"en": "af_heart", "zh": "zf_xiaobei"}


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser(settings.MODELS / "whisper")


@pytest.mark.parametrize("language", WHO)
def test_number_and_words_are_heard_with_digits_and_without(recogniser, language):
    statement = wording.statement(
        language=language, number=NUMBER, words=WORDS[language], **WHO[language]
    )
    clip = decode(spoken(statement, VOICES[language]))
    heard = recogniser.hear(clip.samples, RATE, language=language)
    assert number_heard(NUMBER, heard.text, language)
    assert words_heard(WORDS[language], heard.text, language) >= COUNT - MISSED
    in_words = recogniser.hear(clip.samples, RATE, language=language, in_words=True)
    assert number_heard(NUMBER, in_words.text, language)
    assert not any(letter.isdigit() for letter in in_words.text)
