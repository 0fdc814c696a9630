"""Prints how each kind of request was answered; keeps all figures in `bench/figures/load.json`."""

import json
from dataclasses import asdict
from pathlib import Path

from bench import table
from bench.load.answers import Kind, kinds
from bench.load.judgement import Outcome, figures

RESULTS = Path(__file__).parents[1] / "figures/load.json"


def show(outcome: Outcome, connections: int, results: Path = RESULTS) -> bool:
    """Print both tables and save them; True when all bounds hold."""
    of_kinds = kinds(outcome.answers, outcome.scenario.seconds)
    heads = " ".join(f"{head:>7}" for head in ("p50 ms", "p95 ms", "p99 ms"))
    print(f"{'kind':<36} {'requests':>8} {'a second':>8} {heads}  answers")
    for kind in of_kinds:
        print(_row(kind))
    print()
    all_hold = table.show(figures(outcome, connections), results)
    kept = json.loads(results.read_text())
    kept["scenario"] = outcome.scenario.as_dict()
    kept["kinds"] = [asdict(kind) for kind in of_kinds]
    kept["connections"] = [sample.connections for sample in outcome.samples]
    results.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    return all_hold


def _row(kind: Kind) -> str:
    times = " ".join(f"{value:>7.0f}" for value in (kind.p50, kind.p95, kind.p99))
    statuses = ", ".join(f"{label}: {count}" for label, count in kind.statuses.items())
    return f"{kind.name:<36} {kind.requests:>8} {kind.a_second:>8.1f} {times}  {statuses}"
