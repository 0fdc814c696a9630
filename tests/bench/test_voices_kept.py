"""A bench of voices that was cut off goes on where it ended."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.voices.judge import Judged
from bench.voices.kept import Kept, Took

HEARD = Judged({"mos": 3.2, "read en": np.nan}, {"third": np.array([0.6, 0.8], np.float32)})
SETTINGS = {"sentences": 2.0}


class Bench:
    """Counts what it measures."""

    def __init__(self) -> None:
        self.measured = 0

    def __call__(self) -> tuple[Judged, Took]:
        self.measured += 1
        return HEARD, {"s": 20.0}


def test_what_was_judged_is_read_again(tmp_path: Path) -> None:
    bench = Bench()
    for _ in range(2):
        judged, took = Kept(tmp_path / "new", SETTINGS)("ann", "fit", bench)
        assert judged.row["mos"] == 3.2 and np.isnan(judged.row["read en"])
        assert judged.voice["third"].dtype == np.float32
        assert judged.voice["third"].tolist() == HEARD.voice["third"].tolist()
        assert took == {"s": 20.0}
    assert bench.measured == 1


def test_others_are_measured(tmp_path: Path) -> None:
    bench = Bench()
    for settings, person, way in (
        (SETTINGS, "ann", "fit"),
        (SETTINGS, "bob", "fit"),
        (SETTINGS, "ann", "nearest base voice"),
        ({"sentences": 4.0}, "ann", "fit"),
    ):
        Kept(tmp_path, settings)(person, way, bench)
    assert bench.measured == 4


def test_without_a_folder_nothing_is_kept() -> None:
    bench = Bench()
    for _ in range(2):
        Kept(None, SETTINGS)("ann", "fit", bench)
    assert bench.measured == 2
