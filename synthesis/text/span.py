"""What a plan hands to an engine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A run of one language inside a segment: `language` is "zh" or "en", `text` is normalised.

    `reading`, where it is not empty, says how the text is said instead of by the engine's own
    rules: pinyin with tone numbers for "zh" ("chong2 qing4": ü is v, 5 is neutral, no sandhi is
    to be added), IPA for "en" ("təˈmɑːtəʊ"). Han has one syllable a character; other text said in
    Mandarin ("Nike": "nai4 ke4") as many as it takes.

    Spans side by side of one language are one sentence, cut where a reading begins and ends: an
    engine that reads in context puts them together first. So a span may be punctuation alone.
    """

    language: str
    text: str
    reading: str = ""
