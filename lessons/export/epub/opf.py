"""The package document: what the book is, which files it has, and in which order they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lessons.export.epub.pages import ACTIVE
from lessons.export.epub.xml import json_text, seconds, text
from lessons.export.lesson import Lesson
from lessons.export.names import UNTITLED
from lessons.export.read_along.markup import LANGUAGE_TAGS
from lessons.export.wording import said

if TYPE_CHECKING:
    from lessons.export.epub.book import Part

ACCESS = {
    "accessMode": ["textual", "auditory"],
    "accessModeSufficient": ["textual", "auditory"],
    "accessibilityFeature": [
        "synchronizedAudioText",
        "tableOfContents",
        "structuralNavigation",
        "readingOrder",
    ],
    "accessibilityHazard": ["none"],
}
"""https://www.w3.org/TR/epub-a11y-11/"""


def package_document(lesson: Lesson, parts: Sequence[Part]) -> str:
    """The OPF file."""
    language = LANGUAGE_TAGS[lesson.language]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" \
xml:lang="{language}" prefix="aigc: urn:gb-45438-2025:">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{lesson.identifier}</dc:identifier>
<dc:title>{text(lesson.title or UNTITLED)}</dc:title>
<dc:language>{language}</dc:language>
{"".join(_metadata(lesson, parts))}</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
<item id="about" href="about.xhtml" media-type="application/xhtml+xml"/>
{"".join(_items(parts))}</manifest>
<spine>
{"".join(f'<itemref idref="{part.name}"/>{chr(10)}' for part in parts)}<itemref idref="about"/>
</spine>
</package>
"""


def _metadata(lesson: Lesson, parts: Sequence[Part]) -> Iterator[str]:
    made_by = said("made_by", lesson.language, made_by=lesson.made_by)
    yield f"<dc:description>{text(made_by)}</dc:description>\n"
    yield _meta("dcterms:modified", lesson.changed)
    yield f'<meta property="aigc:label">{json_text(lesson.label)}</meta>\n'
    yield _meta("media:active-class", ACTIVE)
    yield _meta("media:narrator", said("narrator", lesson.language, made_by=lesson.made_by))
    yield _meta("media:duration", seconds(lesson.length, lesson.rate))
    for part in parts:
        length = seconds(part.chapter.ends - part.chapter.begins, lesson.rate)
        yield f'<meta property="media:duration" refines="#{part.name}-smil">{length}</meta>\n'
    for name, values in ACCESS.items():
        for value in values:
            yield _meta(f"schema:{name}", value)
    yield _meta("schema:accessibilitySummary", said("summary", lesson.language))


def _meta(name: str, value: str) -> str:
    return f'<meta property="{name}">{text(value)}</meta>\n'


def _items(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        name = part.name
        yield (
            f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml" '
            f'media-overlay="{name}-smil"/>\n'
            f'<item id="{name}-smil" href="{name}.smil" media-type="application/smil+xml"/>\n'
            f'<item id="{name}-mp3" href="{name}.mp3" media-type="audio/mpeg"/>\n'
        )
