"""Ways to get a voice without its owner, as recordings.

Each attempt is what somebody would upload: the reading of a statement, and for some ways a clip
beside it. Readings by people don't exist in public, so that where a way begins with an old reading,
a fitted voice read it; what judges synthetic speech must then not count.

Everything is drawn by the number of the attempt alone, so that it can be made once more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soxr
from numpy.random import Generator

from bench.screening.sources import RATE, Samples, read
from bench.synthetic.changes import opus, played
from bench.synthetic.speaking import NAMES, PLACES, fitted_to
from speakers.encoders import Encoders
from synthesis.engines.base import Conditioning, SegmentRequest
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.speaking import speak
from synthesis.text import plan
from voices.consent import wording
from voices.consent.random_words import COUNT, word_list

REPLAYS = ("replayed", "replayed, encoded anew", "replayed, slowed", "replayed through a room")
SPLICED = "spliced"
WAYS = (
    "a base voice reads",
    "a fitted voice reads",
    "a public clip, and a fitted voice reads",
    "a base voice reads, through a room",
    SPLICED,
    *REPLAYS,
)
STAND_INS = (SPLICED, *REPLAYS)
"""Ways that begin with a reading by a person, for which a fitted voice stands in."""


_ENDS = {"en": "My number", "zh": "我的编号"}
"""Where the part of a statement begins that nobody could know."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as it is issued."""

    language: str
    text: str
    number: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One upload. `voice` is the file of the person whom the voice was fitted to, or a base voice.
    `before` is the recording that was given for the statement `old`."""

    way: str
    voice: str
    statement: Statement
    reading: Samples = field(repr=False)
    clip: Samples | None = field(default=None, repr=False)
    old: Statement | None = None
    before: Samples | None = field(default=None, repr=False)


def drawn(language: str, person: int, rng: Generator) -> Statement:
    """A statement of a person, with a number and words that nobody knew."""
    number = ""
    while len(number) < wording.DIGITS:
        digit = str(rng.choice(list(wording.ALPHABET)))
        number += "" if number.endswith(digit) else digit
    words = tuple(str(one) for one in rng.choice(word_list(language), COUNT, replace=False))
    text = wording.statement(
        language=language,
        name=NAMES[language][person % len(NAMES[language])],
        organisation=PLACES[language][person % len(PLACES[language])],
        number=number,
        words=words,
    )
    return Statement(language, text, number, words)


class Attacker:
    """Has the engine, the recordings of people, one each, and voices that are fitted to them, which
    the folder `fitted` keeps. A voice reads the same sentence once."""

    def __init__(self, models: Path, fitted: Path, people: Path, encoders: Encoders) -> None:
        self._engine, self._encoders = KokoroEngine(models / "kokoro"), encoders
        self._people, self._fitted = sorted(people.iterdir()), fitted
        self._clips: dict[str, Samples] = {}
        self._said: dict[tuple[str, str], Samples] = {}
        rng = np.random.default_rng(3)
        self._base = [BASE_VOICES[at].name for at in rng.permutation(len(BASE_VOICES))]

    def attempts(self, number: int) -> Iterator[Attempt]:
        """One attempt in each way, half of them in Mandarin; a voice of each person in turn. What
        was read once serves all ways."""
        turn, person = divmod(number, len(self._people))
        language = "zh" if (number + turn) % 2 else "en"
        statement = drawn(language, person, np.random.default_rng([3, number]))
        base = self._base[number % len(self._base)]
        reading = self._read(base, self._engine.base_conditioning(base), statement.text)
        yield Attempt("a base voice reads", base, statement, reading)
        through = played(reading, np.random.default_rng([4, number]))
        yield Attempt("a base voice reads, through a room", base, statement, through)

        file = self._people[person]
        fitted = fitted_to(file, self._fitted, self._engine, self._encoders)
        reading = self._read(file.stem, fitted, statement.text)
        yield Attempt("a fitted voice reads", file.stem, statement, reading)
        if file.stem not in self._clips:
            self._clips[file.stem] = read(file, 12)
        clip = self._clips[file.stem]
        yield Attempt(
            "a public clip, and a fitted voice reads", file.stem, statement, reading, clip
        )

        # From here on the reading stands in for one that a person gave, and another is asked for.
        asked = drawn(language, person, np.random.default_rng([5, number]))
        ending = asked.text[asked.text.rfind(_ENDS[language]) :]
        kept = round(len(reading) * statement.text.rfind(_ENDS[language]) / len(statement.text))
        spliced = np.concatenate([reading[:kept], self._read(file.stem, fitted, ending)])
        slower = np.asarray(soxr.resample(reading, RATE * 1.06, RATE), np.float32)
        anew = opus(reading, np.random.default_rng([6, number]))
        through = played(reading, np.random.default_rng([7, number]))
        changes = (spliced, reading, anew, slower, through)
        for way, changed in zip((SPLICED, *REPLAYS), changes, strict=True):
            yield Attempt(way, file.stem, asked, changed, old=statement, before=reading)

    def _read(self, voice: str, conditioning: Conditioning, text: str) -> Samples:
        said = []
        for segment in plan(text):
            if (voice, segment.text) not in self._said:
                request = SegmentRequest(segment.spans)
                self._said[voice, segment.text] = speak(self._engine, conditioning, request)
            said.append(self._said[voice, segment.text])
        return np.concatenate(said)
