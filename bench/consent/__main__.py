"""Tries to get a voice without its owner, in each way that we know, and counts what is accepted.

    python -m bench.consent MODELS --fitted DIR --people DIR --kept FILE [--count 50] [--write]

MODELS holds kokoro/ and whisper/, DIR of --people one recording of each person, and DIR of --fitted
keeps the voices that are fitted to them, by the names of their files. Each attempt is a line of
FILE, and those that are there are not tried again: so it can be broken off, and several processes
can share the work (--first 0 --step 2, --first 1 --step 2). Of all of FILE, --write alone makes
bench/figures/consent.json and the table in docs/consent.md.

Before: the words of the statement and its number, which could be drawn until an old one came again,
and the likeness of clip and statement. After: the random words, too, whether a machine spoke,
whether it is a copy of what was given before, and whether clip and statement were made in one
place; each check that refuses is counted.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.consent.once import OnceEncoders, OnceGenuineness, OnceRecogniser
from bench.consent.trying import Tried, keep, tried, tries_in
from bench.consent.ways import STAND_INS, WAYS, Attacker
from bench.screening.__main__ import wilson
from voices.consent.check import ConsentChecker
from watermark import WATERMARKS

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "bench/figures/consent.json"
DOCUMENT = ROOT / "docs/consent.md"
BEGIN, END = "<!-- written by python -m bench.consent -->", "<!-- end of what it wrote -->"


def line(way: str, found: list[Tried]) -> dict[str, Any]:
    """The table's line of one way."""
    after = sum(not one.after for one in found)
    low, high = wilson(after, len(found))
    return {
        "way": way,
        "tried": len(found),
        "voices": len({one.voice for one in found}),
        "accepted_before": sum(not one.before for one in found),
        "accepted_after": after,
        "interval_after": [round(100 * low, 1), round(100 * high, 1)],
        "refused_after_by": dict(
            sorted(Counter(why for one in found for why in one.after).items())
        ),
        "stand_in": way in STAND_INS,
    }


def rows(lines: list[dict[str, Any]]) -> list[str]:
    """The table, in Markdown."""
    out = [
        "| Way in | Tried | Voices | Accepted before | Accepted after | 95 % | Refused after by |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in lines:
        by = ", ".join(f"`{name}` {count}" for name, count in one["refused_after_by"].items())
        star = " *" if one["stand_in"] else ""
        low, high = one["interval_after"]
        out.append(
            f"| {one['way']}{star} | {one['tried']} | {one['voices']} | {one['accepted_before']} "
            f"| {one['accepted_after']} | {low}–{high} % | {by} |"
        )
    return out


def written(document: str, table: list[str]) -> str:
    """The document with the table between its marks. Raises ValueError where it has none."""
    before, begin, rest = document.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{DOCUMENT} has no {BEGIN} and {END}")
    return "\n".join([before + begin, *table, end]) + after


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.consent", description=__doc__)
    parser.add_argument("models", type=Path)
    parser.add_argument("--fitted", type=Path, required=True)
    parser.add_argument("--people", type=Path, required=True)
    parser.add_argument("--kept", type=Path, required=True, help="the file of what was tried")
    parser.add_argument("--count", type=int, default=50, help="attempts in each way")
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    parser.add_argument("--step", type=int, default=1, help="the next number is so many later")
    parser.add_argument("--write", action="store_true", help="only write what is kept")
    chosen = parser.parse_args()
    if chosen.write:
        write(tries_in(chosen.kept))
    else:
        run(chosen)
    return 0


def write(tries: list[Tried]) -> None:
    """Save the figures, and the table of them."""
    of_way = {way: [one for one in tries if one.way == way] for way in WAYS}
    lines = [line(way, found) for way, found in of_way.items() if found]
    figures = {"date": datetime.now(UTC).date().isoformat(), "table": lines}
    RESULTS.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    DOCUMENT.write_text(written(DOCUMENT.read_text(), rows(lines)))


def run(chosen: argparse.Namespace) -> None:
    """Try each number in all ways, except those that are kept."""
    encoders = OnceEncoders.load()
    checker = ConsentChecker(
        OnceRecogniser(chosen.models / "whisper"),
        encoders,
        OnceGenuineness(
            marks=[spec.load_detector() for spec in WATERMARKS.values() if not spec.missing()]
        ),
    )
    attacker = Attacker(chosen.models, chosen.fitted, chosen.people, encoders)
    for number in range(chosen.first, chosen.count, chosen.step):
        done = {one.way for one in tries_in(chosen.kept) if one.number == number}
        if done.issuperset(WAYS):
            continue
        for attempt in attacker.attempts(number):
            if attempt.way not in done:
                keep(chosen.kept, tried(number, attempt, checker))


if __name__ == "__main__":
    sys.exit(main())
