"""Screens the clips of a folder, or judges what was measured of them before."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from speakers.encoders import Encoders
from voices.decode import decode
from voices.screening import Screener, Thresholds, screen
from voices.screening.decision import decide

_screener: Screener  # one per process of the pool


def judged(
    folder: Path, jobs: int = 1, before: Thresholds | None = None, kept: Path | None = None
) -> list[dict[str, Any]]:
    """Decode and screen every clip in `folder`; returns a row with the result of each, and with
    that of the thresholds of `before`.

    `jobs` processes share the clips. Measures are kept in the file `kept`, one JSON object a line,
    by the SHA-256 of the clip: it is not measured again, but judged by today's thresholds.
    """
    files = sorted(folder.glob("*/*.wav"))
    known = _read(kept)
    new = [file for file in files if _digest(file) not in known]
    for row in _measured(new, jobs):
        known[row["clip"]] = row
        if kept:
            with kept.open("a") as out:
                out.write(json.dumps(row) + "\n")
    now = Thresholds.load()
    return [_row(file, known[_digest(file)], now, before) for file in files]


def _row(
    file: Path, measured: Mapping[str, Any], now: Thresholds, before: Thresholds | None
) -> dict[str, Any]:
    decided = decide(measured["measures"], now)
    then = decide(measured["measures"], before) if before else {}
    return {
        "file": f"{file.parent.name}/{file.name}",
        "label": file.parent.name,
        "level": file.stem.partition("__")[0],
        "speaker": file.stem.rpartition("__")[2],
        "reasons": [code for code, refuses in decided.items() if refuses],
        "warnings": [code for code, refuses in decided.items() if not refuses],
        "reasons_before": [code for code, refuses in then.items() if refuses] if before else None,
        "processor_seconds": measured["processor_seconds"],
    }


def _measured(files: list[Path], jobs: int) -> list[dict[str, Any]] | Any:
    if jobs == 1 or not files:
        screener = Screener(Encoders.load()) if files else None
        return (_screened(file, screener) for file in files if screener)
    fresh = get_context("spawn")  # a process that has run torch must not be forked
    with ProcessPoolExecutor(jobs, mp_context=fresh, initializer=_begin) as pool:
        return list(pool.map(_screened_in_pool, files, chunksize=8))


def _begin() -> None:
    global _screener
    _screener = Screener(Encoders.load())


def _screened_in_pool(file: Path) -> dict[str, Any]:
    return _screened(file, _screener)


def _screened(file: Path, screener: Screener) -> dict[str, Any]:
    clip = decode(file)
    processor = time.process_time()
    result = screen(clip.samples, clip.sample_rate, screener)
    return {
        "clip": _digest(file),
        "processor_seconds": time.process_time() - processor,
        "measures": {name: float(value) for name, value in result.measures.items()},
    }


def _read(kept: Path | None) -> dict[str, dict[str, Any]]:
    if not kept or not kept.exists():
        return {}
    return {row["clip"]: row for row in map(json.loads, kept.read_text().splitlines())}


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
