"""All packages are pinned, and no file names a machine's own package index."""

import json
import re
import subprocess
import sys
import tomllib

import pytest

from config import ROOT

LOCK = tomllib.loads((ROOT / "uv.lock").read_text())


def test_every_python_package_is_pinned_to_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"].values()
    packages = [*project["project"]["dependencies"], *(each for group in groups for each in group)]
    for package in packages:
        if package != {"include-group": "install"}:
            assert re.fullmatch(r"[A-Za-z0-9_.-]+(\[\w+\])?==[\w.]+", package), package


def test_the_lock_matches_pyproject() -> None:
    uv = [f"{sys.prefix}/bin/uv", "lock", "--check", "--offline", "--python", sys.executable]
    done = subprocess.run(uv, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stderr}\nmake lock"


@pytest.mark.parametrize("name", ["requirements.txt", "tools/uv.txt"])
def test_the_exported_pins_match_the_lock(name: str) -> None:
    from tools.export_pins import export

    assert (ROOT / name).read_text() == export(name), "make lock"


def test_the_lock_names_only_the_public_index_and_hashes_everything() -> None:
    for package in LOCK["package"]:
        if package["name"] == "lectern":
            continue
        assert list(package["source"]) == ["registry"], package["name"]
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files
        for file in files:
            assert file["hash"].startswith("sha256:") and file["url"].startswith("https://files.")


def test_pytorch_without_cuda_has_the_locked_version() -> None:
    locked = next(each["version"] for each in LOCK["package"] if each["name"] == "torch")
    assert f"\ntorch=={locked}+cpu " in (ROOT / "tools/torch-cpu.txt").read_text()


def test_the_pinned_uv_is_new_enough() -> None:
    locked = next(each["version"] for each in LOCK["package"] if each["name"] == "uv")
    least = f"LEAST_UV = ({locked.replace('.', ', ')})"
    assert least in (ROOT / "tools/make_venv.py").read_text()


def test_the_npm_lock_pins_by_integrity_and_names_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for path, package in packages.items():
        assert "resolved" not in package
        assert path == "" or package["integrity"].startswith("sha512-")
