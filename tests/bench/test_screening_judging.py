"""How clips of a folder are judged, and by which thresholds."""

from dataclasses import replace

import pytest

from bench.screening.__main__ import against_targets, table
from bench.screening.judging import judged
from bench.screening.sources import RATE, write
from voices.decode import decode
from voices.screening import Thresholds


def test_a_clip_is_measured_once_and_judged_by_thresholds_of_before_and_after(
    tmp_path, recordings, monkeypatch
):
    clip = decode(recordings / "libri_1320.mp3").samples[: 5 * RATE]
    write(tmp_path / "clips/clean/plain__000__ann.wav", clip)
    kept, shipped = tmp_path / "measures.jsonl", Thresholds.load()
    [row] = judged(tmp_path / "clips", kept=kept)
    assert (row["label"], row["level"], row["reasons"]) == ("clean", "plain", [])
    assert row["reasons_before"] is None

    strict = replace(shipped.detectors["echo"], refuse=-99.0)
    before = Thresholds(shipped.rules, {**shipped.detectors, "echo": strict}, {})
    monkeypatch.setattr("bench.screening.judging.screen", None)
    [again] = judged(tmp_path / "clips", kept=kept, before=before)
    assert again["reasons"] == []
    assert again["reasons_before"] == ["echo"]
    assert again["seconds"] == row["seconds"]
    [line, by_level] = table([again])
    assert line["clips"] == by_level["clips"] == 1
    assert (line["refused_percent"], line["refused_before_percent"]) == (0, 100)
    [target] = against_targets([again])
    assert target["holds"]
    assert target["refused_before_percent"] == 100

    write(tmp_path / "clips/clean/plain__000__ann.wav", clip[:RATE])
    with pytest.raises(TypeError):
        judged(tmp_path / "clips", kept=kept)
