"""The first step of `make up`: it installs what is locked from the index that pip is configured
for, and what goes wrong on a fresh machine is said in a sentence.
"""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT
from tests.platform.runtime.tools.wheels import sha256, wheel
from tests.thoroughness import in_thorough

UV = Path(sys.executable).with_name("uv")
UNREACHABLE = "http://127.0.0.1:9/simple"
PROJECT = """
[project]
name = "lectern"
version = "0"
requires-python = ">=3.11"
dependencies = [%s]

[dependency-groups]
dev = ["two==1.0"]
models = ["weights==1.0"]

[tool.uv]
package = false
"""
LOCK_START = """
version = 1
requires-python = ">=3.11"
"""
LOCKED_PROJECT = """
[[package]]
name = "lectern"
version = "0"
source = { virtual = "." }
dependencies = [%s]

[package.dev-dependencies]
dev = [{ name = "two" }]
models = [{ name = "weights" }]
"""
LOCKED_PACKAGE = """
[[package]]
name = "{name}"
version = "1.0"
source = {{ registry = "http://index.invalid/simple" }}
{needed}wheels = [
  {{ url = "http://index.invalid/{name}-1.0-py3-none-any.whl", hash = "sha256:{digest}" }},
]
"""


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A folder of packages: the company's mirror of these tests."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name in ("one", "two", "weights", "cuda"):
        wheel(folder, name)
    wheel(folder, "torch", needs=("cuda",))
    return folder


@pytest.fixture(scope="module")
def bare_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A .venv with pip alone: it takes seconds to make, and is made once."""
    bare = tmp_path_factory.mktemp("bare") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", bare], check=True)
    return bare


@pytest.fixture
def clone(tmp_path: Path, wheels: Path, bare_environment: Path) -> Path:
    """A repository that locks those packages, with such a .venv."""
    clone = tmp_path / "clone"
    shutil.copytree(ROOT / "tools", clone / "tools")
    shutil.copytree(bare_environment, clone / ".venv", symlinks=True)
    write_project(clone, wheels, "one", "torch")
    return clone


def write_project(clone: Path, wheels: Path, *needs: str) -> None:
    """pyproject.toml and its lock, which names an index that nobody can reach."""
    (clone / "pyproject.toml").write_text(PROJECT % ", ".join(f'"{name}==1.0"' for name in needs))
    packages = [LOCKED_PROJECT % ", ".join(f'{{ name = "{name}" }}' for name in needs)]
    for path in sorted(wheels.glob("*-1.0-*.whl")):
        name, digest = path.name.split("-")[0], sha256(path)
        needed = 'dependencies = [{ name = "cuda" }]\n' if name == "torch" else ""
        packages.append(LOCKED_PACKAGE.format(name=name, needed=needed, digest=digest))
    (clone / "uv.lock").write_text(LOCK_START + "".join(packages))


def environment(**more: str) -> dict[str, str]:
    """A machine with uv, where nobody has configured pip."""
    mine = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))
    }
    return {
        **mine,
        "PATH": f"{UV.parent}:/usr/bin:/bin",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_RETRIES": "0",
        "UV_HTTP_RETRIES": "0",
        **more,
    }


def make_venv(
    clone: Path, *arguments: str, python: str = sys.executable, **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "tools/make_venv.py", *arguments],
        cwd=clone,
        env=environment(**more),
        capture_output=True,
        text=True,
    )


def made_from(wheels: Path, clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The result of make_venv where only pip's settings name the folder of wheels."""
    return make_venv(clone, *arguments, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(wheels))


def installed(clone: Path) -> dict[str, str]:
    listing = subprocess.run(
        [clone / ".venv/bin/python", "-m", "pip", "freeze"], capture_output=True, text=True
    )
    return dict(line.split("==") for line in listing.stdout.splitlines())


def test_packages_are_installed_from_pips_configured_index(clone: Path, wheels: Path) -> None:
    run = made_from(wheels, clone)
    assert run.returncode == 0, run.stderr
    assert set(installed(clone)) == {"one", "torch", "cuda", "weights"}
    assert made_from(wheels, clone, "--dev").returncode == 0
    assert "two" in installed(clone)


@in_thorough
def test_a_second_run_does_nothing_and_a_changed_lock_installs_again(
    clone: Path, wheels: Path
) -> None:
    first = made_from(wheels, clone, "--dev")
    assert "Packages" in first.stdout and "Model packages" in first.stdout
    assert made_from(wheels, clone, "--dev").stdout == ""
    assert made_from(wheels, clone).stdout == ""
    write_project(clone, wheels, "one", "torch", "two")
    assert "Packages" in made_from(wheels, clone).stdout


def test_a_package_whose_hash_is_not_the_locked_one_is_refused(clone: Path, wheels: Path) -> None:
    wheel(wheels, "one", needs=("two",))
    run = made_from(wheels, clone)
    assert run.returncode == 1
    assert "Hash mismatch for `one==1.0`" in run.stderr
    assert "one" not in installed(clone)


