"""Plain text: sentences, headings, and dialogues written as `Anna: Good morning.`"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from synthesis.text.lines import lines_of
from synthesis.text.plan import without_controls

from .pieces import Material, Piece

# A name is up to three capitalised words ("Mr. Brown", "ANNA", "Speaker 2") or up to eight Han
# characters, with a colon behind it and something to say.
_SPOKEN_BY = re.compile(
    r"\s*(?P<name>[A-ZÀ-Þ][\w.'’-]{0,19}(?: (?:[A-ZÀ-Þ]|\d)[\w.'’-]{0,19}){0,2}"
    r"|[\u4e00-\u9fff·]{1,8})\s?[:：](?!(?<=\d:)\d)\s*(?P<said>\S.*)"
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one paragraph says, and the name of its speaker, or ""."""

    text: str
    speaker: str


def from_text(text: str) -> Material:
    """The lines of a text. A dialogue's names become its speakers and are not read aloud.

    A text is a dialogue where a paragraph begins with `Name:` and that name speaks at least
    twice, with somebody else between: lists of words and notes ("Homework: …") rarely do. In it,
    a paragraph without a name goes on with nobody's voice, as a narrator's.
    """
    pieces: list[Piece] = []
    narrated: list[str] = []
    for paragraph in _paragraphs(text):
        if paragraph.speaker:
            pieces += _pieces(narrated, "", goes_on=True)
            narrated = []
            pieces += _pieces([paragraph.text], paragraph.speaker)
        else:
            narrated.append(paragraph.text)
    return Material((*pieces, *_pieces(narrated, "")))


def _pieces(paragraphs: list[str], speaker: str, *, goes_on: bool = False) -> list[Piece]:
    return [
        Piece(text=line.text, kind=line.kind, ends_paragraph=line.ends_paragraph, speaker=speaker)
        for line in lines_of("\n".join(paragraphs), goes_on=goes_on)
    ]


def _paragraphs(text: str) -> list[Paragraph]:
    return attributed([each for each in without_controls(text).splitlines() if each.strip()])


def attributed(written: list[str]) -> list[Paragraph]:
    """The paragraphs of a whole text with those who say them, as `from_text` tells them."""
    matches = [_SPOKEN_BY.match(paragraph) for paragraph in written]
    names = [match["name"] if match else "" for match in matches]
    speakers = _speakers(names)
    return [
        Paragraph(match["said"], name) if match and name in speakers else Paragraph(paragraph, "")
        for paragraph, match, name in zip(written, matches, names, strict=True)
    ]


def _speakers(names: list[str]) -> set[str]:
    """Those of the names before colons that are speakers; "" stands for a paragraph without one."""
    turns = [name for at, name in enumerate(names) if at == 0 or names[at - 1] != name]
    regulars = {name for name, times in Counter(turns).items() if name and times > 1}
    if len(set(names) - {""}) < 2:
        return set()
    # Whoever answers a regular speaker is one as well, though he speaks only once.
    answering = {
        name
        for at, name in enumerate(turns)
        if name and {*turns[max(at - 1, 0) : at], *turns[at + 1 : at + 2]} & regulars
    }
    return regulars | answering
