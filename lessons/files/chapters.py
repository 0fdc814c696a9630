"""The chapters of what was read of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from lessons.files.blocks import HEADING, Block, Script


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading and all that stands under it. What stands before the first one has no title."""

    title: str
    blocks: tuple[Block, ...]


def chapters_of(script: Script) -> tuple[Chapter, ...]:
    """The script in chapters: at each heading of the highest level that has several headings.

    A title alone at the beginning belongs to the first chapter. Without two headings of one level
    there are no chapters.
    """
    counts = Counter(block.level for block in script.blocks if block.kind == HEADING)
    level = min((level for level, count in counts.items() if count > 1), default=None)
    if level is None:
        return ()
    starts = [
        at
        for at, block in enumerate(script.blocks)
        if block.kind == HEADING and block.level <= level
    ]
    before = script.blocks[: starts[0]]
    chapters = [Chapter("", before)] if before else []
    waiting: tuple[Block, ...] = ()
    for start, end in zip(starts, [*starts[1:], len(script.blocks)], strict=True):
        blocks = script.blocks[start:end]
        if len(blocks) == 1 and blocks[0].level < level and end < len(script.blocks):
            waiting += blocks
            continue
        chapters.append(Chapter(blocks[0].text, waiting + blocks))
        waiting = ()
    return tuple(chapters)


def with_chapters(script: Script, chosen: Collection[int]) -> Script:
    """The script with the chapters of these numbers, counted from 0, and without the others."""
    chapters = chapters_of(script)
    return replace(script, blocks=_blocks([chapters[n] for n in sorted(set(chosen))]))


def scripts_of(script: Script, chosen: Collection[int]) -> list[Script]:
    """A script for each of these chapters, with the chapter's title."""
    chapters = chapters_of(script)
    return [
        replace(script, title=chapters[n].title or script.title, blocks=chapters[n].blocks)
        for n in sorted(set(chosen))
    ]


def _blocks(chapters: Sequence[Chapter]) -> tuple[Block, ...]:
    return tuple(block for chapter in chapters for block in chapter.blocks)
