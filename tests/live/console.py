"""Runs management commands beside a running Lectern, all of them in one process.

Django takes a processor seconds to start, and most tests need a workspace or two.
"""

import contextlib
import io
import json
import os
import select
import subprocess
import sys
from pathlib import Path

import config

COMMAND_SECONDS = 120


class Console:
    """The process. It starts with the first command; `env` is its environment."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self._env = env
        self._log = log
        self._process: subprocess.Popen | None = None

    def run(self, *arguments: str) -> str:
        """Run `manage.py …` and return what it printed; fails where the command does."""
        process = self._process or self._start()
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(arguments) + "\n")
        process.stdin.flush()
        answers, _, _ = select.select([process.stdout], [], [], COMMAND_SECONDS)
        line = process.stdout.readline() if answers else ""
        assert line, f"manage.py {arguments} did not end:\n{self._log.read_text()}"
        answer = json.loads(line)
        assert answer["status"] == 0, answer["printed"] + answer["errors"]
        return answer["printed"]

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    def _start(self) -> subprocess.Popen:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.live.console"],
                cwd=config.ROOT,
                env=self._env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        return self._process


def _run(arguments: list[str]) -> dict[str, str | int]:
    from django.core.management import execute_from_command_line

    printed, errors, status = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(errors):
        try:
            execute_from_command_line(["manage.py", *arguments])
        except SystemExit as left:
            status = left.code if isinstance(left.code, int) else int(left.code is not None)
    return {"status": status, "printed": printed.getvalue(), "errors": errors.getvalue()}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    for command in sys.stdin:
        print(json.dumps(_run(json.loads(command))), flush=True)
