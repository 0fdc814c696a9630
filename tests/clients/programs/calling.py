"""What the Python programs share: which call is asked for, and where Lectern is.

It needs nothing but Python, as it runs in the client's own environment.
"""

import os
import sys
from collections.abc import Callable, Mapping

URL = os.environ.get("LECTERN_URL", "")
TOKEN = os.environ.get("LECTERN_TOKEN", "")
TEXT = "Good morning, everybody. Please open your books."
SECONDS = (1.5, 12.0)
"""How long that may last when it is spoken."""


def run(calls: Mapping[str, Callable[[], str]]) -> None:
    """Run the call that the command line names, and print what it says of what it got."""
    print(calls[sys.argv[1]]())


def mp3(data: bytes) -> str:
    """What an MP3 file is, in words; fails where it is none or nearly empty."""
    assert data[:3] == b"ID3" or data[:1] == b"\xff", data[:40]
    assert len(data) > 2_000, len(data)
    return f"MP3, {len(data) // 1000} kB"


def samples(data: bytes, rate: int = 24_000) -> str:
    """What raw samples of 16 bits are, in words; fails where there are too few or too many."""
    seconds = len(data) / 2 / rate
    assert SECONDS[0] < seconds < SECONDS[1], seconds
    return f"{seconds:.1f} s of samples"
