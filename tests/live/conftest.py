"""All of Lectern, started as an operator starts it, with a data folder of its own."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from config import ROOT
from runtime.supervision.free_port import free_port
from tests import prepared_database
from tests.chromium import find
from tests.live.console import Console

START_SECONDS = 120

# Pages wait for workers that share the machine with other tests; its own limit is five seconds.
expect.set_options(timeout=60_000)


@dataclass
class Stack:
    """A running Lectern."""

    url: str
    data: Path
    env: dict[str, str]
    process: subprocess.Popen
    console: Console

    def manage(self, *arguments: str) -> str:
        """Run `manage.py …` beside it as an operator does, and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def workspace(self, slug: str, plan: str = "school") -> str:
        """Make a workspace and return a token for it."""
        owner = ("--owner", f"{slug}@example.org", "--password", "a long enough phrase")
        created = self.console.run(
            "create_tenant", slug, "--name", slug.title(), *owner, "--plan", plan
        )
        assert json.loads(created)["created"]
        return self.console.run("issue_token", slug, "--name", "tests").strip()

    def log(self) -> str:
        return (self.data / "up.log").read_text()


@pytest.fixture(scope="package")
def stack(tmp_path_factory) -> Iterator[Stack]:
    data = tmp_path_factory.mktemp("lectern")
    with started(data, DJANGO_SETTINGS_MODULE="tests.live.shared_fit_settings") as running:
        yield running


@pytest.fixture(scope="package")
def humming(tmp_path_factory) -> Iterator[Stack]:
    """A Lectern that answers a hundred requests for speech within seconds, not minutes.

    Its mails are sent: into the folder `mails` of its data.
    """
    data = tmp_path_factory.mktemp("humming")
    mails = data / "mails"
    mails.mkdir()
    mails.chmod(0o777)  # started by root, the worker runs as another user
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.live.humming_settings",
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(mails),
    }
    with started(data, **environment) as running:
        yield running


@pytest.fixture(scope="module")
def microphone(tmp_path_factory) -> Path:
    """The file that the browser's microphone plays; it is read when a recording begins."""
    return tmp_path_factory.mktemp("microphone") / "clip.wav"


@pytest.fixture(scope="module")
def browser(microphone) -> Iterator[Browser]:
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}",
        "--autoplay-policy=no-user-gesture-required",
    ]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=find(), args=flags)
        yield launched
        launched.close()


_static: list[Path] = []
"""The static files that the first Lectern of this run collected, hashed and compressed."""


@contextmanager
def started(data: Path, **more: str) -> Iterator[Stack]:
    """Lectern over a data folder, `more` in its environment, until the block is left."""
    port = free_port()
    # The tests' own database and Valkey are not this one's.
    own = ("DATABASE_URL", "REDIS_URL", "LECTERN_MASTER_KEY")
    env = {key: value for key, value in os.environ.items() if key not in own}
    # The browser's microphone is a synthetic voice.
    env.setdefault("LECTERN_ACCEPT_SYNTHETIC_CONSENT", "1")
    # Customers' servers are on this machine as well.
    env |= {"LECTERN_DATA": str(data), "PORT": str(port), "WEBHOOK_NETWORKS": "127.0.0.0/8"}
    env |= more
    if _static and not (data / "static").exists():
        shutil.copytree(_static[0], data / "static")
    if not (data / "postgres").exists():
        prepared_database.copy_to(data / "postgres")
    with (data / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"], cwd=ROOT, env=env, stdout=log, stderr=log
        )
    console = Console(env, data / "console.log")
    running = Stack(f"http://localhost:{port}", data, env, process, console)
    try:
        wait_until_ready(running)
        _static.append(data / "static")
        yield running
    finally:
        console.close()
        process.send_signal(signal.SIGINT)
        process.wait(60)


def wait_until_ready(stack: Stack) -> None:
    end = time.monotonic() + START_SECONDS
    while not re.search(r"Ready after", stack.log()):
        assert stack.process.poll() is None, stack.log()
        assert time.monotonic() < end, stack.log()
        time.sleep(0.2)


def wait(api: httpx.Client, address: str, wanted: str, seconds: float = 300) -> dict:
    """The answer about a job or a voice, once it has the status `wanted`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = api.get(address).json()
        if answer["status"] == wanted:
            return answer
        assert answer["status"] not in ("failed", "cancelled"), answer
        time.sleep(0.5)
    raise AssertionError(f"{address} is not {wanted} after {seconds} s: {answer}")
