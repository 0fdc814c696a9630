"""Where the chapters of a file begin."""

from __future__ import annotations

from lessons.files import Block, Script
from lessons.files.chapters import chapters_of, scripts_of, with_chapters


def script(*blocks: str) -> Script:
    """`1 Rivers` is a heading of the first level, anything else a paragraph."""
    return Script(
        kind="docx",
        title="All",
        blocks=tuple(
            Block(kind="heading", text=text[2:], level=int(text[0]))
            if text[0].isdigit()
            else Block(kind="paragraph", text=text)
            for text in blocks
        ),
        noticed={},
    )


def shown(read: Script) -> list[tuple[str, int]]:
    return [(chapter.title, len(chapter.blocks)) for chapter in chapters_of(read)]


def test_there_are_none_without_two_headings_of_a_level():
    assert shown(script("a", "b")) == []
    assert shown(script("1 One", "a", "2 Two", "b")) == []


def test_they_begin_at_the_highest_level_with_several_headings():
    assert shown(script("1 One", "a", "2 Part", "b", "1 Two", "c")) == [("One", 4), ("Two", 2)]


def test_a_title_alone_belongs_to_the_first_chapter():
    read = script("1 Rivers", "2 Nile", "a", "2 Amazon", "b")
    assert shown(read) == [("Nile", 3), ("Amazon", 2)]


def test_what_stands_before_the_first_is_a_chapter_without_a_title():
    assert shown(script("a", "1 One", "b", "1 Two")) == [("", 1), ("One", 2), ("Two", 1)]


def test_all_chapters_together_are_the_whole_script():
    read = script("a", "1 Rivers", "2 Nile", "a", "3 Mouth", "2 Amazon", "1 Lakes", "2 Como")
    every = range(len(chapters_of(read)))
    assert with_chapters(read, every) == read
    assert sum((each.blocks for each in scripts_of(read, every)), ()) == read.blocks
    assert [each.title for each in scripts_of(read, [0, 1])] == ["All", "Rivers"]
