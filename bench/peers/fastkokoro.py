"""fastkokoro, unmodified from its wheel, with our model file and voices."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx
import numpy as np

from runtime.supervision.free_port import free_port
from synthesis.engines.kokoro.catalogue import MODEL_FILE, VOICES_FILE

VERSION = "0.7.0"
START_SECONDS = 120


def install(folder: Path) -> Path:
    """Make an environment in `folder` with nothing else in it, once; returns its server program."""
    program = folder / "bin" / "fastkokoro"
    if not program.exists():
        venv.create(folder, with_pip=True)
        pip = [
            str(folder / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "-q",
            f"fastkokoro[cpu]=={VERSION}",
        ]
        subprocess.run(pip, check=True)
    return program


@contextmanager
def running(program: Path, models: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """A running server: its address and the id of its process."""
    port = free_port()
    environment = os.environ | {
        "FASTKOKORO_MODEL_PATH": str(models / "kokoro" / MODEL_FILE),
        "FASTKOKORO_VOICES_PATH": str(_voices(models, folder)),
        "FASTKOKORO_CACHE_DIR": str(folder),
        "FASTKOKORO_HOST": "127.0.0.1",
        "FASTKOKORO_PORT": str(port),
        "FASTKOKORO_WARMUP_REQUEST": "1",
    }
    log = folder / "fastkokoro.log"
    with log.open("wb") as out:
        process = subprocess.Popen([program], env=environment, stdout=out, stderr=out)
    try:
        _wait(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(30)


def _voices(models: Path, folder: Path) -> Path:
    """Our voices in its shape, [510, 1, 256] each."""
    file = folder / "voices.npz"
    with np.load(models / "kokoro" / VOICES_FILE, allow_pickle=False) as ours:
        np.savez(file, **{name: ours[name][:, None] for name in ours.files})
    return file


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            sys.exit(log.read_text(errors="replace"))
        try:
            if httpx.get(f"{url}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    sys.exit(f"fastkokoro did not start in {START_SECONDS} s: {log.read_text(errors='replace')}")
