"""Measures how many texts from school are read aloud as a teacher reads them.

Prints right/of by category for both halves of both lists. Rules may be written by looking at the
failures of the tuned half; those of the held half stay unseen, else its figure means nothing.
"""

import argparse
import json
import sys
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
    if options.others:
        _show_others(results, options.others_python, options.kokoro_fastapi)
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
    parser.add_argument(
        "--others", action="store_true", help="measure other front ends on the same items"
    )
    parser.add_argument(
        "--others-python",
        metavar="PYTHON",
        default=sys.executable,
        help="a Python that has nemo_text_processing, num2words, and inflect and pydantic",
    )
    parser.add_argument(
        "--kokoro-fastapi", metavar="PATH", type=Path, help="a checkout whose normaliser is run"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="save the figures")
    return parser.parse_args()


def _show_others(lectern: Results, python: str, folder: Path | None) -> None:
    """Print a table for each language with Lectern and the others on all items of both halves."""
    # Their packages are loaded only for those who ask for them.
    from bench.reading.others import Missing, Other, inside, outsider
    from bench.reading.outside import FRONT_ENDS

    items = {
        language: [item for half in HALVES for item in read(language, half)]
        for language in dict.fromkeys(language for language, _ in lectern)
    }
    texts = {language: [item.written for item in each] for language, each in items.items()}
    others: list[Other] = inside()
    missing: list[str] = []
    for name in FRONT_ENDS:
        try:
            other, why = outsider(name, texts, python, folder)
        except Missing as reason:
            missing.append(f"{name}: {reason}")
        else:
            others.append(other)
            missing += [f"{name} ({language}): {reason}" for language, reason in why.items()]
    for language, among in items.items():
        columns = {"Lectern": [lectern[language, half] for half in HALVES]}
        for other in others:
            if language in other.languages:
                columns[other.name] = [judge(other, among, language)]
        print()
        table.show(table.side_by_side(language, columns))
    for line in missing:
        print(f"not measured: {line}")


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
