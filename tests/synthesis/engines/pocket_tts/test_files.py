"""Files that are missing, broken or of another model are named, with the way to get them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from synthesis.engines import ENGINES
from synthesis.engines.base import ModelFilesMissing
from synthesis.engines.pocket_tts.files import FILES, TOKENIZER, WEIGHTS
from synthesis.engines.pocket_tts.model import load, released_config


@pytest.fixture
def folder(pocket_folder: Path, tmp_path: Path) -> Path:
    """A copy of the folder, to be broken."""
    return Path(shutil.copytree(pocket_folder, tmp_path / "pocket_tts"))


def refused(folder: Path, config: Path, words: str) -> None:
    with pytest.raises(ModelFilesMissing, match=f"(?s){words}.*models pull pocket_tts"):
        load(folder, config)


def test_whole_files_are_taken(folder: Path, small: Path) -> None:
    assert load(folder, small).frame_size == 32
    assert ENGINES["pocket_tts"].installed(folder.parent)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder: Path, small: Path, name: str) -> None:
    (folder / name).unlink()
    refused(folder, small, f"{name} is missing")
    assert not ENGINES["pocket_tts"].installed(folder.parent)


@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_is_an_error(folder: Path, small: Path, name: str) -> None:
    (folder / name).write_bytes(b"not a model")
    refused(folder, small, "can't be loaded")


def test_weights_of_another_size_are_an_error(folder: Path) -> None:
    refused(folder, released_config(), "can't be loaded")


def test_a_weight_that_is_missing_is_named(folder: Path, small: Path) -> None:
    weights = load_file(folder / WEIGHTS)
    del weights["flow_lm.bos_emb"]
    save_file(weights, folder / WEIGHTS)
    refused(folder, small, "flow_lm.bos_emb")


def test_a_tokenizer_of_another_size_is_an_error(folder: Path, small: Path) -> None:
    table = json.loads((folder / TOKENIZER).read_text(encoding="utf-8"))
    del table["model"]["vocab"][-1]
    (folder / TOKENIZER).write_text(json.dumps(table), encoding="utf-8")
    refused(folder, small, "vocab size")
