"""What was read of a file (`lessons.files`), as material of a lesson."""

from __future__ import annotations

from collections.abc import Iterator

from lessons.files.blocks import HEADING, ITEM, NOTE, PARAGRAPH, Block, Script
from synthesis.text.language import is_speakable
from synthesis.text.lines import HEADING as HEADING_LINE
from synthesis.text.lines import LONGEST_LINE, lines_of
from synthesis.text.plan import without_controls

from .pieces import Material, Piece
from .plain import attributed

NOTES = "slide_notes"


def from_script(script: Script, *, with_notes: bool = False) -> Material:
    """The lines of a file's text. `ignored` names what was left out, as in `Script.noticed`.

    Notes of slides stand behind their slide, or are left out. A dialogue's names become its
    speakers, as in plain text. In a file without headings, short paragraphs may be some.
    """
    blocks = [block for block in script.blocks if with_notes or block.kind != NOTE]
    ignored = [*script.noticed, *([NOTES] if len(blocks) < len(script.blocks) else [])]
    return Material(tuple(_pieces(_with_speakers(blocks))), tuple(ignored))


def _with_speakers(blocks: list[Block]) -> list[Block]:
    """The blocks, with the speakers that their own texts name."""
    said = attributed(
        [without_controls(block.text) if _may_be_said(block) else "" for block in blocks]
    )
    return [
        Block(kind=block.kind, text=each.text, speaker=each.speaker) if each.speaker else block
        for block, each in zip(blocks, said, strict=True)
    ]


def _may_be_said(block: Block) -> bool:
    return block.kind in (PARAGRAPH, ITEM) and not block.speaker


def _pieces(blocks: list[Block]) -> Iterator[Piece]:
    has_headings = any(block.kind == HEADING for block in blocks)
    for at, block in enumerate(blocks):
        if block.kind == HEADING:
            yield from _heading(block.text)
            continue
        # A short paragraph can only be a heading where another one follows it.
        follows = at + 1 < len(blocks) and blocks[at + 1].kind == PARAGRAPH
        may_be_heading = block.kind == PARAGRAPH and not has_headings and not block.speaker
        for line in lines_of(block.text, goes_on=follows and may_be_heading):
            yield Piece(
                text=line.text,
                kind=line.kind,
                ends_paragraph=line.ends_paragraph,
                speaker=block.speaker,
            )


def _heading(text: str) -> Iterator[Piece]:
    text = without_controls(text).strip()
    if is_speakable(text) and len(text) <= LONGEST_LINE:
        yield Piece(text=text, kind=HEADING_LINE, ends_paragraph=True)
