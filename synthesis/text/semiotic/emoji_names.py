"""Emoji by their names, where the style of reading names them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..style import NAMED, ReadingStyle
from .found import EMOJI, Found

_SKIN = re.compile("(?<=.)[\U0001f3fb-\U0001f3ff]")
_ANY = re.compile("[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]|[0-9#*]\ufe0f")


def emoji_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each emoji starts and ends, and its characters; one with its skin tone is one."""
    if not _ANY.search(text):
        return
    import emoji  # imported late: it reads 2 MB of names

    for match in emoji.analyze(text, join_emoji=True):
        yield match.value.start, match.value.end, match.chars  # type: ignore[union-attr]


def emoji_name(chars: str, language: str) -> str:
    """What an emoji is called in "zh" or "en": 👍 is "thumbs up", whatever its skin."""
    import emoji

    emoji.config.load_language(language)
    said: str = emoji.demojize(_SKIN.sub("", chars), delimiters=("", ""), language=language)
    return re.sub("[_:]+", " ", said).strip()


def named_emoji(text: str, style: ReadingStyle) -> Iterator[Found]:
    """The emoji of a text, with a pause on both sides; none where they are skipped."""
    if style.emoji != NAMED:
        return
    for start, end, chars in emoji_in(text):
        english, mandarin = emoji_name(chars, "en"), emoji_name(chars, "zh")
        yield Found(start, end, EMOJI, f", {english}, ", f"，{mandarin}，")
