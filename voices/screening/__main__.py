"""`python -m voices.screening FILE…`: prints one line of JSON for each file."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from speakers.encoders import Encoders
from voices.decode import ClipRefused, decode
from voices.screening import Screener, screen


def report(file: Path, screener: Screener) -> dict[str, Any]:
    """The report printed for one file. `seconds` includes decoding.

    If a file can't be decoded, the reason is the decoder's code (see voices.decode.REFUSALS).
    """
    started = time.perf_counter()
    try:
        clip = decode(file)
    except (ClipRefused, OSError) as error:
        code = error.code if isinstance(error, ClipRefused) else "unreadable"
        finding = {"code": code, "figures": {}, "sentence": str(error), "tip": "", "spans": []}
        result: dict[str, Any] = {
            "accepted": False,
            "reasons": [code],
            "warnings": [],
            "findings": [finding],
            "measures": {},
        }
    else:
        result = screen(clip.samples, clip.sample_rate, screener).as_json()
    seconds = round(time.perf_counter() - started, 3)
    return {"file": str(file), **result, "seconds": seconds}


def main() -> int:
    """Returns 0 if every file could be decoded, else 1."""
    parser = argparse.ArgumentParser(prog="python -m voices.screening", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    files = parser.parse_args().files
    screener = Screener(Encoders.load())
    failed = 0
    for file in files:
        result = report(file, screener)
        failed += not result["measures"]
        print(json.dumps(result, ensure_ascii=False), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
