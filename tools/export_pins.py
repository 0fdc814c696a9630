"""Pins what pyproject.toml names in uv.lock, and exports what others read of it: `make lock`.

A version that the lock holds already stays; `uv lock --upgrade` moves them.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
# {file: (its first lines, the options of `uv export`)}
EXPORTS: dict[str, tuple[str, list[str]]] = {
    "requirements.txt": (
        "# What Lectern runs on, with hashes: exported from uv.lock by `make lock`.\n"
        "# Without uv: pip install --no-deps -r requirements.txt\n",
        [],
    ),
    "tools/uv.txt": (
        "# uv itself, for pip to install: exported from uv.lock by `make lock`.\n",
        ["--only-group", "install", "--no-annotate"],
    ),
}


def export(name: str) -> str:
    """What the file `name` must hold, as uv.lock has it. Raises CalledProcessError."""
    first_lines, options = EXPORTS[name]
    command = [str(UV), "export", "--quiet", "--frozen", "--offline", "--no-emit-project"]
    done = subprocess.run(
        [*command, "--no-header", *options], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return first_lines + done.stdout


def lock() -> None:
    """Bring uv.lock up to pyproject.toml. Raises CalledProcessError."""
    # Of the public index, whatever this machine's own is: the lock is for everybody.
    own = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS")
    environ = {name: value for name, value in os.environ.items() if name not in own}
    subprocess.run([UV, "lock", "--python", sys.executable], cwd=ROOT, env=environ, check=True)


if __name__ == "__main__":
    lock()
    for name in EXPORTS:
        (ROOT / name).write_text(export(name), encoding="utf-8")
