"""Measures how often Mandarin words with several readings are read correctly.

`polyphones.tsv` has sentences with a word and its pinyin, from which the rules in
synthesis/engines/kokoro/polyphones.py were written. `polyphones_unseen.tsv` was written after the
first rules, to catch errors that they introduce too; later ones looked at it. What nobody has
looked at is the held half of `bench.words`. `python -m bench.parts.polyphones` prints both results.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.table import Figure, at_least
from synthesis.engines.kokoro.mandarin import Mandarin

SEEN, UNSEEN = "polyphones.tsv", "polyphones_unseen.tsv"
FLOORS = {SEEN: 0.99, UNSEEN: 0.98}
_HAN = re.compile(r"[㐀-䶿一-鿿〇]")


@dataclass(frozen=True, slots=True)
class Sample:
    """`word` in `sentence` is read as `pinyin`: one syllable with its tone per character."""

    sentence: str
    word: str
    pinyin: tuple[str, ...]


def samples(name: str) -> list[Sample]:
    """Read the samples of a file in this folder."""
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return [Sample(sentence, word, tuple(pinyin.split())) for sentence, word, pinyin in rows]


def misread(mandarin: Mandarin, among: list[Sample]) -> Iterator[tuple[Sample, list[str]]]:
    """The samples that are read wrong, each with the syllables read instead."""
    for sample in among:
        at = len(_HAN.findall(sample.sentence[: sample.sentence.index(sample.word)]))
        spoken = mandarin.syllables(sample.sentence)[at : at + len(sample.word)]
        pairs = zip(sample.word, sample.pinyin, spoken, strict=True)
        if not all(_same(*pair) for pair in pairs):
            yield sample, spoken


def _same(char: str, wanted: str, spoken: str) -> bool:
    """True if the readings agree but for sandhi (一, 不, third tone as second) and light tones."""
    if wanted == spoken or char in "一不":
        return True
    if wanted[:-1] != spoken[:-1]:
        return False
    light = char != "得" and "5" in (wanted[-1], spoken[-1])
    return light or (wanted[-1] == "3" and spoken[-1] == "2")


def figures() -> Iterator[Figure]:
    """The share of each file that is read right."""
    mandarin = Mandarin()
    for name, floor in FLOORS.items():
        among = samples(name)
        right = len(among) - sum(1 for _ in misread(mandarin, among))
        title = f"polyphones read right, of {len(among)} sentences of {name}"
        yield at_least(title, right / len(among), floor)


def main() -> None:
    mandarin = Mandarin()
    for name in FLOORS:
        among = samples(name)
        wrong = list(misread(mandarin, among))
        right = len(among) - len(wrong)
        print(f"{name}: {right} of {len(among)}, {right / len(among):.1%}")
        for sample, spoken in wrong:
            wanted = " ".join(sample.pinyin)
            print(f"  {sample.sentence} {sample.word}: {wanted}, not {' '.join(spoken)}")


if __name__ == "__main__":
    main()
