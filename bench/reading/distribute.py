"""Distributes a list of new items to both halves: `python -m bench.reading.distribute en NEW.tsv`.

The list has the columns of the files in `items/`. A digest of an item's text decides its half, so
it doesn't matter in which order or how often lists are added.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from bench.reading.accepted import BadGrammar
from bench.reading.items import CATEGORIES, LANGUAGES, add, parse_all


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reading.distribute", description=__doc__)
    parser.add_argument("language", choices=LANGUAGES)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    try:
        items = parse_all(options.file.read_text("utf-8").splitlines())
    except BadGrammar as error:
        print(error, file=sys.stderr)
        return 1
    twice = [text for text, times in Counter(each.written for each in items).items() if times > 1]
    if twice:
        print("twice in the list:", *map(repr, twice), sep="\n", file=sys.stderr)
        return 1
    tuned, held = add(options.language, items)
    print(f"{tuned} new items in the tuned half, {held} in the held half")
    counted = Counter(each.category for each in items)
    print(*(f"{category} {counted[category]}" for category in CATEGORIES), sep=", ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
