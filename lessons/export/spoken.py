"""A lesson as builders of files take it: what is said, in which language, when, and its sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

BYTES_PER_SAMPLE = 2


@dataclass(frozen=True, slots=True)
class Word:
    """The characters from `start` to `end` of a line, in code points, are heard from `start_ms` to
    `end_ms` of its sound."""

    start: int
    end: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenLine:
    """A sentence or heading with its sound, or a pause, which has neither text nor sound.

    `kind` is that of lessons.document. `language` is "zh" or "en". `digest` names the sound and is
    "" where there is none, `ms` is how long it lasts, `pause_ms` the silence after it. `words` have
    their times in the sound; there are none where they are not known.
    """

    key: str
    kind: str
    text: str
    language: str
    speaker: str = ""
    ends_paragraph: bool = False
    digest: str = ""
    ms: int = 0
    pause_ms: int = 0
    words: Sequence[Word] = ()
    pcm: Callable[[], Iterable[bytes]] = tuple
    """Gives the sound, mono signed 16-bit PCM. Raises FileNotFoundError where it is gone."""


@dataclass(frozen=True, slots=True)
class SpokenLesson:
    """A lesson in the order in which it is heard, at `sample_rate` Hz."""

    title: str
    lines: Sequence[SpokenLine]
    sample_rate: int

    @property
    def ms(self) -> int:
        """How long it lasts, to a few milliseconds a line: lengths of sounds are rounded."""
        return sum(line.ms + line.pause_ms for line in self.lines)
