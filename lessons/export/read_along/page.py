"""A lesson as one HTML file with its audio inside, which a phone opens without a network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import BinaryIO

from lessons.export.lesson import silence
from lessons.export.read_along.markup import article, contents, controls
from lessons.export.spoken import BYTES_PER_SAMPLE, SpokenLesson
from synthesis.encode import FORMATS, encode_file

AUDIO = FORMATS["mp3"]
"""What every browser plays. An hour has 29 MB, and 38 MB as text."""
LONGEST_MS = 90 * 60_000
"""More than this, and phones run out of memory."""
BLOCK = 3 * 256 * 1024
"""Bytes of audio in one element; divisible by three, so that base64 needs no padding inside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the page is made of besides the lesson: the text of its style sheet and of its script,
    and the words of its controls (`play`, `pause` …) in `language`, an IETF tag."""

    style: str
    script: str
    wording: Mapping[str, str]
    language: str


def write_read_along(
    lesson: SpokenLesson, *, look: Look, tags: Mapping[str, str], audio: BinaryIO, out: BinaryIO
) -> None:
    """Write the page to `out`, and its audio to the empty scratch file `audio` before; both are
    written block by block. `tags` are the labels of synthetic speech, for page and audio alike.

    Raises FileNotFoundError where a sound is gone.
    """
    starts = _write_audio(lesson, audio, tags)
    title = escape(lesson.title or look.wording["untitled"])
    out.write(_head(title, look, tags).encode())
    out.write(f'<main>\n<header><h1 dir="auto">{title}</h1>\n'.encode())
    out.write(f'<p class="label">{escape(look.wording["label"])}</p></header>\n'.encode())
    out.write(f"{contents(lesson.lines, look.wording)}\n<article>\n".encode())
    for piece in article(lesson.lines, starts[:-1]):
        out.write(piece.encode())
    out.write(f"</article>\n</main>\n{controls(look.wording, starts[-1])}".encode())
    out.write(f"<noscript><p>{escape(look.wording['noscript'])}</p></noscript>\n".encode())
    audio.seek(0)
    while block := audio.read(BLOCK):
        out.write(b'<script type="text/plain" data-audio="' + AUDIO.content_type.encode() + b'">')
        out.write(base64.b64encode(block))
        out.write(b"</script>\n")
    out.write(f'<script type="module">{look.script}</script>\n</body>\n</html>\n'.encode())


def _write_audio(lesson: SpokenLesson, audio: BinaryIO, tags: Mapping[str, str]) -> list[int]:
    """Encode the lesson; returns when each line begins, and when all ends, in milliseconds.

    Sounds are counted in whole milliseconds. Over hundreds of lines this adds up to more than an
    eye forgives, so that samples are counted here.
    """
    rate = lesson.sample_rate
    starts: list[int] = []
    samples = 0

    def pcm() -> Iterator[bytes]:
        nonlocal samples
        for line in lesson.lines:
            starts.append(round(samples * 1000 / rate))
            for sound in (line.pcm(), silence(rate * line.pause_ms // 1000)):
                for block in sound:
                    samples += len(block) // BYTES_PER_SAMPLE
                    yield block

    encode_file(AUDIO, pcm(), sample_rate=rate, out=audio, tags=dict(tags))
    return [*starts, round(samples * 1000 / rate)]


def _head(title: str, look: Look, tags: Mapping[str, str]) -> str:
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {_source(look.script)}",
            f"style-src {_source(look.style)}",
            "media-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    # In single quotes: whoever looks for a label looks for its JSON as it is.
    labels = "".join(
        f"<meta name='{name}' content='{_in_single_quotes(label)}'>\n"
        for name, label in tags.items()
    )
    return f"""<!doctype html>
<html lang="{look.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
{labels}<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{look.style}</style>
</head>
<body>
"""


def _source(text: str) -> str:
    """The name by which a policy allows this very text and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _in_single_quotes(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;")
