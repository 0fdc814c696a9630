"""Our folder `platform/` never takes the place of Python's own module `platform`."""

import os
import platform
import subprocess
import sys

import pytest

from config import ROOT

WORKS = "import platform; assert platform.system() and platform.python_version()"
OURS = "import runtime, tenants; assert '/platform/' in runtime.__file__"

INSIDE_PYTEST = "tests/platform/runtime/platform_inside_pytest.py"
ENTRY_POINTS = {
    # The ways in which each one fills sys.path differ; so each is really started.
    "manage.py": [sys.executable, "manage.py", "shell", "--no-imports", "-c", f"{WORKS}; {OURS}"],
    "celery": [sys.executable, "-m", "celery", "-A", "config", "report"],
    "asgi": [sys.executable, "-c", f"import config.asgi; {WORKS}; {OURS}"],
    "uvicorn": [
        sys.executable,
        "-c",
        f"from uvicorn.importer import import_from_string as load; load('config.asgi:application');"
        f"{WORKS}; {OURS}",
    ],
    "pytest": [sys.executable, "-m", "pytest", "-q", INSIDE_PYTEST],
}


@pytest.mark.parametrize("entry_point", ENTRY_POINTS)
def test_platform_is_pythons_own_in_a_fresh_interpreter(entry_point: str) -> None:
    started = subprocess.run(
        ENTRY_POINTS[entry_point],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert started.returncode == 0, started.stdout + started.stderr
    if entry_point == "celery":
        assert f"system:{platform.system()}" in started.stdout


def test_platform_is_no_package_of_ours() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert sys.path.index(str(ROOT / "platform")) > sys.path.index(os.path.dirname(os.__file__))
