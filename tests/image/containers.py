"""Calls podman, on machines that allow it little as well."""

import resource
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

NEEDED = ("debootstrap", "podman", "runc")


class Failed(Exception):
    """A step that did not end well; the message says how."""


def missing() -> list[str]:
    """The programs that this machine lacks."""
    return [name for name in NEEDED if not shutil.which(name)]


def call(*command: str | Path, log: Path | None = None, check: bool = True) -> str:
    """What the command printed. Raises Failed with the end of it, unless `check` is off."""
    done = subprocess.run(
        list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if log:
        log.write_text(done.stdout + done.stderr, encoding="utf-8")
    if check and done.returncode != 0:
        end = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise Failed(f"{Path(command[0]).name} {command[1]} ended with {done.returncode}:\n{end}")
    return done.stdout.strip()


def run(image: str, *arguments: str, options: Sequence[str] = (), check: bool = True) -> str:
    """Run a container to its end; returns what it printed. Raises Failed."""
    return call(*_podman(), "run", "--rm", *_LIMITS, *options, image, *arguments, check=check)


def start(name: str, image: str, *arguments: str, options: Sequence[str] = ()) -> None:
    """Start a container that goes on. Raises Failed."""
    call("podman", "rm", "--force", "--ignore", "--time", "2", name)
    call(*_podman(), "run", "--detach", "--name", name, *_LIMITS, *options, image, *arguments)


def execute(name: str, *command: str, check: bool = True) -> str:
    """Run a command in a container that runs. Raises Failed."""
    return call(*_podman(), "exec", name, *command, check=check)


def remove(name: str) -> None:
    """End a container with SIGTERM, and delete it."""
    call("podman", "rm", "--force", "--ignore", "--time", "60", name, check=False)


def logs(name: str) -> str:
    """The end of what a container has printed."""
    done = subprocess.run(
        ["podman", "logs", "--tail", "20", name], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def _podman() -> list[str]:
    # crun, the other runtime, wants control groups of version 2 alone.
    return ["podman", "--runtime", "runc"]


def _limits() -> list[str]:
    """podman asks for higher limits than a confined root may set."""
    pairs = (("nofile", resource.RLIMIT_NOFILE, 20_000), ("nproc", resource.RLIMIT_NPROC, 10_000))
    options = []
    for name, kind, wanted in pairs:
        _soft, hard = resource.getrlimit(kind)
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        options += ["--ulimit", f"{name}={value}:{value}"]
    return options


_LIMITS = [*_limits(), "--network", "host"]
