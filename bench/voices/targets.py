"""The targets for fitted voices, and the comparison of bench/voices.py's table with them."""

from __future__ import annotations

from collections.abc import Callable

from synthesis.engines.kokoro.levels import TARGET
from synthesis.engines.limiter import CEILING

BASE, FIT, BY_GE2E, BY_CAMPP = "nearest base voice", "fit", "fit by GE2E", "fit by CAM++"

Row = dict[str, float]
Rows = dict[str, Row]
"""A row of measures per person."""


def targets(table: dict[str, Rows]) -> list[dict[str, object]]:
    """Each target with the mean over people, the worst person, and whether it holds: for the mean,
    or where nobody may be worse off (_OF_EACH) for everybody.

    `table` has the rows of each way of fitting; targets of ways not measured are left out."""
    result = []
    for what, way, measure, least, most in _TARGETS:
        if way not in table or (measure in _BESIDE_BASE and BASE not in table):
            continue
        values = {
            name: _MEASURES[measure](row, table.get(BASE, {}).get(name, {}))
            for name, row in table[way].items()
        }
        mean = sum(values.values()) / len(values)
        worst = (min if least is not None else max)(values, key=lambda name: values[name])
        holds = [
            (least is None or value >= least) and (most is None or value <= most)
            for value in (mean, *values.values())
        ]
        result.append(
            {
                "what": what,
                "mean": round(mean, 3),
                "must": f"≥ {least}" if least is not None else f"≤ {most}",
                "holds": all(holds) if measure in _OF_EACH else holds[0],
                "worst": round(values[worst], 3),
                "of": worst,
                "people": f"{sum(holds[1:])} of {len(values)}",
            }
        )
    return result


def _mean_of(encoder: str) -> Callable[[Row, Row], float]:
    return lambda row, base: (row[f"{encoder} en"] + row[f"{encoder} zh"]) / 2


def _more_than_base(measure: str) -> Callable[[Row, Row], float]:
    return lambda row, base: row[measure] - base[measure]


_MEASURES: dict[str, Callable[[Row, Row], float]] = {
    "ge2e": _mean_of("ge2e"),
    "campp": _mean_of("campp"),
    "third": _mean_of("third"),
    "peak": lambda row, base: row["peak"],
    "off": lambda row, base: abs(row["lufs"] - TARGET),
    "semitones": lambda row, base: row["semitones"],
    "read en": _more_than_base("read en"),
    "read zh": _more_than_base("read zh"),
    "mos": _more_than_base("mos"),
    "s": lambda row, base: row["s"],
}
_OF_EACH = ("mos", "peak")
"""Nobody's voice may be cut off, or sound much less natural than the base voice next to it."""
_BESIDE_BASE = ("read en", "read zh", "mos")
_TARGETS: tuple[tuple[str, str, str, float | None, float | None], ...] = (
    ("GE2E of the joint fit", FIT, "ge2e", 0.80, None),
    ("CAM++ of the joint fit", FIT, "campp", 0.60, None),
    ("GE2E of the fit by CAM++ alone", BY_CAMPP, "ge2e", 0.76, None),
    ("CAM++ of the fit by GE2E alone", BY_GE2E, "campp", 0.52, None),
    ("the third encoder, of the joint fit", FIT, "third", 0.60, None),
    ("semitones off the median pitch", FIT, "semitones", None, 1.0),
    ("reader error above the base voice's, English", FIT, "read en", None, 0.02),
    ("reader error above the base voice's, Mandarin", FIT, "read zh", None, 0.02),
    ("DNSMOS above the base voice's", FIT, "mos", -0.1, None),
    ("true peak, dBTP", FIT, "peak", None, CEILING),
    ("LU from the wanted loudness", FIT, "off", None, 1.0),
    ("seconds a fit", FIT, "s", None, 20.0),
)