def test_pytorch_comes_without_cuda_where_the_index_has_that_build(
    clone: Path, wheels: Path
) -> None:
    cpu = wheel(wheels, "torch", "1.0+cpu")
    (clone / "tools/torch-cpu.txt").write_text(f"torch==1.0+cpu --hash=sha256:{sha256(cpu)}\n")
    assert made_from(wheels, clone).returncode == 0
    assert installed(clone)["torch"] == "1.0+cpu"
    assert "cuda" not in installed(clone)


def test_a_package_that_is_not_in_the_lock_is_refused(clone: Path, wheels: Path) -> None:
    wheel(wheels, "stranger")
    cpu = wheel(wheels, "torch", "1.0+cpu", needs=("stranger",))
    (clone / "tools/torch-cpu.txt").write_text(f"torch==1.0+cpu --hash=sha256:{sha256(cpu)}\n")
    run = made_from(wheels, clone)
    assert run.returncode == 1
    # uv breaks its lines by the width of the terminal.
    error = " ".join(run.stderr.split())
    assert "no trusted hash was provided for: `stranger`" in error


@in_thorough
def test_missing_model_packages_do_not_fail_and_are_retried_next_time(
    clone: Path, wheels: Path
) -> None:
    gone = (wheels / "weights-1.0-py3-none-any.whl").rename(wheels / "gone")
    run = made_from(wheels, clone)
    assert run.returncode == 0
    assert "Their files are looked for elsewhere" in run.stdout and "weights" in run.stdout
    assert "one" in installed(clone)
    gone.rename(wheels / "weights-1.0-py3-none-any.whl")
    again = made_from(wheels, clone).stdout
    assert "Model packages" in again and "Packages  " not in again
    assert "weights" in installed(clone)


def test_an_unreachable_registry_is_reported_with_the_remedy_and_the_log(clone: Path) -> None:
    run = make_venv(clone, PIP_INDEX_URL=UNREACHABLE)
    assert run.returncode == 1
    assert "uv can't reach a package registry" in run.stderr
    assert ".venv/install.log" in run.stderr
    assert "Traceback" not in run.stderr


@in_thorough
def test_without_uv_pip_installs_it(clone: Path, wheels: Path, tmp_path: Path) -> None:
    bare = str(tmp_path / "nothing")
    run = make_venv(clone, PATH=bare, PIP_INDEX_URL=UNREACHABLE)
    assert "Installing uv failed. pip can't reach a package registry" in run.stderr
    # As its wheel installs it: a program in .venv/bin.
    (clone / ".venv/bin/uv").symlink_to(UV)
    run = make_venv(clone, PATH=bare, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(wheels))
    assert run.returncode == 0, run.stderr


@in_thorough
def test_an_incomplete_environment_is_made_again(clone: Path, wheels: Path) -> None:
    half = clone / ".venv" / "bin" / "python"
    half.unlink()
    half.symlink_to("/nowhere/python")
    assert "Python environment" in made_from(wheels, clone).stdout
    assert subprocess.call([half, "-m", "pip", "--version"], stdout=subprocess.DEVNULL) == 0


def only_on(clone: Path, version: str) -> None:
    script = clone / "tools" / "make_venv.py"
    pythons = "PYTHONS = ((3, 11), (3, 12), (3, 13))"
    assert pythons in script.read_text()
    script.write_text(script.read_text().replace(pythons, f"PYTHONS = ((3, 97), {version})"))


def test_an_unsupported_python_is_reported_with_the_supported_ones(clone: Path) -> None:
    only_on(clone, "(3, 98)")
    run = make_venv(clone)
    assert run.returncode == 1
    mine = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert "Lectern runs on Python 3.97 or 3.98" in run.stderr and f"is {mine}" in run.stderr
    assert "make up PYTHON=/path/to/python3.97" in run.stderr


def test_a_supported_python_on_the_path_is_used_instead(clone: Path, tmp_path: Path) -> None:
    only_on(clone, "(3, 98)")
    other = tmp_path / "bin" / "python3.98"
    other.parent.mkdir()
    other.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "3.98 ran $@"\n')
    other.chmod(0o755)
    run = make_venv(clone, "--dev", PATH=f"{other.parent}:/usr/bin:/bin")
    assert f"Taking {other}" in run.stdout
    assert "3.98 ran tools/make_venv.py --dev" in run.stdout


def test_the_supported_pythons_match_pyproject() -> None:
    namespace: dict = {}
    source = (ROOT / "tools/make_venv.py").read_text()
    exec(next(line for line in source.splitlines() if line.startswith("PYTHONS")), namespace)
    least, most = namespace["PYTHONS"][0], namespace["PYTHONS"][-1]
    wanted = f'requires-python = ">={least[0]}.{least[1]},<{most[0]}.{most[1] + 1}"'
    assert wanted in (ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize("name", ["make_venv.py", "pip_settings.py"])
def test_an_old_python_can_parse_make_venv(name: str) -> None:
    ast.parse((ROOT / "tools" / name).read_text(), feature_version=(3, 5))
