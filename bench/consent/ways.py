"""Ways to get a voice without its owner, as recordings.

Each attempt is what somebody would upload: the reading of a statement, and for some ways a clip
beside it. Readings by people don't exist in public, so that where a way begins with an old reading,
a fitted voice read it; what judges synthetic speech must then not count.
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
from bench.synthetic.speaking import NAMES, PLACES
from synthesis.engines.base import Conditioning, SegmentRequest
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.engine import KokoroEngine
from synthesis.engines.kokoro.fitting.fit import speak
from synthesis.text import plan
from voices.consent import wording
from voices.consent.random_words import new_words

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
    """One upload. `before` is the recording that was given for the statement `old`."""

    way: str
    statement: Statement
    reading: Samples = field(repr=False)
    clip: Samples | None = field(default=None, repr=False)
    old: Statement | None = None
    before: Samples | None = field(default=None, repr=False)


def new_statement(language: str, rng: Generator) -> Statement:
    """A statement with a number and words that nobody knew."""
    number, words = wording.new_number(), new_words(language)
    text = wording.statement(
        language=language,
        name=str(rng.choice(NAMES[language])),
        organisation=str(rng.choice(PLACES[language])),
        number=number,
        words=words,
    )
    return Statement(language, text, number, words)


class Attacker:
    """Has the engine, voices fitted to people, and their clips, in files of one name each."""

    def __init__(self, models: Path, fitted: Path, people: Path) -> None:
        self._engine = KokoroEngine(models / "kokoro")
        self._fitted = sorted(fitted.glob("*.conditioning"))
        self._people = {file.stem: file for file in people.iterdir()}

    def attempts(self, number: int) -> Iterator[Attempt]:
        """One attempt in each way; odd numbers are Mandarin. What was read once serves all ways."""
        rng = np.random.default_rng([3, number])
        language = "zh" if number % 2 else "en"
        statement = new_statement(language, rng)
        base = BASE_VOICES[int(rng.integers(len(BASE_VOICES)))]
        reading = self._read(self._engine.base_conditioning(base.name), statement.text)
        yield Attempt("a base voice reads", statement, reading)
        yield Attempt("a base voice reads, through a room", statement, played(reading, rng))

        file = self._fitted[int(rng.integers(len(self._fitted)))]
        fitted = Conditioning.load(file.read_bytes())
        reading = self._read(fitted, statement.text)
        yield Attempt("a fitted voice reads", statement, reading)
        clip = read(self._people[file.stem], 12)
        yield Attempt("a public clip, and a fitted voice reads", statement, reading, clip)

        # From here on the reading stands in for one that a person gave, and another is asked for.
        asked = new_statement(language, rng)
        ending = asked.text[asked.text.rfind(_ENDS[language]) :]
        kept = round(len(reading) * statement.text.rfind(_ENDS[language]) / len(statement.text))
        spliced = np.concatenate([reading[:kept], self._read(fitted, ending)])
        yield Attempt(SPLICED, asked, spliced, old=statement, before=reading)
        slower = np.asarray(soxr.resample(reading, RATE * 1.06, RATE), np.float32)
        changes = (reading, opus(reading, rng), slower, played(reading, rng))
        for way, changed in zip(REPLAYS, changes, strict=True):
            yield Attempt(way, asked, changed, old=statement, before=reading)

    def _read(self, conditioning: Conditioning, text: str) -> Samples:
        requests = [SegmentRequest(segment.spans) for segment in plan(text)]
        return speak(self._engine, conditioning, *requests)
