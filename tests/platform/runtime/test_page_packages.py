"""The npm packages of the pages, and those that only the linter and the tests need."""

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from config import ROOT
from runtime import node
from runtime.assets import install_assets
from runtime.errors import StartError


class Npm:
    """A machine whose npm notes what it was asked for and whose Node.js has a given version."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls = folder / "calls"
        folder.mkdir()
        self.program("npm", f'echo "$*" >> {self.calls}; mkdir -p node_modules')
        self.has_node("v20.0.0")

    def has_node(self, version: str) -> None:
        self.program("node", f"echo {version}")

    def took(self) -> list[str]:
        """Which packages were installed, call by call: `dev` for all, `run` for the pages'."""
        calls = self.calls.read_text().splitlines() if self.calls.exists() else []
        assert all(call.startswith("ci ") for call in calls)
        assert all(("--include=dev" in call) != ("--omit=dev" in call) for call in calls)
        return ["dev" if "--include=dev" in call else "run" for call in calls]

    def program(self, name: str, script: str) -> None:
        program = self.folder / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Npm:
    machine = Npm(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{machine.folder}:/usr/bin:/bin")
    return machine


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "package-lock.json").write_text("{}")
    return tmp_path


def test_a_start_needs_no_development_packages(npm: Npm, root: Path) -> None:
    assert install_assets(root, root / "log")
    assert not install_assets(root, root / "log")
    assert npm.took() == ["run"]


def test_development_packages_are_added_and_a_later_start_leaves_them(npm: Npm, root: Path) -> None:
    install_assets(root, root / "log")
    assert install_assets(root, root / "log", development=True)
    assert not install_assets(root, root / "log", development=True)
    assert not install_assets(root, root / "log")
    assert npm.took() == ["run", "dev"]


def test_others_may_read_them_though_not_what_we_write(npm: Npm, root: Path) -> None:
    """`manage.py` gives up root's rights, and looks for what `manage.py up` installed."""
    before = os.umask(0o077)
    try:
        install_assets(root, root / "log")
    finally:
        os.umask(before)
    assert stat.S_IMODE((root / "node_modules").stat().st_mode) == 0o755
    assert stat.S_IMODE((root / "log").stat().st_mode) == 0o600


def test_a_changed_lock_file_is_installed_again(npm: Npm, root: Path) -> None:
    install_assets(root, root / "log", development=True)
    (root / "package-lock.json").write_text('{"lockfileVersion": 3}')
    assert install_assets(root, root / "log")
    assert install_assets(root, root / "log", development=True)
    assert npm.took() == ["dev", "run", "dev"]


def test_the_machines_npm_is_used_if_its_node_is_new_enough(
    npm: Npm, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside_python = root / "venv/npm"
    beside_python.parent.mkdir()
    beside_python.touch()
    monkeypatch.setattr(sys, "executable", str(beside_python.with_name("python")))
    assert node.find_npm(root / "log") == str(npm.folder / "npm")
    npm.has_node("v18.19.0")
    assert node.find_npm(root / "log") == str(beside_python)


def test_package_json_names_the_same_node(npm: Npm) -> None:
    package = json.loads((ROOT / "package.json").read_text())
    assert package["engines"]["node"] == f">={node.LEAST_NODE}"


def test_the_exit_code_of_a_script_is_passed_on(npm: Npm, root: Path) -> None:
    npm.program("npm", 'test "$*" = "run --silent lint" || exit 3; exit 1')
    assert node.run_script("lint", root, root / "log") == 1


def test_npms_scripts_find_the_node_that_belongs_to_it(
    npm: Npm, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of the wheel lie beside Python, and not on the PATH."""
    monkeypatch.setattr(sys, "executable", str(npm.folder / "python"))
    monkeypatch.setenv("PATH", str(root / "nothing"))
    npm.program("npm", "node || exit 4")
    assert node.run_npm(["run", "build"], root, root / "log") == "v20.0.0\n"
    npm.program("npm", "echo 'sh: 1: esbuild: not found' >&2; exit 127")
    with pytest.raises(StartError, match="`npm run build` failed: sh: 1: esbuild: not found"):
        node.run_npm(["run", "build"], root, root / "log")


def test_every_javascript_package_is_pinned_to_one_version() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    for name, version in {**package["dependencies"], **package["devDependencies"]}.items():
        assert version[0].isdigit(), name
