"""Bundling the pages' JavaScript: made once, and again when a module or a package has changed."""

from pathlib import Path

import pytest

from config import ROOT
from runtime.bundles import BUNDLES, bundle


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one module, on a machine whose npm notes its calls."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "npm").write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/calls\nmkdir -p {BUNDLES}\n')
    (programs / "node").write_text("#!/bin/sh\necho v20.0.0\n")
    for program in programs.iterdir():
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "page.js").write_text("1")
    return tmp_path


def builds(root: Path) -> int:
    bundle(root, root / "web", root / "log")
    return (root / "calls").read_text().count("run --silent build\n")


def test_it_is_built_once(root: Path) -> None:
    assert builds(root) == 1
    assert builds(root) == 1


@pytest.mark.parametrize("name", ["web/page.js", "web/another.js", "package-lock.json"])
def test_it_is_built_again_after_a_change(root: Path, name: str) -> None:
    builds(root)
    (root / name).write_text("2")
    assert builds(root) == 2


def test_the_built_files_are_served() -> None:
    assert (ROOT / BUNDLES / "js" / "lesson_editor.js").stat().st_size > 0
