"""What is installed is pinned, and nothing names where this or that machine gets it."""

import json
import re

import pytest

from config import ROOT


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "requirements-nodeps.txt",
        "requirements-dev.txt",
        "requirements-dev-nodeps.txt",
    ],
)
def test_every_python_package_is_pinned_to_one_version(name: str) -> None:
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines()]
    packages = [line for line in lines if line and line != "-c constraints.txt"]
    assert packages
    for package in packages:
        assert re.fullmatch(r"[A-Za-z0-9_.-]+(\[\w+\])?==[\w.]+", package), package


def test_constraints_agree_with_the_requirements() -> None:
    def versions(name: str) -> dict[str, str]:
        found = re.findall(r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)", (ROOT / name).read_text(), re.M)
        return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in found}

    constraints = versions("constraints.txt")
    for name in ("requirements.txt", "requirements-dev.txt"):
        for package, version in versions(name).items():
            assert constraints[package] == version, package


def test_the_lock_file_pins_by_integrity_and_names_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for path, package in packages.items():
        assert "resolved" not in package
        assert path == "" or package["integrity"].startswith("sha512-")
