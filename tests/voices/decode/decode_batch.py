"""Decodes many files in one confined process: run by test_decode_mutations, not by pytest.

stdin: JSON with the limits of the work and of the room, then files, each behind 4 bytes of length.
stdout: a line of JSON a file, written before the next one is begun, so that the file that kills
the process is known.
"""

from __future__ import annotations

import json
import resource
import struct
import sys

import numpy as np

from confined import Refused
from confined.child import confine
from voices.decode import ClipRefused
from voices.decode.child import prepare, read_audio
from voices.decode.sniff import container_of


def main() -> None:
    limits, room = json.loads(sys.stdin.buffer.readline())
    prepare({"limits": limits})
    files = []
    while size := sys.stdin.buffer.read(4):
        files.append(sys.stdin.buffer.read(struct.unpack("<I", size)[0]))
    confine(room)
    for data in files:
        try:
            _, samples = read_audio(data, container_of(data), limits)
            outcome: dict[str, object] = {
                "samples": len(samples),
                "finite": bool(np.isfinite(samples).all()),
            }
        except (ClipRefused, Refused) as refusal:
            outcome = {"refused": getattr(refusal, "code", None) or refusal.args[0]}
        except Exception as error:  # like main() of the child
            outcome = {"refused": "damaged", "surprise": f"{type(error).__name__}: {error}"}
        outcome["rss"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps(outcome), flush=True)


if __name__ == "__main__":
    main()
