"""Runs a program that ends when its parent does.

    python -I -S tied.py SIGNAL PARENT USER PROGRAM ARG…

SIGNAL is sent by the kernel when the thread that started us ends, even by SIGKILL (Linux,
PR_SET_PDEATHSIG in prctl(2)). PARENT is that process's id: if it is gone before that was set
up, we end at once. USER is `uid:gid[:group…]` to drop to, or `-`. PROGRAM is a path; it
takes our place and our process id. Elsewhere than on Linux it is run untied.

A script of its own instead of Popen's preexec_fn, which is unsafe where threads run.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def tie(signal_number: int, parent: int) -> None:
    """Ask the kernel to send us `signal_number` when `parent` ends. Raises OSError."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        sys.exit(f"the parent, process {parent}, has already ended")


def drop_to(user: str) -> None:
    """Become `uid:gid` for good, with no other groups than those after it."""
    uid, gid, *groups = (int(part) for part in user.split(":"))
    os.setgroups(groups)
    os.setgid(gid)
    os.setuid(uid)


def main() -> None:
    signal_number, parent, user, *program = sys.argv[1:]
    if user != "-":
        drop_to(user)
    # After the change of user, as the kernel drops the request when credentials change.
    tie(int(signal_number), int(parent))
    # Python ignores these two, and the program would inherit that.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    os.execv(program[0], program)


if __name__ == "__main__":
    main()
