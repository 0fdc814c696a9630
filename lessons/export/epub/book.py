"""The parts of the book and their order. https://www.w3.org/TR/epub-33/"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lessons.export.chapters import Chapter, chapters_of
from lessons.export.epub import overlay, pages
from lessons.export.epub.opf import package_document
from lessons.export.lesson import Making
from lessons.export.sound_file import encoded
from lessons.export.zipped import package
from synthesis.encode import FORMATS

AUDIO = FORMATS["mp3"]
"""Every reading system has to play MP3."""
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter and the name of its files without their extensions."""

    name: str
    chapter: Chapter


def epub(making: Making) -> None:
    """Write the book, a chapter after the other."""
    lesson = making.lesson
    parts: Sequence[Part] = [
        Part(f"chapter-{number:03d}", chapter)
        for number, chapter in enumerate(chapters_of(lesson), 1)
    ]
    with package(making) as zipped:
        # It has to be the first, and as it is.
        zipped.add("mimetype", "application/epub+zip", packed=False)
        # Not packed, so that whoever looks for the label finds it.
        zipped.add("EPUB/package.opf", package_document(lesson, parts), packed=False)
        zipped.add("META-INF/container.xml", CONTAINER)
        zipped.add("EPUB/nav.xhtml", pages.contents(lesson, parts))
        zipped.add("EPUB/style.css", pages.STYLE)
        zipped.add("EPUB/about.xhtml", pages.about(lesson))
        for part in parts:
            zipped.add(f"EPUB/{part.name}.xhtml", pages.chapter(lesson, part.chapter))
            zipped.add(f"EPUB/{part.name}.smil", overlay.smil(lesson, part))
            with making.scratch() as audio:
                sound = making.sound(part.chapter.lines)
                encoded(making, AUDIO, sound, audio, title=part.chapter.title, is_part=True)
                zipped.copy(f"EPUB/{part.name}.mp3", audio)
