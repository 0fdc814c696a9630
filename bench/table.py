"""Prints the table of figures and saves it in `bench/figures/results.json`."""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("figures") / "results.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `holds` is None for a figure without a bound."""

    name: str
    value: float
    must: str
    holds: bool | None


def at_least(name: str, value: float, bound: float) -> Figure:
    return Figure(name, value, f"≥ {bound:g}", value >= bound)


def at_most(name: str, value: float, bound: float) -> Figure:
    return Figure(name, value, f"≤ {bound:g}", value <= bound)


def between(name: str, value: float, low: float, high: float) -> Figure:
    return Figure(name, value, f"{low:g} – {high:g}", low <= value <= high)


def must_fail(control: Figure) -> Figure:
    """A control's figure, which holds when the control misses its bound."""
    return Figure(
        f"control: {control.name}", control.value, f"not {control.must}", not control.holds
    )


def show(figures: Iterable[Figure], results: Path = RESULTS, *, keep: bool = False) -> bool:
    """Print every figure as it comes and save them in `results`; True when all hold.

    With `keep`, other figures already in `results` stay.
    """
    shown = []
    print(f"{'figure':<76} {'value':>9}  must        holds", flush=True)
    for figure in figures:
        word = {True: "yes", False: "NO", None: "–"}[figure.holds]
        print(f"{figure.name:<76} {figure.value:>9.3g}  {figure.must:<11} {word}", flush=True)
        shown.append(figure)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    rows = (
        {each["name"]: each for each in json.loads(results.read_text())["figures"]}
        if keep and results.exists()
        else {}
    )
    rows |= {figure.name: asdict(figure) for figure in shown}
    kept = {"machine": machine, "figures": list(rows.values())}
    results.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    return all(figure.holds is not False for figure in shown)


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def jain(values: list[float]) -> float:
    """Jain's fairness index (1984): 1 when all are equal, 1/n when one has everything."""
    return sum(values) ** 2 / (len(values) * sum(value**2 for value in values))
