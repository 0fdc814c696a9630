"""Who may import whom (pyproject.toml, [tool.importlinter]), checked on the real imports."""

import os
import subprocess
import sys
import tomllib

import pytest

from config import ROOT

DJANGO_FREE = ("voices.screening", "voices.decode", "synthesis.text", "synthesis.engines")


def test_every_import_points_the_way_the_design_says() -> None:
    checked = subprocess.run(
        [os.path.join(os.path.dirname(sys.executable), "lint-imports"), "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "platform")},
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("module", DJANGO_FREE)
def test_every_django_free_package_is_named_in_the_rules(module: str) -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    named = next(c for c in contracts if "django" in c["forbidden_modules"])["source_modules"]
    path = ROOT / module.replace(".", "/")
    exists = path.is_dir() or path.with_suffix(".py").exists()
    # import-linter refuses to name a package that does not exist yet.
    assert (module in named) == exists
