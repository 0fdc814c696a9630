"""Packing the file of voices gives the same bytes everywhere."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from synthesis.engines.base import EngineError
from synthesis.engines.kokoro.catalogue import BASE_VOICES
from synthesis.engines.kokoro.voices_file import ROWS, STYLE, pack_voices


def tarball(path: Path, size: int = ROWS * STYLE * 4, leave_out: str = "") -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for index, voice in enumerate(BASE_VOICES):
            if voice.name == leave_out:
                continue
            data = np.full(size // 4, index, "<f4").tobytes()
            entry = tarfile.TarInfo(f"package/voices/{voice.name}.bin")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def test_the_file_has_every_voice(tmp_path: Path) -> None:
    pack_voices(tarball(tmp_path / "kokoro-js.tgz"), tmp_path / "voices.npz")
    with np.load(tmp_path / "voices.npz") as npz:
        assert npz.files == [voice.name for voice in BASE_VOICES]
        assert npz["am_adam"].shape == (ROWS, STYLE)
        assert npz["af_aoede"].dtype == np.float32
        assert npz["af_aoede"][0, 0] == 1


def test_the_bytes_do_not_depend_on_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tarball(tmp_path / "kokoro-js.tgz")
    pack_voices(source, tmp_path / "a.npz")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    pack_voices(source, tmp_path / "b.npz")
    digests = {hashlib.sha256((tmp_path / f).read_bytes()).digest() for f in ("a.npz", "b.npz")}
    assert len(digests) == 1


def test_a_missing_voice_is_named_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="am_adam"):
        pack_voices(tarball(tmp_path / "t.tgz", leave_out="am_adam"), tmp_path / "voices.npz")
    assert list(tmp_path.iterdir()) == [tmp_path / "t.tgz"]


def test_a_voice_of_a_wrong_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="bytes"):
        pack_voices(tarball(tmp_path / "t.tgz", size=40), tmp_path / "voices.npz")
