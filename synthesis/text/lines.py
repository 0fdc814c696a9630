"""Cuts a text into lines: whole sentences and headings, with the ends of paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .language import is_speakable
from .plan import without_controls
from .split import clauses, sentences, words

SENTENCE, HEADING = "sentence", "heading"
LONGEST_LINE = 1_000
"""The most characters in a line; a longer sentence is cut at commas, then at words."""
_LONGEST_HEADING = 60
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+")
_HALF_SENTENCE = re.compile(r"[;；][^。！？!?.…]*\Z")
_SENTENCE_END = re.compile(r"[。！？!?；;…]|\.(?:\s|\Z)|[,，：:、]\Z")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One sentence or heading as it was written; `ends_paragraph` where a line break follows."""

    text: str
    kind: str
    ends_paragraph: bool


def lines_of(text: str, *, goes_on: bool = False) -> list[TextLine]:
    """The sentences and headings of a text, in order.

    A sentence is never cut at a comma or semicolon, except where it has more than LONGEST_LINE
    characters. What neither Mandarin nor English can read is joined to the line before it, or to
    the first line; a text without any words has no lines. Where the text `goes_on` after what is
    given, a short last paragraph may be a heading. The lines hold all of the text but
    white space at their ends, control characters and the marks of Markdown headings.
    """
    found: list[TextLine] = []
    unspoken = ""
    paragraphs = [each.strip() for each in without_controls(text).splitlines() if each.strip()]
    for number, paragraph in enumerate(paragraphs, 1):
        for line in _lines_of_paragraph(
            paragraph, is_last=number == len(paragraphs) and not goes_on
        ):
            if is_speakable(line.text):
                found.append(TextLine(unspoken + line.text, line.kind, line.ends_paragraph))
                unspoken = ""
            elif found:
                last = found[-1]
                joined = TextLine(f"{last.text} {line.text}", last.kind, line.ends_paragraph)
                if len(joined.text) <= LONGEST_LINE:
                    found[-1] = joined
            elif len(unspoken) + len(line.text) < LONGEST_LINE // 2:
                unspoken += f"{line.text} "
    return found


def _lines_of_paragraph(paragraph: str, *, is_last: bool) -> Iterator[TextLine]:
    marked = _MARKDOWN_HEADING.match(paragraph)
    if marked or (
        # Something has to follow a heading; it is short, and no sentence ends in it.
        not is_last and len(paragraph) <= _LONGEST_HEADING and not _SENTENCE_END.search(paragraph)
    ):
        title = paragraph[marked.end() :].strip() if marked else paragraph
        for piece in _pieces(title):
            yield TextLine(piece, HEADING, ends_paragraph=True)
        return
    whole = [piece for sentence in _whole_sentences(paragraph) for piece in _pieces(sentence)]
    for number, piece in enumerate(whole, 1):
        yield TextLine(piece, SENTENCE, ends_paragraph=number == len(whole))


def _whole_sentences(paragraph: str) -> list[str]:
    """The paragraph's sentences; a semicolon ends none."""
    whole: list[str] = []
    for part in sentences(paragraph):
        if whole and _HALF_SENTENCE.search(whole[-1]):
            whole[-1] += part
        else:
            whole.append(part)
    return whole


def _pieces(sentence: str) -> list[str]:
    """The sentence, or parts of it with at most LONGEST_LINE characters."""
    if len(sentence.strip()) <= LONGEST_LINE:
        return [sentence.strip()] if sentence.strip() else []
    pieces: list[str] = []
    small = (word for clause in clauses(sentence) for word in words(clause, LONGEST_LINE // 4))
    for part in small:
        if pieces and len(pieces[-1]) + len(part) <= LONGEST_LINE:
            pieces[-1] += part
        else:
            pieces.append(part)
    return [piece.strip() for piece in pieces if piece.strip()]
