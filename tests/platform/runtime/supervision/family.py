"""Run by test_supervise.py: a supervisor with small real children, until it is told to stop.

`python -m tests.platform.runtime.supervision.family FOLDER`: every child writes its pid to FOLDER.
"""

import sys
from pathlib import Path

import config
from runtime.progress import say
from runtime.supervision import supervise
from runtime.supervision.programs import Program
from runtime.supervision.stop_signal import StopSignal, StopWanted

NOTE = "import os, sys, time; from pathlib import Path\n" + (
    "note = lambda name: Path(sys.argv[1], f'{name}.{os.getpid()}').touch()\n"
)
CHILDREN = {
    "steady": NOTE + "note('steady'); print('hello from steady', flush=True); time.sleep(600)",
    "stubborn": NOTE
    + "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    + "note('stubborn'); time.sleep(600)",
    "parent": NOTE
    + "import subprocess\n"
    + "subprocess.Popen([sys.executable, '-c', sys.argv[2], sys.argv[1]])\n"
    + "note('parent'); time.sleep(600)",
}
GRANDCHILD = NOTE + "note('grandchild'); time.sleep(600)"


def main(folder: Path) -> None:
    supervise.BACKOFF_FIRST = 0.3
    stop = StopSignal()
    stop.install()
    show = lambda name, line: say(f"{name} | {line}")  # noqa: E731
    supervisor = supervise.Supervisor(folder / "logs", stop, say, show, patience=1.0)
    try:
        for name, code in CHILDREN.items():
            argv = [sys.executable, "-c", code, str(folder), GRANDCHILD]
            supervisor.start_process(Program(name, argv, cwd=config.ROOT))
        say("started")
        supervisor.keep()
    except StopWanted:
        say("stopping")
    finally:
        supervisor.stop_all()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
