"""`python -m voices.screening FILE…`: one line of JSON for each file."""

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
    """What is printed for one file. `seconds` counts the decoding too.

    A file that can't be decoded has the decoder's code as its reason; see voices.decode.REFUSALS.
    """
    started = time.perf_counter()
    try:
        clip = decode(file)
    except (ClipRefused, OSError) as error:
        code = error.code if isinstance(error, ClipRefused) else "unreadable"
        finding = {"code": code, "figures": {}, "sentence": str(error), "tip": "", "spans": []}
        said: dict[str, Any] = {
            "accepted": False,
            "reasons": [code],
            "warnings": [],
            "findings": [finding],
            "measures": {},
        }
    else:
        said = screen(clip.samples, clip.sample_rate, screener).as_json()
    seconds = round(time.perf_counter() - started, 3)
    return {"file": str(file), **said, "seconds": seconds}


def main() -> int:
    """0 when every file was read, 1 when one was not."""
    parser = argparse.ArgumentParser(prog="python -m voices.screening", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    files = parser.parse_args().files
    screener = Screener(Encoders.load())
    unread = 0
    for file in files:
        said = report(file, screener)
        unread += not said["measures"]
        print(json.dumps(said, ensure_ascii=False), flush=True)
    return 1 if unread else 0


if __name__ == "__main__":
    sys.exit(main())
