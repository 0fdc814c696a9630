"""What builders are given: a lesson as plain data, where to get its sound, and where to write.

Times are samples at the lesson's rate: milliseconds of thousands of lines would add up to seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from lessons.export.spoken import BYTES_PER_SAMPLE, Word
from synthesis.content_credentials.signing import Credentials

__all__ = ["Lesson", "Line", "Making", "Word"]

SILENCE_BLOCK = 24_000
"""Samples of silence that are made at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence or heading, or a pause, which has no text.

    `begins` is when it begins to be heard, `heard` for how long, and `silence` follows, all in
    samples. `level` is 1 for a heading, 0 for a sentence.
    """

    key: str
    text: str = ""
    language: str = "en"
    level: int = 0
    speaker: str = ""
    ends_paragraph: bool = False
    begins: int = 0
    heard: int = 0
    silence: int = 0
    words: Sequence[Word] = ()

    @property
    def ends(self) -> int:
        """When the next line begins."""
        return self.begins + self.heard + self.silence


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A lesson of which all is made.

    `label` is the label of synthetic speech, `made_by` who the label names, `identifier` a UUID,
    `changed` when the lesson was, as `2026-11-29T12:00:00Z`. `most_rate` in Hz bounds the rate of
    what is written; None for no bound. Sound files are signed with `credentials`, if there are any.
    """

    title: str
    language: str
    identifier: str
    changed: str
    made_by: str
    label: str
    rate: int
    most_rate: int | None = None
    credentials: Credentials | None = field(default=None, repr=False)
    lines: Sequence[Line] = field(default=())

    def ms(self, samples: int) -> int:
        """Samples as milliseconds, rounded."""
        return round(samples * 1000 / self.rate)

    @property
    def length(self) -> int:
        """Of the whole, in samples."""
        return self.lines[-1].ends if self.lines else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """One export in work.

    `pcm` gives the mono s16le sound of a line, in chunks. `settled` is to be called when nothing
    of what was written to `out`, an empty seekable file, will change any more: it is sent then.
    `scratch` makes an empty temporary file.
    """

    lesson: Lesson
    pcm: Callable[[Line], Iterable[bytes]]
    out: BinaryIO
    settled: Callable[[], None]
    scratch: Callable[[], BinaryIO]

    def sound(self, lines: Iterable[Line]) -> Iterator[bytes]:
        """These lines with the silence after each, as mono s16le PCM in chunks of seconds."""
        for line in lines:
            if line.heard:
                yield from self.pcm(line)
            yield from silence(line.silence)


def silence(samples: int) -> Iterator[bytes]:
    """So many samples of silence, as mono s16le PCM in blocks."""
    while samples > 0:
        block = min(samples, SILENCE_BLOCK)
        yield bytes(BYTES_PER_SAMPLE * block)
        samples -= block
