"""Processes that encode or hold models give way to people's pages on a machine that both share."""

import logging
import os
import time
from pathlib import Path

log = logging.getLogger(__name__)

NICE = 10
"""On two cores with two web processes, others at work beside them, while one more Kokoro speaks
without a pause: p95 of 180 GET /healthz is 52.5 ms without and 15.3 ms with it, where it is 14.2 ms
without that Kokoro; of GET / 52.4, 21.0 and 17.3 ms (taken in turns in one run)."""
AUTOGROUP = Path("/proc/self/autogroup")
TRIES = 20


def let_pages_go_first(nice: int = NICE) -> None:
    """Lower the priority of this thread and of those that it starts from now on, unless by 0."""
    if nice and not step_back(nice, tries=TRIES):
        log.warning("the priority could not be lowered: pages may be slow while this process works")


def step_back(nice: int, *, tries: int) -> bool:
    """Lower this thread's priority by `nice`, in its session and beside others; False where Linux
    was too busy for the latter at each of the `tries`. Raises OSError."""
    os.nice(nice)
    # Where Linux groups processes by session (sched(7), autogroup), it weighs the groups by this
    # file, and `nice` only inside of them; our processes have a session each.
    if not AUTOGROUP.exists():
        return True
    for left in reversed(range(tries)):
        try:
            AUTOGROUP.write_text(str(nice))
            return True
        except BlockingIOError:
            # It takes one change every tenth of a second from all users without rights together,
            # and several processes start at once.
            if left:
                time.sleep(0.1)
    return False
