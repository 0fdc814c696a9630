"""Other front ends on the same items, with the same pronunciation as far as they have none.

What they write out is pronounced as misaki does it: English by espeak, Mandarin by jieba and
pypinyin with misaki's sandhi. So only what they do with writing differs.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import cn2an
import jieba.posseg
from misaki.tone_sandhi import ToneSandhi
from pypinyin import Style, lazy_pinyin
from wetext import Normalizer

from bench.reading import outside
from bench.reading.alignment import characters_said, parts_said
from bench.reading.pronounced import Wanted, sounds
from bench.reading.reader import english
from synthesis.engines.kokoro.mandarin import is_han

_HAN_RUN = re.compile(r"[一-鿿]+")


class Missing(Exception):
    """A front end that can't be measured here; the message says why."""


class Other:
    """A reader that writes texts out by a function and pronounces them as misaki does."""

    def __init__(self, name: str, spoken: dict[str, Callable[[str], str]]) -> None:
        self.name = name
        self.languages = frozenset(spoken)
        self._spoken = spoken

    def spoken(self, text: str, language: str) -> str:
        try:
            return self._spoken[language](text)
        except (AssertionError, RuntimeError, ValueError):
            return text  # wetext and cn2an refuse some texts: nothing is written out then

    def sound(self, text: str, language: str) -> str:
        return english(self.spoken(text, language))

    def readings(self, text: str, language: str, words: Sequence[Wanted]) -> dict[int, str]:
        spoken = self.spoken(text, language)
        written = [(each.start(), each.group()) for each in re.finditer(r"[^\W_]+", text)]
        alone = [sounds(english(word)) for _, word in written]
        said = parts_said(alone, sounds(english(spoken)))
        found = {start: part for (start, _), part in zip(written, said, strict=True)}
        carriers, syllables = _syllables(spoken)
        by_place = characters_said(text, carriers, syllables)
        for word in words:
            if is_han(word.word):
                places = range(word.start, word.start + len(word.word))
                found[word.start] = " ".join(by_place.get(place, "?") for place in places)
        return found


def _syllables(text: str) -> tuple[list[str], list[str]]:
    """The Han of a text and its syllables, by jieba, pypinyin and misaki's sandhi alone."""
    characters: list[str] = []
    syllables: list[str] = []
    sandhi = _sandhi()
    for run in _HAN_RUN.findall(text):
        words = [(pair.word, pair.flag) for pair in jieba.posseg.cut(run)]
        for word, flag in sandhi.pre_merge_for_modify(words):
            plain = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
            characters += word
            syllables += sandhi.modified_tone(word, flag, plain)
    return characters, syllables


@lru_cache(maxsize=1)
def _sandhi() -> ToneSandhi:
    return ToneSandhi()


def inside() -> list[Other]:
    """The front ends whose packages Lectern has anyway."""
    wetext = {language: Normalizer(lang=language, operator="tn") for language in ("en", "zh")}
    return [
        Other(
            "misaki/espeak alone",
            {"en": str, "zh": lambda text: str(cn2an.transform(text, "an2cn"))},
        ),
        Other("wetext", {language: each.normalize for language, each in wetext.items()}),
    ]


def outsider(
    name: str, texts: dict[str, list[str]], python: str, folder: Path | None
) -> tuple[Other, dict[str, str]]:
    """A front end of `outside` with what it says of `texts`, by language, run by `python`.

    The second value says why a language is missing. Raises Missing where all are.
    """
    spoken: dict[str, Callable[[str], str]] = {}
    missing: dict[str, str] = {}
    for language, written in texts.items():
        command = [python, outside.__file__, name, language, str(folder or "")]
        ran = subprocess.run(
            command, input=json.dumps(written), capture_output=True, text=True, check=False
        )
        if ran.returncode:
            missing[language] = (ran.stderr.strip().splitlines() or ["it failed"])[-1]
        else:
            spoken[language] = dict(zip(written, json.loads(ran.stdout), strict=True)).__getitem__
    if not spoken:
        raise Missing("; ".join(f"{language}: {why}" for language, why in missing.items()))
    return Other(name, spoken), missing
