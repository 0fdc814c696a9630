"""Builds the image of the Dockerfile's target `cpu` with podman, and runs its roles.

Where a registry of images can't be reached, the images that it begins with are stood in for
(tests/image/stand_in.py); each step after that is the Dockerfile's own. Minutes long; needs root,
and Debian's debootstrap, podman and runc.
"""

import argparse
import base64
import http.client
import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from config import ROOT
from runtime.progress import step
from runtime.supervision.free_port import free_port
from tests.image import stand_in
from tests.image.containers import (
    Failed,
    call,
    execute,
    logs,
    missing,
    remove,
    run,
    start,
)
from tests.image.neighbours import Neighbours
from tests.s3_server import S3Server, s3_server

IMAGE = "localhost/lectern:cpu"
MANAGE = ["--entrypoint", "/opt/lectern/.venv/bin/python"]
PATIENCE = 300
COMPILERS = ("cc", "gcc", "g++", "c++", "make", "ld", "uv", "node", "npm")


def build(folder: Path, options: list[str]) -> None:
    """Build the image from the stand-ins. Raises Failed."""
    arguments = [f"PYTHON_IMAGE={stand_in.PYTHON_IMAGE}", f"CADDY_IMAGE={stand_in.CADDY_IMAGE}"]
    given = [part for each in arguments for part in ("--build-arg", each)]
    command = ["podman", "build", "--isolation", "chroot", "--format", "docker", "--layers"]
    call(
        *command,
        *given,
        *options,
        "--target",
        "cpu",
        "--tag",
        IMAGE,
        ROOT,
        log=folder / "build.log",
    )


def get(port: int, path: str, token: str = "", body: object = None) -> tuple[int, bytes]:
    """(status, body) of an answer; (0, b"") where nobody listens."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except http.client.IncompleteRead as broken_off:
        return 0, broken_off.partial
    except OSError:
        return 0, b""


def until(what: str, holds: Callable[[], bool], container: str) -> None:
    """Wait until it holds. Raises Failed with the container's log."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if holds():
            return
        time.sleep(1)
    raise Failed(f"{what} did not come true in {PATIENCE} s. {container}:\n{logs(container)}")


class Trial:
    """The roles of one installation, each in a container with a read-only root file system."""

    def __init__(self, neighbours: Neighbours, files: S3Server) -> None:
        variables = {
            **files.environment,
            "LECTERN_FILES": f"s3://{files.bucket()}",
            "DATABASE_URL": neighbours.database_url,
            "REDIS_URL": neighbours.redis_url,
            "LECTERN_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        self._options = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"]
        # Each container's own, as in deploy/compose.yaml: they share no folder.
        self._options += ["--volume=/tmp", "--volume=/var/lib/lectern"]
        for name, value in variables.items():
            self._options += ["--env", f"{name}={value}"]
        self.started: list[str] = []

    def once(self, *arguments: str) -> str:
        """A role that ends."""
        return run(IMAGE, *arguments, options=self._options)

    def manage(self, *arguments: str) -> str:
        """A command of manage.py."""
        return run(IMAGE, "manage.py", *arguments, options=[*self._options, *MANAGE])

    def role(self, name: str, *arguments: str, **variables: str) -> int:
        """Start a role; returns its health port."""
        health = free_port()
        own = {**variables, "LECTERN_HEALTH_PORT": str(health)}
        env = [f"--env={key}={value}" for key, value in own.items()]
        self.started.append(name)
        start(name, IMAGE, *arguments, options=[*self._options, *env])
        until(f"{name} alive", lambda: get(health, "/healthz")[0] == 200, name)
        return health


def check_contents() -> None:
    """What is in the image, and what is not. Raises Failed."""
    shell = ["--entrypoint", "sh"]
    found = run(
        IMAGE, "-c", f"for p in {' '.join(COMPILERS)}; do command -v $p; done; id -u", options=shell
    )
    if found.split() != ["10001"]:
        raise Failed(f"The image has, or runs as: {found}")
    for text in ("translations", "a page's files"):
        path = {"translations": "locale/zh_Hans/LC_MESSAGES/django.mo"}.get(
            text, "/opt/lectern-static/staticfiles.json"
        )
        run(IMAGE, "-c", f"test -s {path}", options=shell)
    run(IMAGE, "-c", "! test -e tests && ! test -e .git && ! test -w /opt/lectern", options=shell)
    if "worker" not in run(IMAGE, "--help"):
        raise Failed("`lectern --help` does not tell the roles.")


