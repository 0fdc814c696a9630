"""The people of the bench of voices: their clips are found by digest, and joined."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bench.voices import anchors, people
from bench.voices.people import LISTED, Missing, listed


def test_at_least_twelve_people_are_listed_with_address_digest_and_licence() -> None:
    table = tomllib.loads(LISTED.read_text())
    assert len(table) >= 12
    assert {each["language"] for each in table.values()} == {"en", "zh"}
    for each in table.values():
        assert each["source"].startswith("https://")
        assert re.fullmatch("[0-9a-f]{40}", each["commit"])
        assert each["licence"] in {"CC-BY-4.0", "Apache-2.0"}
        fitted, others = ({clip["sha256"] for clip in each[kind]} for kind in ("clips", "others"))
        assert fitted and others and not fitted & others
        assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in fitted | others)


def test_what_is_missing_is_named_with_where_it_is_from(tmp_path: Path) -> None:
    with pytest.raises(Missing, match=r"put into .*\nhttps://github.com/\S+ at [0-9a-f]{40}: \S+"):
        listed(tmp_path, 8.0)


def test_clips_are_joined_and_the_first_seconds_fitted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = []
    for number in range(3):
        file = tmp_path / f"{number}.wav"
        soundfile.write(file, np.full(16_000 * 5, 0.1 * (number + 1)), 16_000)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        entries.append(f'{{ path = "far/{number}.wav", sha256 = "{digest}" }}')
    lists = f"clips = [{entries[0]}, {entries[1]}]\nothers = [{entries[2]}]"
    (tmp_path / "people.toml").write_text(f'[ann]\nsource = "s"\ncommit = "c"\n{lists}\n')
    monkeypatch.setattr(people, "LISTED", tmp_path / "people.toml")
    (ann,) = listed(tmp_path, 8.0)
    assert (ann.name, ann.fitted.seconds, ann.judge.seconds) == ("ann", 8.0, 5.0)
    assert ann.fitted.samples[[0, -1]] == pytest.approx([0.1, 0.2], abs=1e-3)
    assert ann.judge.samples[0] == pytest.approx(0.3, abs=1e-3)
    (tmp_path / "1.wav").write_bytes(b"another")
    with pytest.raises(Missing, match=r"far/1\.wav"):
        listed(tmp_path, 8.0)


def test_anchors() -> None:
    ann, bob = np.eye(2, dtype=np.float32)
    clips = {"ann": ann, "bob": bob, "cal": (ann + bob) / np.float32(np.sqrt(2))}
    assert anchors.strangers(clips)["ann"] == pytest.approx(np.sqrt(0.5) / 2)
    voices = {"ann": ann, "bob": bob, "cal": ann}
    assert anchors.recognised(voices, clips) == {"ann": True, "bob": True, "cal": False}
    registers = {"ann": "low", "bob": "high", "cal": "low"}
    assert anchors.alike(voices, registers) == pytest.approx(1.0)
    assert np.isnan(anchors.alike({"ann": ann, "bob": bob}, registers))
