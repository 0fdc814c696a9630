"""Measures how many words are pronounced right, in sentences that have one word each.

`en_tuned.tsv` and `zh_tuned.tsv` may be looked at to write rules; `…_held.tsv` may not. They were
all written before the rules. Columns: category, sentence, word, its readings with | between.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.reading.lectern import Lectern
from bench.reading.pronounced import Wanted, sounds
from bench.words.others import OTHERS

_YOD = re.compile(r"(?<=[dtnlsz])ju")
LANGUAGES, HALVES = ("en", "zh"), ("tuned", "held")


@dataclass(frozen=True, slots=True)
class Sample:
    """A word of a sentence with its right readings: IPA, or pinyin with tone numbers."""

    category: str
    sentence: str
    word: str
    readings: tuple[str, ...]

    def wanted(self, language: str) -> Wanted:
        pattern = re.escape(self.word)
        found = re.search(rf"\b{pattern}\b" if language == "en" else pattern, self.sentence)
        if found is None:
            raise ValueError(f"{self.word!r} is not in {self.sentence!r}")
        return Wanted(self.word, found.start(), self.readings, language == "zh")

    def is_right(self, said: str, language: str) -> bool:
        """Whether a reading is right; weak vowels of English may be either ɪ or ə."""
        if language == "zh":
            return self.wanted(language).accepts(said)
        return _loosely(said) in map(_loosely, self.readings)


def _loosely(ipa: str) -> str:
    return _YOD.sub("u", sounds(ipa).replace("ə", "ɪ").replace("ʊ", "u"))


def samples(language: str, half: str) -> Iterator[Sample]:
    """The samples of one half of a language's list."""
    path = Path(__file__).with_name(f"{language}_{half}.tsv")
    for line in path.read_text("utf-8").splitlines():
        category, sentence, word, readings = line.split("\t")
        yield Sample(category, sentence, word, tuple(readings.split("|")))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.words", description=__doc__)
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--failures", action="store_true", help="list those of the tuned half")
    parser.add_argument("--others", action="store_true", help="other readers on the same words")
    options = parser.parse_args()
    for language in options.language or LANGUAGES:
        readers = [Lectern(), *(OTHERS[language]() if options.others else ())]
        for reader in readers:
            for half in HALVES:
                right, of, wrong = Counter[str](), Counter[str](), []
                for sample in samples(language, half):
                    wanted = sample.wanted(language)
                    said = reader.readings(sample.sentence, language, [wanted])[wanted.start]
                    of[sample.category] += 1
                    right[sample.category] += sample.is_right(said, language)
                    if not sample.is_right(said, language):
                        wrong.append((sample, said))
                print(
                    f"{reader.name} {language} {half}: {right.total()} of {of.total()},"
                    f" {right.total() / of.total():.1%}"
                )
                print("  " + ", ".join(f"{name} {right[name]}/{of[name]}" for name in of))
                if options.failures and half == "tuned" and isinstance(reader, Lectern):
                    for sample, said in wrong:
                        print(f"  {sample.sentence}\t{sample.word}\t{sample.readings} not {said}")


if __name__ == "__main__":
    main()