def try_roles(trial: Trial) -> None:
    """Migrate, serve and speak. Raises Failed."""
    with step("lectern migrate"):
        trial.once("migrate")
    with step("lectern web"):
        port = free_port()
        health = trial.role("lectern-web", "web", PORT=str(port), ALLOWED_HOSTS="127.0.0.1")
        until("web ready", lambda: get(port, "/healthz")[0] == 200, "lectern-web")
        if get(health, "/readyz")[0] != 200:
            raise Failed(f"/readyz of web: {get(health, '/readyz')}")
        page = get(port, "/")[1].decode()
        sheet = page.partition('href="/static/lectern.')[2].partition('"')[0]
        if get(port, f"/static/lectern.{sheet}")[0] != 200:
            raise Failed(f"the page's style sheet lectern.{sheet} is not served")
        if execute("lectern-web", "id", "-u") != "10001":
            raise Failed("web does not run as 10001")
        call("podman", "--runtime", "runc", "healthcheck", "run", "lectern-web")
    with step("lectern worker kokoro"):
        health = trial.role("lectern-worker", "worker", "kokoro")
        until("worker ready", lambda: get(health, "/readyz")[0] == 200, "lectern-worker")
    with step("lectern general, beat, enrolment"):
        for name in ("general", "beat", "enrolment"):
            trial.role(f"lectern-{name}", name)
    with step("Speech") as this:
        owner = [
            "--name",
            "School",
            "--owner",
            "a@school.example",
            "--password",
            secrets.token_hex(12),
        ]
        trial.manage("create_tenant", "school", *owner, "--plan", "trial")
        token = trial.manage("issue_token", "school", "--name", "trial").splitlines()[-1]
        said = {
            "model": "kokoro",
            "voice": "af_heart",
            "input": "Good morning!",
            "response_format": "wav",
        }
        status, audio = get(port, "/v1/audio/speech", token, said)
        if status != 200 or audio[:4] != b"RIFF" or len(audio) < 20_000:
            raise Failed(f"speech: {status} {audio[:300]!r}\n{logs('lectern-worker')}")
        this.detail = f"{len(audio)} bytes"
    with step("SIGTERM"):
        for name in reversed(trial.started):
            call("podman", "stop", "--time", "60", name)
            code = call("podman", "inspect", "--format", "{{.State.ExitCode}}", name)
            if code != "0":
                raise Failed(f"{name} ended with {code}:\n{logs(name)}")


def main() -> None:
    """Do all of it. Raises Failed."""
    parser = argparse.ArgumentParser(prog="make image-steps")
    parser.add_argument("--folder", type=Path, default=ROOT / ".cache" / "image")
    parser.add_argument("--no-build", action="store_true", help="try the image that is there")
    options, build_options = parser.parse_known_args()
    if os.geteuid() != 0 or missing():
        lacking = ", ".join(missing()) or "nothing else"
        raise Failed(
            f"This needs root, and Debian's debootstrap, podman and runc; missing: {lacking}."
        )
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if not options.no_build:
        with step("Stand-in base images"):
            stand_in.make(folder)
        with step("podman build"):
            build(folder, build_options)
    with step("What is in the image") as this:
        check_contents()
        size = int(call("podman", "image", "inspect", "--format", "{{.Size}}", IMAGE))
        this.detail = f"{size / 1e9:.2f} GB"
    services = folder / f"run-{secrets.token_hex(4)}"
    with Neighbours(services) as neighbours, s3_server() as files:
        trial = Trial(neighbours, files)
        try:
            try_roles(trial)
        finally:
            for name in trial.started:
                remove(name)


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(f"\n{failure}")
