"""The browser for the browser tests: one on the machine, else installed. Never skipped.

`python -m tests.chromium` makes sure of it; `find()` names it to Playwright:
`playwright.chromium.launch(executable_path=find())`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoChromium(Exception):
    """There is none and none could be installed; the message says what to do."""


def find() -> str | None:
    """Path of a Chromium: $CHROMIUM, the machine's own, or the one Playwright installed."""
    if named := os.environ.get("CHROMIUM"):
        if not shutil.which(named):
            raise NoChromium(f"CHROMIUM={named} is no program.")
        return shutil.which(named)
    for name in NAMES:
        if program := shutil.which(name):
            return program
    return _of_playwright()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def ensure() -> str:
    """Find one, or install Debian's as root, or Playwright's own. Raises NoChromium."""
    if program := find():
        return program
    tried = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("  Installing Debian's Chromium for the browser tests …", flush=True)
        tried.append(_run(["apt-get", "update", "-qq"]))
        install = ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", "chromium"]
        tried.append(_run(install, DEBIAN_FRONTEND="noninteractive"))
        if program := find():
            return program
    print("  Installing Playwright's Chromium for the browser tests …", flush=True)
    tried.append(_run([sys.executable, "-m", "playwright", "install", "chromium"]))
    if program := find():
        return program
    raise NoChromium(
        "The browser tests need Chromium; there is none and none could be installed.\n"
        "Install it (Debian: apt-get install chromium), or name yours: CHROMIUM=/path make test\n"
        + "\n".join(said for said in tried if said)
    )


def _run(command: Sequence[str], **env: str) -> str:
    """Run an installer; what it said at the end if it failed, else nothing."""
    done = subprocess.run(
        command,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode == 0:
        return ""
    return f"`{' '.join(command)}` failed:\n{done.stdout.strip()[-1000:]}"


if __name__ == "__main__":
    try:
        ensure()
    except NoChromium as error:
        sys.exit(str(error))
