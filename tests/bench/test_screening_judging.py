"""How clips of a folder are judged, and by which thresholds."""

import json
import sys
from dataclasses import replace

import pytest

import bench.screening.__main__ as command
from bench.screening.__main__ import against_targets, table
from bench.screening.judging import judged
from bench.screening.sources import RATE, write
from voices.decode import decode
from voices.screening import Thresholds


@pytest.fixture(scope="module")
def clean(tmp_path_factory, recordings):
    """A clip of five seconds, and a file with what was measured of it."""
    folder = tmp_path_factory.mktemp("clean")
    clip, kept = decode(recordings / "libri_1320.mp3").samples[: 5 * RATE], folder / "kept.jsonl"
    write(folder / "clips/clean/plain__000__ann.wav", clip)
    [row] = judged(folder / "clips", kept=kept)
    assert (row["label"], row["level"], row["reasons"]) == ("clean", "plain", [])
    assert row["reasons_before"] is None
    return clip, kept


@pytest.fixture
def strict():
    """Thresholds that find an echo everywhere."""
    shipped = Thresholds.load()
    echo = replace(shipped.detectors["echo"], refuse=-99.0)
    return Thresholds(shipped.rules, {**shipped.detectors, "echo": echo}, {})


def test_a_clip_is_measured_once_and_judged_by_thresholds_of_before_and_after(
    clean, strict, tmp_path, monkeypatch
):
    clip, kept = clean
    write(tmp_path / "clips/clean/plain__000__ann.wav", clip)
    monkeypatch.setattr("bench.screening.judging.screen", None)
    [row] = judged(tmp_path / "clips", kept=kept, before=strict)
    assert row["reasons"] == []
    assert row["reasons_before"] == ["echo"]
    [line, by_level] = table([row])
    assert line["clips"] == by_level["clips"] == 1
    assert (line["refused_percent"], line["refused_before_percent"]) == (0, 100)
    [target] = against_targets([row])
    assert target["holds"]
    assert target["refused_before_percent"] == 100

    write(tmp_path / "clips/clean/plain__000__ann.wav", clip[:RATE])
    with pytest.raises(TypeError):
        judged(tmp_path / "clips", kept=kept)


def test_sets_that_were_made_before_are_judged_one_by_one_in_one_run(
    clean, strict, tmp_path, monkeypatch, capsys
):
    clip, kept = clean
    for name in ("second/clean/plain__000__ann", "second/noise/0 dB__000__bea", "third/clean/a"):
        write(tmp_path / "clips" / f"{name}.wav", clip)
    strict.save(tmp_path / "before.json")
    figures = tmp_path / "figures.json"
    monkeypatch.setattr(command, "RESULTS", figures)
    asked = ["--as-they-are", "--clips", str(tmp_path / "clips"), "--measures", str(kept)]
    asked += ["--before", str(tmp_path / "before.json"), "--sets"]
    monkeypatch.setattr(sys, "argv", ["bench.screening", *asked, "second", "third"])
    assert command.main() == 1, "noise has to be refused"
    found = json.loads(figures.read_text())
    second, third = (found["sets"][name] for name in ("second", "third"))
    assert (second["clips"], second["speakers"], third["clips"]) == (2, 2, 1)
    assert [one["refused_percent"] for one in second["targets"]] == [0, 0]
    assert [one["refused_before_percent"] for one in second["targets"]] == [100, 100]
    assert [one["holds"] for one in second["targets"]] == [True, False]
    assert found["processor_seconds"]["clips"] == 3
    assert 0 < found["processor_seconds"]["median"] < 60

    monkeypatch.setattr(sys, "argv", ["bench.screening", *asked, "fourth"])
    with pytest.raises(SystemExit):
        command.main()
    assert "holds no clips" in capsys.readouterr().err
    assert json.loads(figures.read_text()) == found
