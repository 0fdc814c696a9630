"""Decides whether a recording is the consent that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from speakers.voice_print import TooLittleSpeech, VoicePrint
from voices.consent import random_words
from voices.consent.fingerprint import Asked, Landmarks
from voices.consent.genuine import (
    CLIP_SYNTHETIC,
    MARKED,
    OTHER_CONDITIONS,
    SURE,
    SYNTHETIC,
    Genuineness,
)
from voices.consent.matching import denied, error_rate, number_heard, tokens
from voices.consent.passed import Passed
from voices.consent.random_words import MISSED, listed, words_heard
from voices.consent.recogniser import VERSION as RECOGNISER_VERSION
from voices.consent.recogniser import Recogniser
from voices.consent.speaker import Likeness, likeness, voice_print

if TYPE_CHECKING:
    from speakers.encoders import Encoders  # brings torch, which only enrolment wants

MAX_ERROR = 0.35
"""Of 120 statements that 12 base voices read, names and all, the worst was heard with 0.15 errors;
32 passages of other sentences have 0.87 and more. The number was heard in 60 of 60 in English and
59 of 60 in Mandarin; in a run before, with other numbers, in 60 and 55.
`bench.consent.recognition`."""

MIN_GE2E, MIN_CAMPP = 0.72, 0.6
"""Pairs of 5 s clips of 6 people: of one person 0.82–0.92 and 0.78–0.90 (6 pairs), of two 0.37–0.70
and 0.25–0.57 (60). Of 8 base voices: of one 0.84–0.90 and 0.70–0.85 (8), of two 0.42–0.81 and
0.25–0.70, of which 2 in 112 pass for one person. `bench.consent.recognition`."""

GE2E_VERSION, CAMPP_VERSION = "resemblyzer ge2e", "3d-speaker campplus zh-en common"

NOTHING_SAID = "consent_nothing_said"
OTHER_WORDS = "consent_other_words"
NUMBER_MISSING = "consent_number_missing"
WORDS_MISSING = "consent_words_missing"
OTHER_SPEAKER = "consent_other_speaker"
COPY = "recording_copied"


@dataclass(frozen=True, slots=True)
class ConsentCheck:
    """The result. `reason` is empty if the consent holds, else one of the codes above.

    `error_rate` is the share of the statement that was not said as written; number and random
    words, of which so many were heard, are not counted in it. `synthetic` says how far over
    the limit it sounds like a machine; None where that was not asked or could not be told.
    `passed` has all that it passed, where it holds.
    """

    reason: str
    heard: str
    error_rate: float
    number_heard: bool
    words_heard: int = 0
    synthetic: float | None = None
    passed: tuple[Passed, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.reason


@dataclass(frozen=True, slots=True)
class ClipCheck:
    """What was found of a clip beside the statement. `reason` is empty if it may be used, else a
    code. `synthetic` and `apart` are over 0 where it may not: see `genuine`."""

    reason: str
    alike: Likeness
    synthetic: float | None
    apart: float | None
    passed: tuple[Passed, ...] = ()


class ConsentChecker:
    """Keeps its models; construct it once a process."""

    def __init__(
        self, recogniser: Recogniser, encoders: Encoders, genuine: Genuineness | None = None
    ) -> None:
        self.recogniser = recogniser
        self.encoders = encoders
        self.genuine = genuine or Genuineness()

    def check(
        self,
        recording: NDArray[np.float32],
        sample_rate: int,
        *,
        statement: str,
        number: str,
        words: Sequence[str],
        language: str,
    ) -> ConsentCheck:
        """Whether mono `recording` [n] is a reading of the statement.

        `words` is empty for a statement of a version that had none.
        """

        def judged(in_words: bool) -> ConsentCheck:
            heard = self.recogniser.hear(
                recording, sample_rate, language=language, in_words=in_words
            )
            return judge(
                heard.text, statement=statement, number=number, words=words, language=language
            )

        first = judged(in_words=False)
        # Whisper writes digits as one word and may lose some: it heard 7 4 2 5 as "745", and as
        # "seven four two five" when it had to write words.
        again = first.reason in (NUMBER_MISSING, WORDS_MISSING)
        second = judged(in_words=True) if again else first
        if not second.holds:
            return first
        mark = self.genuine.mark(recording, sample_rate)
        if mark is not None and mark >= SURE:
            return replace(second, reason=MARKED)
        spoken = self.genuine.judged(recording, sample_rate)
        if spoken is not None and spoken.score is not None:
            second = replace(second, synthetic=round(spoken.score - spoken.refuse, 3))
            if spoken.synthetic:
                return replace(second, reason=SYNTHETIC)
        read = _as_read(second, words, language)
        return replace(second, passed=(*read, *self.genuine.passed(mark, spoken)))

    def clip_check(
        self, recording: NDArray[np.float32], clip: NDArray[np.float32], sample_rate: int
    ) -> ClipCheck:
        """Whether a clip is of the person who read the statement, was spoken by a person, and was
        made where the statement was read."""
        alike = self.likeness(recording, clip, sample_rate)
        mark = self.genuine.mark(clip, sample_rate)
        spoken = self.genuine.judged(clip, sample_rate)
        apart = self.genuine.apart(recording, clip, sample_rate)
        reason = ""
        if not same_speaker(alike):
            reason = OTHER_SPEAKER
        elif mark is not None and mark >= SURE:
            reason = MARKED
        elif spoken and spoken.synthetic:
            reason = CLIP_SYNTHETIC
        elif apart is not None and apart > 0:
            reason = OTHER_CONDITIONS
        above = spoken.score - spoken.refuse if spoken and spoken.score is not None else None
        if reason:
            return ClipCheck(reason, alike, above, apart)
        speaker = (
            Passed("same_speaker_ge2e", GE2E_VERSION, alike.ge2e, MIN_GE2E),
            Passed("same_speaker_campp", CAMPP_VERSION, alike.campp, MIN_CAMPP),
        )
        genuine = self.genuine.passed(mark, spoken, apart)
        return ClipCheck(reason, alike, above, apart, (*speaker, *genuine))

    def most_in_common(
        self,
        recording: NDArray[np.float32],
        sample_rate: int,
        kept: Iterable[Sequence[Landmarks]],
    ) -> int:
        """How many pairs of landmarks mono `recording` [n] has in common with whichever of those
        that are kept has most. From LEAST_COMMON on, a part of it is a copy."""
        asked = Asked(recording, sample_rate)
        return max((int(asked.common(batch).max(initial=0)) for batch in kept), default=0)

    def voice_print(self, recording: NDArray[np.float32], sample_rate: int) -> VoicePrint:
        """How the encoders hear the voice in mono `recording` [n]. Raises TooLittleSpeech."""
        return voice_print(self.encoders, recording, sample_rate)

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


def _as_read(check: ConsentCheck, words: Sequence[str], language: str) -> Iterator[Passed]:
    yield Passed("statement", RECOGNISER_VERSION, check.error_rate, MAX_ERROR)
    yield Passed("number", RECOGNISER_VERSION)
    if words:
        least = float(len(words) - MISSED)
        yield Passed("words", random_words.version(language), float(check.words_heard), least)


def same_speaker(alike: Likeness) -> bool:
    """Whether both encoders say that it is one person."""
    return alike.ge2e >= MIN_GE2E and alike.campp >= MIN_CAMPP


def judge(
    heard: str, *, statement: str, number: str, words: Sequence[str] = (), language: str
) -> ConsentCheck:
    """Compare what was heard with the statement, its number and its random words."""
    spoken = tokens(heard, language)
    # Number and random words are judged on their own, so they are left out of the text.
    text = statement.replace(" ".join(number), "")
    if words:
        text = text.replace(listed(words, language), "")
    rate = round(error_rate(tokens(text, language), spoken), 3)
    has_number = number_heard(number, heard, language)
    found = words_heard(words, heard, language)
    reason = ""
    if not spoken:
        reason = NOTHING_SAID
    elif rate > MAX_ERROR or denied(spoken, language):
        reason = OTHER_WORDS
    elif not has_number:
        reason = NUMBER_MISSING
    elif found < len(words) - MISSED:
        reason = WORDS_MISSING
    return ConsentCheck(reason, heard, rate, has_number, found)
