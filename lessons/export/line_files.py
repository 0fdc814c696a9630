"""A sound file for each line, in a zip: to be cut into other material, or learned as cards."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from lessons.export.lesson import Lesson, Line, Making
from lessons.export.names import UNTITLED, first_words, stem
from lessons.export.sound_file import encoded
from lessons.export.wording import said
from lessons.export.zipped import Package, package
from synthesis.encode import FORMATS
from voices.dictionary.csv_cells import harmless

AUDIO = FORMATS["mp3"]
COLUMNS = ("number", "file", "speaker", "text", "language", "begins", "seconds")
FIELDS = ("Front", "Back", "Speaker", "Tags")


def line_files(making: Making) -> None:
    """Numbered files named by the lines' first words, and a table of them."""
    lesson = making.lesson
    lines = _heard(lesson)
    digits = len(str(len(lines)))
    names = [
        f"{number:0{digits}d} {first_words(line.text)}".rstrip() + f".{AUDIO.extension}"
        for number, line in enumerate(lines, 1)
    ]
    with package(making) as zipped:
        _add_notice(zipped, lesson)
        zipped.add("lines.csv", _table(lesson, lines, names))
        _add_sounds(zipped, making, lines, names)


def anki(making: Making) -> None:
    """Notes to import into Anki: the sound in front, the text on the back.

    The header lines are those of Anki's manual, "Importing: Text Files". A line keeps the name of
    its file, so that importing the lesson again changes the cards that there are.
    """
    lesson = making.lesson
    lines = _heard(lesson)
    prefix = f"lectern-{lesson.identifier[:8]}"
    names = [f"{prefix}-{line.key}.{AUDIO.extension}" for line in lines]
    with package(making) as zipped:
        _add_notice(zipped, lesson)
        zipped.add("notes.txt", _notes(lesson, lines, names))
        _add_sounds(zipped, making, lines, [f"media/{name}" for name in names])


def _heard(lesson: Lesson) -> list[Line]:
    return [line for line in lesson.lines if line.heard]


def _add_notice(zipped: Package, lesson: Lesson) -> None:
    """What the files are, for people and, unpacked, for whoever looks for the label."""
    words = said("made_by", lesson.language, made_by=lesson.made_by)
    zipped.add(
        "made-with.txt", f"{lesson.title or UNTITLED}\n\n{words}\n\n{lesson.label}\n", packed=False
    )


def _add_sounds(
    zipped: Package, making: Making, lines: Sequence[Line], names: Sequence[str]
) -> None:
    for line, name in zip(lines, names, strict=True):
        file = io.BytesIO()  # a line has seconds, not hours
        encoded(making, AUDIO, making.pcm(line), file, title=line.text, is_part=True)
        zipped.copy(name, file)


def _table(lesson: Lesson, lines: Sequence[Line], names: Sequence[str]) -> bytes:
    """In UTF-8 with a byte order mark, without which Excel assumes another encoding."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for number, (line, name) in enumerate(zip(lines, names, strict=True), 1):
        rows.writerow(
            [
                number,
                harmless(name),
                harmless(line.speaker),
                harmless(line.text),
                line.language,
                f"{line.begins / lesson.rate:.3f}",
                f"{line.heard / lesson.rate:.3f}",
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def _notes(lesson: Lesson, lines: Sequence[Line], names: Sequence[str]) -> str:
    """Tab-separated. No row begins with #, which would make a comment of it."""
    out = io.StringIO(newline="")
    out.write(f"#separator:tab\n#html:false\n#columns:{chr(9).join(FIELDS)}\n")
    out.write(f"#tags column:{len(FIELDS)}\n")
    rows = csv.writer(out, delimiter="\t", lineterminator="\n")
    # Blanks divide tags, and :: makes a tree of them.
    title = "_".join(stem(lesson.title or UNTITLED).split())
    tags = f"lectern::{title} ai-generated-speech"
    for line, name in zip(lines, names, strict=True):
        rows.writerow([f"[sound:{name}]", line.text, line.speaker, tags])
    return out.getvalue()
