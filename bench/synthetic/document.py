"""Writes the tables of docs/synthetic.md from bench/figures.

python -m bench.synthetic.document
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.synthetic.__main__ import RESULTS as JUDGED
from bench.synthetic.together import RESULTS as COMPARED

DOCUMENT = Path(__file__).parents[2] / "docs/synthetic.md"
KINDS = {
    "real": "people: refused",
    "synthetic": "synthesisers that were fitted to, voices that were not: accepted",
    "unseen": "synthesisers that were not fitted to: accepted",
}


def judged(figures: dict[str, Any], by: str) -> Iterable[str]:
    """Rows of a table of errors by source or by change."""
    plain = {
        (line["kind"], line["name"]): line for line in figures["table"] if line["by"] == "plain"
    }
    as_it_is = " as they are | 95 % |" if by == "source" else ""
    yield f"| | {by} | speakers | recordings |{as_it_is} with changes, clips | wrong | 95 % |"
    yield "|---|---|---|---|---|---|---|" + ("---|---|" if by == "source" else "")
    for kind, title in KINDS.items():
        lines = [line for line in figures["table"] if line["kind"] == kind]
        for line in sorted(lines, key=lambda each: each["by"] != "all"):
            if line["by"] not in ("all", by):
                continue
            name = f"{title} | all" if line["by"] == "all" else f" | {line['name']}"
            found = f"| {name} | {line['speakers']} | {line['recordings']} |"
            if by == "source":
                found += _share(plain.get((kind, line["name"])))
            yield f"{found} {line['clips']} |{_share(line)}"


def _share(line: dict[str, Any] | None) -> str:
    if line is None:
        return " | |"
    low, high = line["interval"]
    return f" {line['wrong_percent']} % | {low}–{high} |"


def compared(figures: dict[str, Any]) -> Iterable[str]:
    """Rows of the table of pairs."""
    yield "| | pair | pairs | refused | 95 % |"
    yield "|---|---|---|---|---|"
    for line in figures["table"]:
        low, high = line["interval"]
        title = "made together" if line["together"] else "made apart"
        yield (
            f"| {title} | {line['pair']} | {line['pairs']} | {line['refused_percent']} % "
            f"| {low}–{high} |"
        )


def with_part(text: str, name: str, rows: Iterable[str]) -> str:
    """The text with the rows between the marks of this name. Raises ValueError without them."""
    begin, end = f"<!-- from bench/figures: {name} -->", "<!-- end -->"
    pattern = re.compile(re.escape(begin) + r".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"{DOCUMENT} has no {begin}")
    filled = "\n".join([begin, *rows, end])
    return pattern.sub(lambda _match: filled, text)


def main() -> int:
    text = DOCUMENT.read_text()
    errors = json.loads(JUDGED.read_text())
    text = with_part(text, "synthetic by source", judged(errors, "source"))
    text = with_part(text, "synthetic by change", judged(errors, "change"))
    text = with_part(text, "together", compared(json.loads(COMPARED.read_text())))
    DOCUMENT.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
