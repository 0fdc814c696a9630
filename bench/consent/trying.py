"""Tries an attempt, before and after, and keeps what came of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.consent.ways import REPLAYS, STAND_INS, Attempt, Statement
from bench.screening.sources import RATE
from voices.consent.check import (
    COPY,
    NUMBER_MISSING,
    OTHER_SPEAKER,
    WORDS_MISSING,
    ConsentChecker,
    judge,
)
from voices.consent.fingerprint import LEAST_COMMON, landmarks
from voices.consent.genuine import MARKED, SURE, SYNTHETIC


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of an attempt: what refused it before, "" for nothing, and each check that refuses
    it now."""

    number: int
    way: str
    voice: str
    language: str
    before: str
    after: list[str]


def tried(number: int, attempt: Attempt, checker: ConsentChecker) -> Tried:
    """Try it."""
    statement = attempt.statement
    now = []
    if attempt.way not in STAND_INS:
        spoken = checker.genuine.judged(attempt.reading, RATE)
        mark = checker.genuine.mark(attempt.reading, RATE)
        now.append(MARKED if mark is not None and mark >= SURE else "")
        now.append(SYNTHETIC if spoken and spoken.synthetic else "")
    if attempt.before is not None:
        kept = [[landmarks(attempt.before, RATE)]]
        in_common = checker.most_in_common(attempt.reading, RATE, kept)
        now.append(COPY if in_common >= LEAST_COMMON else "")
    clip = ""
    if attempt.clip is not None:
        clip = checker.clip_check(attempt.reading, attempt.clip, RATE).reason
        now.append(clip)
    # An old number was drawn until it came again, so that a replay was read as it was asked for.
    replayed = attempt.way in REPLAYS
    asked_then = attempt.old if replayed and attempt.old else statement
    then = _words_of(attempt, asked_then, (), checker)
    # Whoever replays has another number: where the copy is known, it isn't listened to once more.
    hearings = 1 if replayed and any(now) else 2
    now.append(_words_of(attempt, statement, statement.words, checker, hearings))
    return Tried(
        number,
        attempt.way,
        attempt.voice,
        statement.language,
        then or (clip if clip == OTHER_SPEAKER else ""),
        sorted({reason for reason in now if reason}),
    )


def _words_of(
    attempt: Attempt,
    asked: Statement,
    words: Sequence[str],
    checker: ConsentChecker,
    hearings: int = 2,
) -> str:
    """Why the reading is not of the statement `asked`; "" where it is. As ConsentChecker.check."""
    first = ""
    for in_words in (False, True)[:hearings]:
        heard = checker.recogniser.hear(
            attempt.reading, RATE, language=asked.language, in_words=in_words
        )
        judged = judge(
            heard.text,
            statement=asked.text,
            number=asked.number,
            words=words,
            language=asked.language,
        )
        if judged.holds:
            return ""
        first = first or judged.reason
        if judged.reason not in (NUMBER_MISSING, WORDS_MISSING):
            break
    return first


def keep(file: Path, one: Tried) -> None:
    """A line more in the file, which several processes write to."""
    with file.open("a") as out:
        out.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")


def tries_in(file: Path) -> list[Tried]:
    """All that the file has, in order; what was tried twice counts once."""
    lines = file.read_text().splitlines() if file.exists() else []
    read = [Tried(**json.loads(line)) for line in lines]
    return sorted({(one.number, one.way): one for one in read}.values(), key=lambda one: one.number)
