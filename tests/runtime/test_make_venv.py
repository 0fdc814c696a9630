"""The first step of `make up`: what goes wrong on a fresh machine is said in a sentence."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository that pins one package which no registry has."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "make_venv.py", tmp_path / "tools")
    (tmp_path / "constraints.txt").touch()
    (tmp_path / "requirements.txt").touch()
    (tmp_path / "requirements-nodeps.txt").touch()
    return tmp_path


def make_venv(clone: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "tools/make_venv.py"],
        cwd=clone,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
    )


def test_no_registry_is_told_with_the_fix_and_the_log(clone: Path) -> None:
    (clone / "requirements.txt").write_text("there-is-no-registry==1\n")
    unreachable = "http://127.0.0.1:9/simple"
    made = make_venv(clone, PIP_INDEX_URL=unreachable, PIP_RETRIES="0", PIP_CONFIG_FILE=os.devnull)
    assert made.returncode == 1
    assert "pip can't reach a package registry" in made.stderr
    assert ".venv/pip.log" in made.stderr
    assert "Traceback" not in made.stderr


def test_a_second_run_does_nothing_and_a_changed_pin_installs_again(clone: Path) -> None:
    first = make_venv(clone)
    assert first.returncode == 0, first.stderr
    assert "pip: requirements.txt" in first.stdout
    assert make_venv(clone).stdout == ""
    (clone / "requirements.txt").write_text("# changed\n")
    again = make_venv(clone).stdout
    assert "pip: requirements.txt" in again and "nodeps" not in again


def test_an_environment_that_was_only_half_made_is_made_anew(clone: Path) -> None:
    half = clone / ".venv" / "bin" / "python"
    half.parent.mkdir(parents=True)
    half.symlink_to("/nowhere/python")
    assert "Python environment" in make_venv(clone).stdout
    assert subprocess.call([half, "-m", "pip", "--version"], stdout=subprocess.DEVNULL) == 0


def test_a_python_that_is_too_old_is_told_with_its_version(clone: Path) -> None:
    script = clone / "tools" / "make_venv.py"
    script.write_text(script.read_text().replace("LEAST = (3, 11)", "LEAST = (3, 99)"))
    made = make_venv(clone)
    assert made.returncode == 1
    assert "Lectern needs Python" in made.stderr
    assert f"{sys.version_info[0]}.{sys.version_info[1]}" in made.stderr
