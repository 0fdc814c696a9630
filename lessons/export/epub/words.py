"""Which words of a line are marked and read one by one."""

from __future__ import annotations

from collections.abc import Sequence

from lessons.export.lesson import Line, Word


def marked(line: Line) -> Sequence[Word]:
    """The words that follow each other both in the text and in time, each later than the one
    before: a fragment of sound that is empty would stop reading systems."""
    found: list[Word] = []
    for word in line.words:
        if not line.text[word.start : word.end].strip():
            continue
        before = found[-1] if found else None
        if before is None or (word.start >= before.end and word.start_ms > before.start_ms):
            found.append(word)
    return found


def line_id(line: Line) -> str:
    """What the line's element is called."""
    return f"line-{line.key}"


def word_id(line: Line, number: int) -> str:
    """What the element of a marked word is called."""
    return f"{line_id(line)}-{number}"
