"""The rules for imports (pyproject.toml, [tool.importlinter]), checked on the real imports."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from config import ROOT

PACKAGES = (
    "config",
    "web",
    "lessons",
    "synthesis",
    "voices",
    "billing",
    "platform",
    "speakers",
    "watermark",
    "confined",
)
DJANGO_FREE = (
    "lessons.files",
    "confined",
    "speakers",
    "watermark",
    "voices.screening",
    "voices.decode",
    "voices.consent",
    "synthesis.text",
    "synthesis.engines",
)


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [os.path.join(os.path.dirname(sys.executable), "lint-imports"), "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "platform")},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the source code, in which a test may break rules."""
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("*.npz", "*.json")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def contracts() -> list[dict]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["tool"]["importlinter"]["contracts"]


def test_every_import_points_downwards() -> None:
    checked = lint_imports(ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("module", "upwards"),
    [
        ("voices/policy.py", "synthesis.models"),
        ("billing/plans.py", "voices.models"),
        ("synthesis/storage.py", "web.jobs.presentation"),
        ("synthesis/storage.py", "lessons.document"),
        ("platform/tenants/limits.py", "billing.plans"),
        ("voices/screening/band.py", "django.conf"),
    ],
)
def test_an_import_that_points_upwards_is_found(copied: Path, module: str, upwards: str) -> None:
    with (copied / module).open("a") as file:
        file.write(f"\nimport {upwards}\n")
    checked = lint_imports(copied)
    assert checked.returncode != 0
    name = module.removeprefix("platform/").removesuffix(".py").replace("/", ".")
    assert f"{name} -> {upwards.split('.conf')[0]}" in checked.stdout


def test_the_contracts_have_no_exceptions() -> None:
    for contract in contracts():
        assert not any(key.startswith(("ignore", "allow", "unmatched")) for key in contract)


@pytest.mark.parametrize("module", DJANGO_FREE)
def test_every_django_free_package_is_named_in_the_rules(module: str) -> None:
    named = next(c for c in contracts() if "django" in c.get("forbidden_modules", ()))
    assert module in named["source_modules"]
    assert (ROOT / module.replace(".", "/")).is_dir()
