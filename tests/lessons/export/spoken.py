"""A lesson for the builders of files: a heading, a dialogue, a pause, Chinese, Arabic, markup."""

from collections.abc import Callable

import numpy as np

from lessons.export.spoken import SpokenLesson, SpokenLine, Word

RATE = 24_000


def tone(ms: float, hertz: float = 220.0) -> Callable[[], list[bytes]]:
    """A sound of so many milliseconds, which need not be whole."""
    at = np.arange(round(RATE * ms / 1000)) / RATE
    samples = (8_000 * np.sin(2 * np.pi * hertz * at)).astype("<i2")
    return lambda: [samples.tobytes()]


def line(key: str, text: str, words: int, **more) -> SpokenLine:
    """A line of a second and a half for each of so many words."""
    places = [Word(*place, 1_500 * n, 1_500 * (n + 1)) for n, place in enumerate(_places(text))]
    kept = places[:words]
    ms = 1_500 * max(1, words)
    given = {"kind": "sentence", "language": "en", "digest": f"sound of {key}"} | more
    return SpokenLine(key=key, text=text, ms=ms, words=kept, pcm=tone(ms), **given)


def _places(text: str) -> list[tuple[int, int]]:
    if " " not in text:
        return [(n, n + 1) for n in range(len(text))]
    found, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        found.append((at, at + len(word)))
        at += len(word)
    return found


LESSON = SpokenLesson(
    'Rivers & "seas" <b>',
    [
        line("head01", "The <i>heron</i>", 2, kind="heading", ends_paragraph=True),
        line("line01", "It stands still.", 3, speaker="Anna", pause_ms=500),
        line("line02", "🙂 Really?", 2, speaker="Ben <x>", ends_paragraph=True),
        SpokenLine(key="pause1", kind="pause", text="", language="en", pause_ms=1_000),
        line("head02", "鸟", 1, kind="heading", language="zh", ends_paragraph=True),
        line("line03", "它在等鱼。", 4, language="zh"),
        line("line04", "هذا طائر", 2, ends_paragraph=True),
    ],
    RATE,
)
