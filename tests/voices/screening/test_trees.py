"""Trees are evaluated without scikit-learn, and invalid files of thresholds are refused."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from voices.screening.fitting.growing import boosting, plain
from voices.screening.thresholds import FILE, Detector, Thresholds
from voices.screening.trees import leaf

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def grown():
    """A model of 300 rows whose label depends on two of four measures, and its rows by name."""
    rng = np.random.default_rng(1)
    rows = rng.normal(0, 3, (300, 4)).astype(np.float32).astype(np.float64)
    truth = (rows[:, 0] * rows[:, 1] > 1) ^ (rng.random(300) < 0.05)
    names = ("snr_db", "wada", "bursts", "dip_db")
    model = boosting().fit(rows, truth)
    return model, rows, truth, names


def test_a_tree_is_walked_to_its_leaf():
    tree = ["snr_db", 12.0, ["bursts", 2.0, -0.5, 0.25], 1.5]
    assert leaf(tree, {"snr_db": 20.0}) == 1.5
    assert leaf(tree, {"snr_db": 12.0, "bursts": 3.0}) == 0.25
    assert leaf(tree, {"snr_db": -3.0, "bursts": 2.0}) == -0.5
    assert leaf(0.75, {}) == 0.75


def test_plain_trees_predict_the_same_as_scikit_learn(grown, tmp_path):
    model, rows, truth, names = grown
    trees = plain(model, names)
    predicted = np.array(
        [sum(leaf(t, dict(zip(names, row, strict=True))) for t in trees) for row in rows]
    )
    expected = model.decision_function(rows)
    assert np.abs(predicted - expected).max() < 0.01
    assert np.mean((predicted > 0) == truth) > 0.9

    detector = Detector(0.0, dict.fromkeys(names, (0.0, 1.0, 0.0)), 0.5, trees)
    before = Thresholds.load()
    after = Thresholds(before.rules, {**before.detectors, "echo": detector}, {})
    after.save(tmp_path / "kept.json")
    kept = Thresholds.load(tmp_path / "kept.json").detectors
    assert kept == after.detectors
    score = kept["echo"].score(dict(zip(names, rows[3], strict=True)))
    assert score == pytest.approx(expected[3] / 2, abs=0.01)


def test_the_same_rows_grow_the_same_trees(grown):
    model, rows, truth, names = grown
    assert plain(boosting().fit(rows, truth), names) == plain(model, names)


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (["snr_db", 12.0, 0.5], "neither a leaf nor a branch"),
        ({"snr_db": 12.0}, "neither a leaf nor a branch"),
        (["snr_db", 12.0, 0.5, None], "neither a leaf nor a branch"),
        (["snr_db", 12.0, 0.5, True], "neither a leaf nor a branch"),
        (["snr_db", 12.0, 0.5, float("nan")], "neither a leaf nor a branch"),
        (["snr_db", "12", 0.5, 0.1], "is 12, not a number"),
        (["snr_db", float("inf"), 0.5, 0.1], "is inf, not a number"),
        (["colour", 12.0, 0.5, 0.1], "uses colour"),
        ([["snr_db"], 12.0, 0.5, 0.1], "does not hold thresholds"),
    ],
)
def test_a_broken_tree_is_an_error(tmp_path, tree, message):
    kept = json.loads(FILE.read_text())
    kept["detectors"]["noise"]["trees"] = [["snr_db", 12.0, 0.5, 0.1], tree]
    (tmp_path / "bad.json").write_text(json.dumps(kept))
    with pytest.raises(ValueError, match=message) as error:
        Thresholds.load(tmp_path / "bad.json")
    assert "bad.json does not hold thresholds" in str(error.value)


def test_a_tree_with_a_cycle_is_an_error(tmp_path):
    tree = 0.5
    for _ in range(20):
        tree = ["snr_db", 12.0, tree, 0.1]
    kept = json.loads(FILE.read_text())
    kept["detectors"]["noise"]["trees"] = [tree]
    (tmp_path / "bad.json").write_text(json.dumps(kept))
    with pytest.raises(ValueError, match="branches deep"):
        Thresholds.load(tmp_path / "bad.json")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda kept: kept["detectors"]["echo"].pop("trees"), "'trees'"),
        (lambda kept: kept["detectors"].pop("echo"), "no detector of echo"),
        (lambda kept: kept["rules"].pop("quiet_dbfs"), "no rule for quiet_dbfs"),
        (lambda kept: kept["rules"].update(quiet_dbfs="low"), "'low' is not a number"),
        (lambda kept: kept["detectors"]["echo"].update(refuse=float("nan")), "nan is not a number"),
        (lambda kept: kept["detectors"]["echo"]["terms"].update(dip_db=[1, 2]), "not enough"),
        (lambda kept: kept["detectors"]["echo"]["terms"].update(dip=[0, 1, 1]), "unknown.*dip"),
    ],
)
def test_missing_or_invalid_thresholds_are_named(tmp_path, change, message):
    kept = json.loads(FILE.read_text())
    change(kept)
    (tmp_path / "bad.json").write_text(json.dumps(kept))
    with pytest.raises(ValueError, match=message):
        Thresholds.load(tmp_path / "bad.json")


def test_the_thresholds_in_use_are_small_and_screening_does_without_scikit_learn():
    assert FILE.stat().st_size < 300_000
    code = "import sys, voices.screening.screener; sys.exit('sklearn.ensemble' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
