"""Workers load the model files of this installation, and while it is upgraded those of before."""

import hashlib
import os
from pathlib import Path

import pytest

from runtime.model_store import digests, pins
from runtime.model_store.model_files import ModelFile

OLD, NEW, NEWER = b"old content", b"new content", b"newer content"


def pinning(content: bytes) -> ModelFile:
    """The manifest's file in a release that pins this content."""
    return ModelFile(
        engine="test",
        name="model.bin",
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        licence="MIT",
        sources=(),
    )


def lay(models: Path, content: bytes) -> Path:
    path = models / "test/model.bin"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def problem(models: Path, release: ModelFile) -> str:
    return pins.problem_of(["test"], models, [release]) or ""


@pytest.mark.django_db
def test_a_changed_byte_is_seen_and_named_with_what_to_do(tmp_path):
    release = pinning(NEW)
    pins.record([release])
    path = lay(tmp_path, NEW)
    assert problem(tmp_path, release) == ""
    path.write_bytes(NEW[:-1] + b"?")
    assert str(path) in problem(tmp_path, release)
    assert "manage.py models pull test" in problem(tmp_path, release)
    path.unlink()
    assert "is missing" in problem(tmp_path, release)
    lay(tmp_path, NEW)
    assert problem(tmp_path, release) == ""


@pytest.mark.django_db
def test_workers_of_both_releases_start_while_an_installation_is_upgraded(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    for models, content in ((old, OLD), (new, NEW)):
        models.mkdir()
        lay(models, content)
    pins.record([pinning(OLD)])
    # Its `migrate` did not run yet.
    assert "lectern migrate" in problem(new, pinning(NEW))
    pins.record([pinning(NEW)])
    assert problem(new, pinning(NEW)) == problem(old, pinning(OLD)) == ""
    # Somebody goes back, and then two steps on.
    pins.record([pinning(OLD)])
    assert problem(new, pinning(NEW)) == problem(old, pinning(OLD)) == ""
    pins.record([pinning(NEW)])
    pins.record([pinning(NEW)])
    pins.record([pinning(NEWER)])
    assert problem(new, pinning(NEW)) == ""
    assert "another test/model.bin" in problem(old, pinning(OLD))


@pytest.mark.django_db
def test_a_file_that_the_installation_does_not_know_waits_for_migrate(tmp_path):
    lay(tmp_path, NEW)
    assert "does not know test/model.bin yet" in problem(tmp_path, pinning(NEW))


@pytest.mark.django_db
def test_files_of_other_engines_are_not_looked_at(tmp_path):
    assert pins.problem_of(["other"], tmp_path, [pinning(NEW)]) is None


def test_a_file_is_read_once_until_it_changes(tmp_path, monkeypatch):
    path = lay(tmp_path, OLD)
    first = digests.Digests(tmp_path)
    assert first.of(path) == hashlib.sha256(OLD).hexdigest()
    first.keep()
    with monkeypatch.context() as unreadable:
        unreadable.setattr(digests, "blocks", lambda path: pytest.fail("it is read again"))
        assert digests.Digests(tmp_path).of(path) == hashlib.sha256(OLD).hexdigest()
    changed = pinning(NEW).sha256
    path.write_bytes(NEW)
    os.utime(path, ns=(1, 1))
    assert digests.Digests(tmp_path).of(path) == changed


def test_a_folder_that_may_not_be_written_to_is_read_each_time(tmp_path, monkeypatch):
    path = lay(tmp_path, OLD)

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(digests.tempfile, "mkstemp", refuse)
    first = digests.Digests(tmp_path)
    first.of(path)
    first.keep()
    assert not (tmp_path / digests.KEPT).exists()
    (tmp_path / digests.KEPT).write_text("nonsense")
    assert digests.Digests(tmp_path).of(path) == hashlib.sha256(OLD).hexdigest()
