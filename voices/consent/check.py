"""Decides whether a recording is the consent that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from speakers.voice_print import TooLittleSpeech
from voices.consent.matching import denied, error_rate, number_heard, tokens
from voices.consent.recogniser import Recogniser
from voices.consent.speaker import Likeness, likeness, voice_print

if TYPE_CHECKING:
    from speakers.encoders import Encoders  # brings torch, which only enrolment wants

MAX_ERROR = 0.35
"""Of 120 statements that 12 base voices read, names and all, the worst was heard with 0.15 errors;
32 passages of other sentences have 0.87 and more. The number was heard in 60 of 60 in English and
59 of 60 in Mandarin; in a run before, with other numbers, in 60 and 55. `bench.consent`."""

MIN_GE2E, MIN_CAMPP = 0.72, 0.6
"""Pairs of 5 s clips of 6 people: of one person 0.82–0.92 and 0.78–0.90 (6 pairs), of two 0.37–0.70
and 0.25–0.57 (60). Of 8 base voices: of one 0.84–0.90 and 0.70–0.85 (8), of two 0.42–0.81 and
0.25–0.70, of which 2 in 112 pass for one person. `bench.consent`."""

NOTHING_SAID = "consent_nothing_said"
OTHER_WORDS = "consent_other_words"
NUMBER_MISSING = "consent_number_missing"
OTHER_SPEAKER = "consent_other_speaker"


@dataclass(frozen=True, slots=True)
class ConsentCheck:
    """The result. `reason` is empty if the consent holds, else one of the codes above.

    `error_rate` is the share of the statement that was not said as written.
    """

    reason: str
    heard: str
    error_rate: float
    number_heard: bool

    @property
    def holds(self) -> bool:
        return not self.reason


class ConsentChecker:
    """Keeps its models; construct it once a process."""

    def __init__(self, recogniser: Recogniser, encoders: Encoders) -> None:
        self.recogniser = recogniser
        self.encoders = encoders

    def check(
        self,
        recording: NDArray[np.float32],
        sample_rate: int,
        *,
        statement: str,
        number: str,
        language: str,
    ) -> ConsentCheck:
        """Whether mono `recording` [n] is a reading of the statement."""

        def judged(in_words: bool) -> ConsentCheck:
            heard = self.recogniser.hear(
                recording, sample_rate, language=language, in_words=in_words
            )
            return judge(heard.text, statement=statement, number=number, language=language)

        first = judged(in_words=False)
        # Whisper writes digits as one word and may lose some: it heard 7 4 2 5 as "745", and as
        # "seven four two five" when it had to write words.
        second = judged(in_words=True) if first.reason == NUMBER_MISSING else first
        return second if second.holds else first

    def likeness(
        self, recording: NDArray[np.float32], clip: NDArray[np.float32], sample_rate: int
    ) -> Likeness:
        """How alike the voices of two recordings are; 0 where one has too little speech."""
        try:
            return likeness(
                voice_print(self.encoders, recording, sample_rate),
                voice_print(self.encoders, clip, sample_rate),
            )
        except TooLittleSpeech:
            return Likeness(0.0, 0.0)


def same_speaker(alike: Likeness) -> bool:
    """Whether both encoders say that it is one person."""
    return alike.ge2e >= MIN_GE2E and alike.campp >= MIN_CAMPP


def judge(heard: str, *, statement: str, number: str, language: str) -> ConsentCheck:
    """Compare what was heard with the statement and its number."""
    spoken = tokens(heard, language)
    # The number is judged on its own, and strictly, so it is left out of the words.
    wanted = tokens(statement.replace(" ".join(number), ""), language)
    rate = round(error_rate(wanted, spoken), 3)
    has_number = number_heard(number, heard, language)
    reason = ""
    if not spoken:
        reason = NOTHING_SAID
    elif rate > MAX_ERROR or denied(spoken, language):
        reason = OTHER_WORDS
    elif not has_number:
        reason = NUMBER_MISSING
    return ConsentCheck(reason, heard, rate, has_number)
