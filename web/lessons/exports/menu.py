"""What a lesson can be downloaded as, in the words of the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from synthesis.content_credentials.kinds import MEDIA_TYPES
from synthesis.content_credentials.signing import MOST_BYTES
from synthesis.encode import FORMATS, M4A

SAMPLE_BITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A kind of file. `kbps` are the kilobits that a second of the lesson takes; 0 where that
    depends on what is said. From `most_signed` bytes on it has no content credentials; 0 where it
    has them at any size, or never."""

    label: str
    address: str
    help: str = ""
    kbps: int = 0
    most_signed: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Files for one purpose."""

    label: str
    files: Sequence[File]


def downloads(slug: str, lesson_id: str, *, sample_rate: int) -> list[Group]:
    """The menu of a lesson whose sound has this rate, in Hz, when it is given out."""
    export, subtitles, read_along = (
        reverse(f"workspace:{name}", args=[slug, lesson_id])
        for name in ("export-lesson", "lesson-subtitles", "lesson-read-along")
    )
    mp3, m4a, opus = (
        (each.bit_rate or 0) // 1000 for each in (FORMATS["mp3"], M4A, FORMATS["opus"])
    )

    def exported(name: str, label: str, help: str = "", kbps: int = 0) -> File:
        address = f"{export}?format={name}"
        media_type = MEDIA_TYPES.get(M4A.name if name == "m4b" else name, "")
        most_signed = MOST_BYTES.get(media_type, 0)
        return File(label=label, address=address, help=help, kbps=kbps, most_signed=most_signed)

    def timed(query: str, label: str, help: str = "") -> File:
        return File(label=label, address=f"{subtitles}?{query}&download", help=help)

    return [
        Group(
            _("Audio"),
            [
                exported("mp3", "MP3", _("plays everywhere"), mp3),
                exported("m4b", _("Audiobook (M4B)"), _("with a chapter for each heading"), m4a),
                exported("m4a", "M4A (AAC)", "", m4a),
                exported("opus", "Opus", _("the smallest"), opus),
                exported("flac", "FLAC", _("without loss, smaller than WAV")),
                exported("wav", "WAV", _("to edit"), sample_rate * SAMPLE_BITS // 1000),
            ],
        ),
        Group(
            _("Text with times"),
            [
                timed("format=srt", "SRT", _("subtitles of videos")),
                timed("format=vtt", "WebVTT", _("subtitles of web pages")),
                timed("format=vtt&words=true", _("WebVTT, word by word")),
            ],
        ),
        Group(
            _("For class"),
            [
                File(
                    label=_("Page to read along"),
                    address=read_along,
                    help=_(
                        "One file with text and audio. It opens on a phone without a network, and"
                        " each word lights up while it is heard."
                    ),
                ),
                exported("epub", _("Book that reads itself (EPUB)"), "", mp3),
                exported("lines", _("A file for each line (ZIP)"), "", mp3),
                exported(
                    "anki",
                    _("Cards for Anki (ZIP)"),
                    _(
                        "Unzip it, copy what is in “media” into Anki’s folder “collection.media”,"
                        " then import “notes.txt” by File → Import."
                    ),
                    mp3,
                ),
            ],
        ),
    ]
