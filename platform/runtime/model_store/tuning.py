"""Measures which runtime of an engine is the fastest on this machine.

This layer can't import engines: what measures one is a program of its own, which keeps what it
found beside the model files of the engine.
"""

import subprocess
import sys
from pathlib import Path

from runtime.errors import StartError

PROGRAMS = {"kokoro": "synthesis.engines.kokoro.runtimes"}
KEPT = "runtime.json"
TIME_LIMIT = 600


def is_tuned(engine: str, models: Path) -> bool:
    """True if the engine was measured; a worker on another machine measures it again by itself."""
    return (models / engine / KEPT).is_file()


def tune(engine: str, root: Path, models: Path) -> str:
    """Measure an engine's runtimes; returns one line with what was found. Raises StartError."""
    program = [sys.executable, "-m", PROGRAMS[engine], str(models / engine)]
    try:
        done = subprocess.run(
            program, cwd=root, capture_output=True, text=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise StartError(f"{engine} was not measured within {TIME_LIMIT} s") from error
    if done.returncode:
        raise StartError(f"{engine} can't be measured: {done.stderr.strip()[-500:]}")
    return done.stdout.strip()
