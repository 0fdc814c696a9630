"""The unit of text that a plan passes to an engine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A run of one language inside a segment: `language` is "zh" or "en", `text` is normalised.

    `reading`, if not empty, overrides the engine's own pronunciation: pinyin with tone numbers for
    "zh" ("chong2 qing4"; ü is v, 5 is neutral, add no sandhi), IPA for "en" ("təˈmɑːtəʊ"). Han has
    one syllable per character; other text read in Mandarin ("Nike": "nai4 ke4") has any number.

    Adjacent spans in one language are one sentence, cut where a reading begins and ends; an engine
    that reads in context joins them first. So a span may be punctuation alone.
    """

    language: str
    text: str
    reading: str = ""
