"""Has a confined child process read a file, and checks what it answers.

The child starts in 0.1 to 0.3 s, by the parser that it needs. Its memory is address space; most
documents need 150 MB of it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import confined
from lessons.files.blocks import Script, script_from
from lessons.files.refusal import FileRefused, refused

logger = logging.getLogger(__name__)

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """Limits of a file, and of the process that reads it."""

    max_bytes: int = 25 * _MEGABYTE
    max_unpacked_bytes: int = 150 * _MEGABYTE
    max_part_bytes: int = 24 * _MEGABYTE
    max_parts: int = 10_000
    max_pages: int = 400
    max_characters: int = 500_000
    memory_bytes: int = 768 * 1024 * 1024
    cpu_seconds: int = 20
    wall_seconds: float = 40.0


def read(data: bytes, *, name: str = "", limits: FileLimits | None = None) -> Script:
    """The text of a file: plain text, Markdown, HTML, SRT, WebVTT, DOCX, PPTX, ODT, EPUB or PDF.

    Its content tells the kind; `name` only tells Markdown from plain text. Raises FileRefused,
    and RuntimeError if the child process can't run. Blocks for at most `limits.wall_seconds`, and
    leaves no process behind.
    """
    limits = limits or FileLimits()
    if not data:
        raise refused("empty")
    if len(data) > limits.max_bytes:
        raise refused(
            "too_large",
            megabytes=round(len(data) / _MEGABYTE, 1),
            max_megabytes=round(limits.max_bytes / _MEGABYTE, 1),
        )
    order = {
        "marked_down": name.lower().endswith((".md", ".markdown", ".mdown")),
        "max_unpacked_bytes": limits.max_unpacked_bytes,
        "max_part_bytes": limits.max_part_bytes,
        "max_parts": limits.max_parts,
        "max_pages": limits.max_pages,
        "max_characters": limits.max_characters,
    }
    room = confined.Limits(
        memory_bytes=limits.memory_bytes,
        cpu_seconds=limits.cpu_seconds,
        wall_seconds=limits.wall_seconds,
        output_bytes=limits.max_characters * 12 + _MEGABYTE,
    )
    try:
        _facts, rest = confined.run("lessons.files.child", data, order=order, limits=room)
        # Checked: a parser that was taken over could write anything.
        script = script_from(rest, max_characters=limits.max_characters)
    except confined.Died as died:
        raise refused(died.reason) from died
    except confined.Refused as refusal:
        raise _refused_by(refusal) from refusal
    except ValueError as error:
        logger.warning("reading child gave an unreadable answer: %s", error)
        raise refused("damaged") from error
    if not script.blocks:
        raise refused("nothing_to_read")
    return script


def _refused_by(refusal: confined.Refused) -> FileRefused:
    try:
        return refused(refusal.reason, **refusal.figures)
    except (KeyError, ValueError, TypeError):
        logger.warning("reading child gave an unknown reason: %s", refusal.reason[:100])
        return refused("damaged")
