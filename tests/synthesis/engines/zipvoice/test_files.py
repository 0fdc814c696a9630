"""Files that are missing, broken or of another model are named, with the way to get them."""

from __future__ import annotations

import shutil
from pathlib import Path

import onnx
import pytest

from synthesis.engines import ENGINES
from synthesis.engines.base import ModelFilesMissing
from synthesis.engines.zipvoice.check import check
from synthesis.engines.zipvoice.files import DECODER, ENCODER, FILES, TOKENS, VOCODER
from tests.synthesis.engines.zipvoice import random_models


@pytest.fixture
def models(zipvoice_models: Path, tmp_path: Path) -> Path:
    """A copy of the folder, to be broken."""
    shutil.copytree(zipvoice_models / "zipvoice", tmp_path / "zipvoice")
    return tmp_path


def refused(models: Path, words: str) -> None:
    """Neither the engine nor the check of a pulled folder takes it."""
    for load in (lambda: ENGINES["zipvoice"].load(models), lambda: check(models / "zipvoice")):
        with pytest.raises(ModelFilesMissing, match=f"{words}.*models pull zipvoice"):
            load()


def test_whole_files_are_taken(models: Path) -> None:
    check(models / "zipvoice")
    assert ENGINES["zipvoice"].installed(models)
    assert not ENGINES["zipvoice"].installed(models / "zipvoice")


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(models: Path, name: str) -> None:
    (models / "zipvoice" / name).unlink()
    refused(models, f"{name} is missing")
    assert not ENGINES["zipvoice"].installed(models)


@pytest.mark.parametrize("name", [ENCODER, DECODER, VOCODER])
def test_a_broken_graph_is_named(models: Path, name: str) -> None:
    (models / "zipvoice" / name).write_bytes(b"not a graph")
    refused(models, f"{name} is broken")


@pytest.mark.parametrize("text", ["no table", "ə\tx\n", "a\t1\n"])
def test_a_table_that_is_none_is_named(models: Path, text: str) -> None:
    (models / "zipvoice" / TOKENS).write_text(text, encoding="utf-8")
    refused(models, f"{TOKENS} (is no|has no)")


def test_a_graph_in_the_place_of_another_is_noticed(models: Path) -> None:
    folder = models / "zipvoice"
    shutil.copyfile(folder / ENCODER, folder / DECODER)
    refused(models, f"{DECODER} takes tokens")
    random_models.write(models / "other")
    shutil.copyfile(models / "other" / DECODER, folder / DECODER)
    shutil.copyfile(models / "other" / DECODER, folder / VOCODER)
    refused(models, f"{VOCODER} gives no spectrum of 513 bins")


def test_a_vocoder_of_another_rate_is_noticed(models: Path) -> None:
    file = models / "zipvoice" / VOCODER
    model = onnx.load(str(file))
    for each in model.metadata_props:
        each.value = "22050" if each.key == "sample_rate" else each.value
    onnx.save(model, str(file))
    refused(models, f"{VOCODER} has sample_rate 22050, not 24000")


def test_a_table_that_is_longer_than_the_embedding_is_noticed(models: Path) -> None:
    file = models / "zipvoice" / TOKENS
    file.write_text(f"{file.read_text(encoding='utf-8')}one_more\t360\n", encoding="utf-8")
    with pytest.raises(ModelFilesMissing, match=r"can't speak.*models pull zipvoice"):
        check(models / "zipvoice")
