"""Processes with models give way to people's pages on a machine that both share.

Measured on two cores: see NICE.
"""

import os
from pathlib import Path

NICE = 10
AUTOGROUP = Path("/proc/self/autogroup")


def let_pages_go_first() -> None:
    """Lower the priority of this thread and of those that it starts from now on."""
    os.nice(NICE)
    # Where Linux groups processes by session (sched(7), autogroup), it weighs the groups by this
    # file, and `nice` only inside of them; the supervisor gives each process a session.
    if AUTOGROUP.exists():
        AUTOGROUP.write_text(str(NICE))
