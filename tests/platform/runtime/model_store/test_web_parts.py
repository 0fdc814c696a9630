"""A model whose files are on the web: taken by their sha256, out of archives, and nothing else."""

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from runtime.errors import StartError
from runtime.model_store import model_folders
from runtime.model_store.model_folders import ModelFolder, WebPart
from tests.platform.runtime.model_store.test_model_sources import web

NAME = "zipvoice"


def checked(folder: Path) -> None:
    """What the engine says of the folder."""
    assert (folder / "encoder.onnx").read_bytes() == b"encoder"


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:bz2") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def folder_of(address: str, archive: bytes, file: bytes) -> ModelFolder:
    return ModelFolder(
        name=NAME,
        licence="Apache-2.0",
        gigabytes=0.1,
        wanted=("encoder.onnx", "vocoder.onnx"),
        check="tests.platform.runtime.model_store.test_web_parts:checked",
        web=(
            WebPart(f"{address}/model.tar.bz2", hashlib.sha256(archive).hexdigest(), unpacks=True),
            WebPart(f"{address}/vocoder.onnx", hashlib.sha256(file).hexdigest()),
        ),
    )


@pytest.fixture
def published(tmp_path: Path):
    """The files on a server: (the folder that they make, where they are served from)."""
    served = tmp_path / "served"
    served.mkdir()
    archive = packed(
        {
            "model-int8/encoder.onnx": b"encoder",
            "model-int8/espeak-ng-data/zh_dict": b"not wanted",
            "model-int8/../../escaped/encoder.onnx": b"outside",
            "model-int8/test_wavs/someone.wav": b"not wanted",
        }
    )
    (served / "model.tar.bz2").write_bytes(archive)
    (served / "vocoder.onnx").write_bytes(b"vocoder")
    with web(served) as address:
        yield folder_of(address, archive, b"vocoder"), served


def test_the_wanted_files_are_taken_and_their_place_is_written_down(published, tmp_path) -> None:
    folder, _served = published
    models = tmp_path / "models"
    models.mkdir()
    assert model_folders.pull(folder, models, None)
    kept = sorted(each.name for each in (models / NAME).iterdir())
    assert kept == ["encoder.onnx", "receipt.json", "vocoder.onnx"]
    assert not list(tmp_path.rglob("escaped"))
    origin = model_folders.origin(folder, models)
    assert origin is not None and origin.commit == ""
    assert origin.source == " and ".join(part.url for part in folder.web)
    assert model_folders.problem_of(folder, models) is None
    assert not model_folders.pull(folder, models, None), "it is there"
    (models / NAME / "vocoder.onnx").write_bytes(b"changed")
    assert "has changed" in (model_folders.problem_of(folder, models) or "")


@pytest.mark.parametrize("name", ["model.tar.bz2", "vocoder.onnx"])
def test_another_file_than_the_pinned_one_is_not_taken(published, tmp_path, name: str) -> None:
    folder, served = published
    (served / name).write_bytes(b"another")
    with pytest.raises(StartError, match=f"{name} gave another file than the pinned one"):
        model_folders.pull(folder, tmp_path, None)
    assert not (tmp_path / NAME).exists()


def test_a_server_that_is_away_is_named_with_the_way_out(published, tmp_path) -> None:
    folder, served = published
    (served / "vocoder.onnx").unlink()
    with pytest.raises(StartError, match=r"vocoder\.onnx can't be downloaded.*--from FOLDER"):
        model_folders.pull(folder, tmp_path, None)


def test_what_is_no_archive_is_an_error(published, tmp_path) -> None:
    folder, served = published
    (served / "model.tar.bz2").write_bytes(b"no archive")
    (_archive, vocoder) = folder.web
    digest = hashlib.sha256(b"no archive").hexdigest()
    broken = WebPart(folder.web[0].url, digest, unpacks=True)
    other = ModelFolder(NAME, "", 0, folder.wanted, folder.check, web=(broken, vocoder))
    with pytest.raises(StartError, match="can't be unpacked"):
        model_folders.pull(other, tmp_path, None)


def test_a_model_of_the_web_has_no_revisions(published, tmp_path) -> None:
    with pytest.raises(StartError, match="no revisions"):
        model_folders.pull(published[0], tmp_path, None, "main")


def test_every_folder_says_where_it_comes_from_and_whom_to_credit() -> None:
    for folder in model_folders.manifest().values():
        assert bool(folder.hub) != bool(folder.web)
        assert folder.sources and folder.licence
        assert all(len(part.sha256) == 64 for part in folder.web)
        assert bool(folder.terms) == bool(folder.asks)
    assert model_folders.manifest()["pocket_tts"].credit.startswith("Pocket TTS, © Kyutai")
