"""The confined process. `room.run` starts it; it imports no Django.

stdin: the file. argv: the repository, then what to do, in JSON. stdout: one line of JSON, then
bytes. The module that does the work has two functions: `prepare(order)` loads all that will be
needed, as nothing can be opened afterwards, and `work(data, order)` returns facts, which JSON can
hold, and bytes. It raises Refused for a file that it can't read.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import resource
import sys
from typing import Any

from confined.refusal import Refused


def confine(limits: dict[str, Any]) -> bool:
    """Give up every right that the work doesn't need. True if the network was cut off, too."""
    libc = ctypes.CDLL(None, use_errno=True)
    offline = False
    if hasattr(libc, "unshare"):
        new_user, new_network = 0x10000000, 0x40000000
        offline = not libc.unshare(new_network) or not libc.unshare(new_user | new_network)
    if os.geteuid() == 0:
        # Root could raise its limits again. In a container, changing user may not be allowed.
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
    if hasattr(libc, "prctl"):
        set_parent_death_signal, sigkill, set_no_new_privileges = 1, 9, 38
        libc.prctl(set_parent_death_signal, sigkill, 0, 0, 0)
        libc.prctl(set_no_new_privileges, 1, 0, 0, 0)
    cpu = limits["cpu_seconds"]
    for what, value in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_FSIZE, limits["output_bytes"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(what, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    return offline


def main() -> None:
    """Do what the command line says."""
    given = json.loads(sys.argv[2])
    order, limits = given["order"], given["limits"]
    module = importlib.import_module(given["module"])
    data = sys.stdin.buffer.read()
    module.prepare(order)
    confine(limits)
    answer, rest = {}, b""
    try:
        answer["facts"], rest = module.work(data, order)
    except Refused as refusal:
        answer = {"refused": refusal.reason, "figures": refusal.figures}
    except Exception as error:  # anything that a broken file makes a parser raise; it is logged
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        answer = {"refused": "damaged", "figures": {}}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + rest)
    sys.stdout.buffer.flush()
