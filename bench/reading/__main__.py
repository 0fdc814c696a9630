"""Measures how many texts from school are read aloud as a teacher reads them.

Prints right/of by category for both halves of both lists. Rules may be written by looking at the
failures of the tuned half; those of the held half stay unseen, else its figure means nothing.
"""

import argparse
import json
from pathlib import Path

from bench.reading import table
from bench.reading.items import CATEGORIES, HALVES, LANGUAGES, read
from bench.reading.judging import Result, judge
from bench.reading.lectern import Lectern

Results = dict[tuple[str, str], Result]


def main() -> None:
    options = _options()
    results = {
        (language, half): judge(Lectern(), read(language, half), language)
        for language in options.language or LANGUAGES
        for half in HALVES
    }
    table.show(table.rows(results))
    halves = {"tuned": options.failures == "tuned", "held": options.reveal_held}
    for (language, half), result in results.items():
        if halves[half]:
            _list_failures(result, language, half, options.category)
    if options.json:
        options.json.write_text(json.dumps(_figures(results), indent=2) + "\n", "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__)
    parser.add_argument("--language", action="append", choices=LANGUAGES, help="only this list")
    parser.add_argument(
        "--failures", choices=["tuned"], help="list what is read wrong of the tuned half"
    )
    parser.add_argument(
        "--category", action="append", choices=CATEGORIES, help="list only failures of this one"
    )
    parser.add_argument(
        "--reveal-held",
        action="store_true",
        help="list what is read wrong of the held half too, which spoils it as a measure",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="save the figures")
    return parser.parse_args()


def _list_failures(result: Result, language: str, half: str, only: list[str] | None) -> None:
    shown = [each for each in result.failures if not only or each.item.category in only]
    print(f"\n{language} {half}: {len(shown)} read wrong")
    for failure in shown:
        category, written, accepted = failure.item.line.split("\t")
        print(f"{category}\t{written}\n  right: {accepted}\n  said:  {failure.said}")


def _figures(results: Results) -> dict[str, dict[str, object]]:
    return {
        f"{language} {half}": {
            "right": result.right.total(),
            "of": result.of.total(),
            "by category": {
                category: [result.right[category], of] for category, of in result.of.items()
            },
        }
        for (language, half), result in results.items()
    }


if __name__ == "__main__":
    main()
