"""The table of what a lesson can be exported as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lessons.export import line_files, sound_file
from lessons.export.epub import epub
from lessons.export.lesson import Making


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFormat:
    """One kind of file. `needs_words` says that it tells when each word is heard."""

    name: str
    content_type: str
    extension: str
    build: Callable[[Making], None]
    needs_words: bool = False


EXPORTS: dict[str, ExportFormat] = {
    each.name: each
    for each in (
        ExportFormat(name="mp3", content_type="audio/mpeg", extension="mp3", build=sound_file.mp3),
        ExportFormat(name="m4a", content_type="audio/mp4", extension="m4a", build=sound_file.m4a),
        ExportFormat(
            name="m4b", content_type="audio/mp4", extension="m4b", build=sound_file.audiobook
        ),
        ExportFormat(
            name="opus", content_type="audio/ogg", extension="opus", build=sound_file.opus
        ),
        ExportFormat(
            name="flac", content_type="audio/flac", extension="flac", build=sound_file.flac
        ),
        ExportFormat(name="wav", content_type="audio/wav", extension="wav", build=sound_file.wav),
        ExportFormat(
            name="epub",
            content_type="application/epub+zip",
            extension="epub",
            build=epub,
            needs_words=True,
        ),
        ExportFormat(
            name="lines",
            content_type="application/zip",
            extension="zip",
            build=line_files.line_files,
        ),
        ExportFormat(
            name="anki", content_type="application/zip", extension="anki.zip", build=line_files.anki
        ),
    )
}
