"""A lesson as one sound file."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import BinaryIO

from lessons.export.chapters import chapters_of
from lessons.export.lesson import Lesson, Making
from lessons.export.names import UNTITLED
from lessons.export.wording import said
from synthesis.content_credentials.kinds import MEDIA_TYPES
from synthesis.encode import FORMATS, M4A, AudioFormat, Chapter, StreamEncoder, encode_file

BLOCK = 1 << 20
SETTLES_EVERY = 256 * 1024
"""Bytes of a stream."""
TAG = "AIGC"


def tags_of(lesson: Lesson, title: str = "") -> dict[str, str]:
    """The tags of a sound file: its title, that it is synthetic for people, and the label."""
    made = said("made_by", lesson.language, made_by=lesson.made_by)
    return {"title": title or lesson.title or UNTITLED, "comment": made, TAG: lesson.label}


def encoded(
    making: Making,
    audio_format: AudioFormat,
    pcm: Iterable[bytes],
    out: BinaryIO,
    *,
    title: str = "",
    chapters: Iterable[Chapter] = (),
    tags: Mapping[str, str] | None = None,
    is_part: bool = False,
) -> None:
    """Encode PCM at the lesson's rate into an empty seekable file, with its tags, and sign it.

    The time of a file that `is_part` of others is not stamped: a lesson may have thousands.
    """
    lesson = making.lesson
    credentials = lesson.credentials
    media_type = MEDIA_TYPES.get(audio_format.name)
    file = making.scratch() if credentials and media_type else out
    encode_file(
        audio_format,
        pcm,
        sample_rate=lesson.rate,
        out_rate=audio_format.rate_within(lesson.rate, lesson.most_rate),
        out=file,
        tags={**tags_of(lesson, title), **(tags or {})},
        chapters=list(chapters),
    )
    if credentials and media_type:
        if is_part:
            credentials = credentials.without_time()
        with file, credentials.given_to(file, media_type, scratch=making.scratch) as signed:
            signed.seek(0)
            shutil.copyfileobj(signed, out, BLOCK)


def at_once(audio_format: AudioFormat, making: Making) -> None:
    """A file whose header tells its length: it can be sent when it is whole."""
    encoded(making, audio_format, making.sound(making.lesson.lines), making.out)


def as_stream(audio_format: AudioFormat, making: Making) -> None:
    """A file of which the beginning can be sent while the end is being encoded."""
    lesson = making.lesson
    encoder = StreamEncoder(
        audio_format,
        sample_rate=lesson.rate,
        out_rate=audio_format.rate_within(lesson.rate, lesson.most_rate),
        tags=tags_of(lesson),
    )
    unsettled = 0
    for data in _pieces(encoder, making.sound(lesson.lines)):
        making.out.write(data)
        unsettled += len(data)
        if unsettled >= SETTLES_EVERY:
            making.settled()
            unsettled = 0


def audiobook(making: Making) -> None:
    """M4B: AAC in MP4 with a chapter for each heading."""
    lesson = making.lesson
    chapters = [
        Chapter(chapter.title, lesson.ms(chapter.begins), lesson.ms(chapter.ends))
        for chapter in chapters_of(lesson)
    ]
    # 2 is an audiobook, by which players sort it and remember the place.
    tags = {"album": lesson.title or UNTITLED, "genre": "Audiobook", "media_type": "2"}
    sound = making.sound(lesson.lines)
    encoded(making, M4A, sound, making.out, chapters=chapters, tags=tags)


def _pieces(encoder: StreamEncoder, pcm: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in pcm:
        yield encoder.write(chunk)
    yield encoder.close()


wav = partial(at_once, FORMATS["wav"])
flac = partial(at_once, FORMATS["flac"])
m4a = partial(at_once, M4A)
# Encoding 30 minutes takes this much of one core (2.5 GHz Xeon): WAV 0.1 s, FLAC 0.6 s, AAC 3.3 s,
# Opus 5 s, MP3 12 s. A signature stands before the sound of an MP3, so it has to be whole first.
mp3 = partial(at_once, FORMATS["mp3"])
opus = partial(as_stream, FORMATS["opus"])
