"""The role `web` serves what was collected before, or collects it."""

from pathlib import Path

import pytest

from runtime import assets
from runtime.errors import StartError
from runtime.roles import web_role


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders in which static files were collected."""
    folders: list[Path] = []
    monkeypatch.setattr(assets, "collect_static", folders.append)
    return folders


def test_files_of_an_image_are_taken_as_they_are(
    tmp_path: Path, collected: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LECTERN_STATIC", str(tmp_path))
    with pytest.raises(StartError, match=r"LECTERN_STATIC=.* has no static files"):
        web_role._have_static_files(tmp_path)
    (tmp_path / "staticfiles.json").write_text("{}")
    web_role._have_static_files(tmp_path)
    assert collected == []


def test_without_the_variable_they_are_collected(
    tmp_path: Path, collected: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LECTERN_STATIC", raising=False)
    web_role._have_static_files(tmp_path)
    assert collected == [tmp_path]
