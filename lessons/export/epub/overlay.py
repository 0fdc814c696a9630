"""The media overlay of a chapter: which sound belongs to which words (SMIL 3.0)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lessons.export.epub.words import line_id, marked, word_id
from lessons.export.epub.xml import seconds
from lessons.export.lesson import Lesson, Line

if TYPE_CHECKING:
    from lessons.export.epub.book import Part


def smil(lesson: Lesson, part: Part) -> str:
    """The overlay. Each fragment of sound ends where the next begins, silences included, so that it
    is played without a gap."""
    body = "".join(_pieces(lesson, part))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">
<body epub:textref="{part.name}.xhtml">
{body}</body>
</smil>
"""


def _pieces(lesson: Lesson, part: Part) -> Iterator[str]:
    begins = part.chapter.begins
    heard = [line for line in part.chapter.lines if line.heard and line.text]
    # Silence before the first line and pauses belong to what is read before or after them.
    ends = [line.begins for line in heard[1:]] + [part.chapter.ends]
    first = begins
    for line, end in zip(heard, ends, strict=True):
        yield _line(lesson, part, line, first - begins, end - begins)
        first = end


def _line(lesson: Lesson, part: Part, line: Line, first: int, last: int) -> str:
    offset = line.begins - part.chapter.begins
    cuts = [
        (offset + word.start_ms * lesson.rate // 1000, number)
        for number, word in enumerate(marked(line))
    ]
    # What its sound is too short for is read with the word before.
    cuts = [(at, number) for at, number in cuts if at < last]
    if not cuts:
        return _par(lesson, part, line_id(line), first, last)
    places = [first, *(at for at, _number in cuts[1:]), last]
    pars = "".join(
        _par(lesson, part, word_id(line, number), begin, end)
        for (_at, number), begin, end in zip(cuts, places[:-1], places[1:], strict=True)
    )
    return f'<seq epub:textref="{part.name}.xhtml#{line_id(line)}">\n{pars}</seq>\n'


def _par(lesson: Lesson, part: Part, place: str, first: int, last: int) -> str:
    begin, end = seconds(first, lesson.rate), seconds(last, lesson.rate)
    return (
        f'<par><text src="{part.name}.xhtml#{place}"/>'
        f'<audio src="{part.name}.mp3" clipBegin="{begin}" clipEnd="{end}"/></par>\n'
    )
