"""What was read of a file becomes the lines of a lesson."""

from __future__ import annotations

from lessons.files import Block, Script
from lessons.material import from_script
from synthesis.text.lines import HEADING, SENTENCE


def script(*blocks: tuple[str, str] | tuple[str, str, str], **noticed: int) -> Script:
    return Script(
        kind="docx",
        title="",
        blocks=tuple(
            Block(kind=kind, text=text, speaker=speaker[0] if speaker else "")
            for kind, text, *speaker in blocks
        ),
        noticed=noticed,
    )


def lines(material) -> list[tuple[str, str, str]]:
    return [(piece.kind, piece.speaker, piece.text) for piece in material.pieces]


def test_headings_stay_and_paragraphs_become_sentences():
    material = from_script(
        script(
            ("heading", "What is it? A river."),
            ("paragraph", "The Nile. It is long."),
            ("item", "Congo"),
            ("paragraph", "No heading here"),
            ("paragraph", "End."),
        )
    )
    assert lines(material) == [
        (HEADING, "", "What is it? A river."),
        (SENTENCE, "", "The Nile."),
        (SENTENCE, "", "It is long."),
        (SENTENCE, "", "Congo"),
        (SENTENCE, "", "No heading here"),
        (SENTENCE, "", "End."),
    ]


def test_without_headings_short_paragraphs_may_be_some():
    material = from_script(script(("paragraph", "The Nile"), ("paragraph", "It is long.")))
    assert [piece.kind for piece in material.pieces] == [HEADING, SENTENCE]


def test_names_before_colons_and_names_of_the_file_are_speakers():
    material = from_script(
        script(
            ("heading", "At the market"),
            ("paragraph", "Anna: Good morning!"),
            ("paragraph", "Tom: Hello."),
            ("item", "Anna: How are you?"),
            ("item", "Fine.", "Ben"),
        )
    )
    assert [piece.speaker for piece in material.pieces] == ["", "Anna", "Tom", "Anna", "Ben"]
    assert [piece.text for piece in material.pieces][1] == "Good morning!"


def test_notes_are_read_where_they_are_asked_for():
    read = script(("heading", "One"), ("note", "Say hello."), tables=1)
    assert from_script(read).ignored == ("tables", "slide_notes")
    assert len(from_script(read).pieces) == 1
    noted = from_script(read, with_notes=True)
    assert noted.ignored == ("tables",) and noted.pieces[-1].text == "Say hello."
