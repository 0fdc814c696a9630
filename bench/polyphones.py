"""How often a Mandarin word with several readings is read right.

`polyphones.tsv` holds sentences with a word and its pinyin; the rules of
synthesis/engines/kokoro/polyphones.py were written with it in view. `polyphones_unseen.tsv` was
written after them, to catch what they spoil as well. `python -m bench.polyphones` prints both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.table import Figure, at_least
from synthesis.engines.kokoro.mandarin import Mandarin

SEEN, UNSEEN = "polyphones.tsv", "polyphones_unseen.tsv"
FLOORS = {SEEN: 0.99, UNSEEN: 0.95}
_HAN = re.compile(r"[㐀-䶿一-鿿〇]")


@dataclass(frozen=True, slots=True)
class Sample:
    """`word` of `sentence` is read as `pinyin`, one syllable with its tone a character."""

    sentence: str
    word: str
    pinyin: tuple[str, ...]


def samples(name: str) -> list[Sample]:
    """The sentences of one of the files beside this one."""
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return [Sample(sentence, word, tuple(pinyin.split())) for sentence, word, pinyin in rows]


def misread(mandarin: Mandarin, among: list[Sample]) -> Iterator[tuple[Sample, list[str]]]:
    """The samples that are read wrong, each with what is said instead."""
    for sample in among:
        at = len(_HAN.findall(sample.sentence[: sample.sentence.index(sample.word)]))
        said = mandarin.syllables(sample.sentence)[at : at + len(sample.word)]
        pairs = zip(sample.word, sample.pinyin, said, strict=True)
        if not all(_same(*pair) for pair in pairs):
            yield sample, said


def _same(char: str, wanted: str, said: str) -> bool:
    """Sandhi and light syllables are not what is asked: 一, 不, a third tone said as a second."""
    if wanted == said or char in "一不":
        return True
    if wanted[:-1] != said[:-1]:
        return False
    light = char != "得" and "5" in (wanted[-1], said[-1])
    return light or (wanted[-1] == "3" and said[-1] == "2")


def figures() -> Iterator[Figure]:
    """The share that is read right, of each file."""
    mandarin = Mandarin()
    for name, floor in FLOORS.items():
        among = samples(name)
        right = len(among) - sum(1 for _ in misread(mandarin, among))
        told = f"polyphones read right, of {len(among)} sentences of {name}"
        yield at_least(told, right / len(among), floor)


def main() -> None:
    mandarin = Mandarin()
    for name in FLOORS:
        among = samples(name)
        wrong = list(misread(mandarin, among))
        right = len(among) - len(wrong)
        print(f"{name}: {right} of {len(among)}, {right / len(among):.1%}")
        for sample, said in wrong:
            wanted = " ".join(sample.pinyin)
            print(f"  {sample.sentence} {sample.word}: {wanted}, said {' '.join(said)}")


if __name__ == "__main__":
    main()
