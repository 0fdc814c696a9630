"""Tries to get a voice without its owner, in each way that we know, and counts what is accepted.

    python -m bench.consent MODELS --fitted DIR --people DIR [--count 50]

MODELS holds kokoro/ and whisper/. DIR of --fitted has voices that `bench.synthetic.speaking` fitted
to the recordings in the DIR of --people, whose files have the same names. Before: the words of the
statement and its number, which could be drawn until an old one came again, and the likeness of clip
and statement. After: the random words, too, whether a machine spoke, whether it is a copy of what
was given before, and whether clip and statement were made in one place; each check that refuses is
counted. Saves bench/figures/consent.json, and the table in docs/consent.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bench.consent.ways import REPLAYS, STAND_INS, WAYS, Attacker, Attempt, Statement
from bench.screening.__main__ import wilson
from bench.screening.sources import RATE
from speakers.encoders import Encoders
from voices.consent.check import (
    COPY,
    NUMBER_MISSING,
    OTHER_SPEAKER,
    WORDS_MISSING,
    ConsentChecker,
    judge,
)
from voices.consent.fingerprint import LEAST_COMMON, landmarks
from voices.consent.genuine import MARKED, SURE, SYNTHETIC, Genuineness
from voices.consent.recogniser import Recogniser
from watermark import WATERMARKS

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "bench/figures/consent.json"
DOCUMENT = ROOT / "docs/consent.md"
BEGIN, END = "<!-- written by python -m bench.consent -->", "<!-- end of what it wrote -->"


def tried(attempt: Attempt, checker: ConsentChecker) -> tuple[str, list[str]]:
    """What refused the attempt before, "" for nothing, and each check that refuses it now."""
    statement = attempt.statement

    @cache
    def heard(in_words: bool) -> str:
        return checker.recogniser.hear(
            attempt.reading, RATE, language=statement.language, in_words=in_words
        ).text

    def words_of(asked: Statement, words: tuple[str, ...]) -> str:
        reasons = []
        for in_words in (False, True):
            judged = judge(
                heard(in_words),
                statement=asked.text,
                number=asked.number,
                words=words,
                language=asked.language,
            )
            reasons.append(judged.reason)
            if judged.reason not in (NUMBER_MISSING, WORDS_MISSING):
                break
        return "" if not reasons[-1] else reasons[0]

    # An old number was drawn until it came again, so that a replay was read as it was asked for.
    replayed = attempt.way in REPLAYS and attempt.old
    then = words_of(attempt.old if replayed and attempt.old else statement, ())
    now = [words_of(statement, statement.words)]
    if attempt.way not in STAND_INS:
        spoken = checker.genuine.judged(attempt.reading, RATE)
        mark = checker.genuine.mark(attempt.reading, RATE)
        now.append(MARKED if mark is not None and mark >= SURE else "")
        now.append(SYNTHETIC if spoken and spoken.synthetic else "")
    if attempt.before is not None:
        kept = [[landmarks(attempt.before, RATE)]]
        in_common = checker.most_in_common(attempt.reading, RATE, kept)
        now.append(COPY if in_common >= LEAST_COMMON else "")
    if attempt.clip is not None:
        clip = checker.clip_check(attempt.reading, attempt.clip, RATE).reason
        then = then or (clip if clip == OTHER_SPEAKER else "")
        now.append(clip)
    return then, [reason for reason in now if reason]


def line(way: str, found: list[tuple[str, list[str]]]) -> dict[str, Any]:
    accepted = [sum(not reasons[which] for reasons in found) for which in (0, 1)]
    low, high = wilson(accepted[1], len(found))
    return {
        "way": way,
        "tried": len(found),
        "accepted_before": accepted[0],
        "accepted_after": accepted[1],
        "interval_after": [round(100 * low, 1), round(100 * high, 1)],
        "refused_after_by": dict(Counter(reason for _then, now in found for reason in now)),
        "stand_in": way in STAND_INS,
    }


def rows(lines: list[dict[str, Any]]) -> list[str]:
    """The table, in Markdown."""
    out = [
        "| Way in | Tried | Accepted before | Accepted after | 95 % | Refused after by |",
        "|---|---|---|---|---|---|",
    ]
    for one in lines:
        by = ", ".join(f"`{name}` {count}" for name, count in one["refused_after_by"].items())
        star = " *" if one["stand_in"] else ""
        low, high = one["interval_after"]
        out.append(
            f"| {one['way']}{star} | {one['tried']} | {one['accepted_before']} "
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
    parser.add_argument("--count", type=int, default=50, help="attempts in each way")
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    parser.add_argument("--kept", type=Path, help="file of what was tried, for several processes")
    parser.add_argument("--write", action="store_true", help="only write what is kept")
    chosen = parser.parse_args()
    kept = chosen.kept.read_text().splitlines() if chosen.kept and chosen.kept.exists() else []
    if not chosen.write:
        kept += run(chosen)
    found: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for way, then, now in map(json.loads, kept):
        found[way].append((then, now))
    lines = [line(way, found[way]) for way in WAYS if way in found]
    figures = {"date": datetime.now(UTC).date().isoformat(), "table": lines}
    RESULTS.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    DOCUMENT.write_text(written(DOCUMENT.read_text(), rows(lines)))
    return 0


def run(chosen: argparse.Namespace) -> list[str]:
    """Try all ways `chosen.count` times; returns a line of JSON for each, which `kept` gets too."""
    specs = [spec for spec in WATERMARKS.values() if not spec.missing()]
    genuine = Genuineness(marks=[spec.load_detector() for spec in specs])
    recogniser = Recogniser(chosen.models / "whisper")
    checker = ConsentChecker(recogniser, Encoders.load(), genuine)
    attacker = Attacker(chosen.models, chosen.fitted, chosen.people)
    lines = []
    for number in range(chosen.first, chosen.first + chosen.count):
        for attempt in attacker.attempts(number):
            lines.append(json.dumps([attempt.way, *tried(attempt, checker)]))
            print(lines[-1], flush=True)
            if chosen.kept:
                with chosen.kept.open("a") as out:
                    out.write(lines[-1] + "\n")
    return lines


if __name__ == "__main__":
    sys.exit(main())
