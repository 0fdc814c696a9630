"""Try clients that others wrote against a running Lectern: `make clients`.

    python -m tests.clients                          all of them
    python -m tests.clients --only openai litellm    these

They are installed into .cache/clients, with the versions that are pinned here. Lectern hums in the
place of speaking; all else of it is real. The table of docs/clients.md is written anew; the exit
status is 1 if a call failed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from config import ROOT
from tests.clients import document
from tests.clients.clients import CLIENTS, PROGRAMS, Client, Place
from tests.live import conftest as live
from tests.live.api.tls_relay import Relay, relayed

FOLDER = ROOT / ".cache" / "clients"
HERE = Path(__file__).parent
CALL_SECONDS = 120
START_SECONDS = 600
"""On a machine that does much else."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    known = [client.package for client in CLIENTS]
    parser.add_argument("--only", nargs="+", choices=known, default=known, help="these clients")
    options = parser.parse_args()
    chosen = [client for client in CLIENTS if client.package in options.only]
    commands = {place: _install(place) for place in {client.place for client in chosen}}
    live.START_SECONDS = START_SECONDS
    data = Path(tempfile.mkdtemp(prefix="lectern-clients-", dir="/var/tmp"))
    data.chmod(0o755)  # PostgreSQL runs as another user
    try:
        with ExitStack() as opened:
            stack = opened.enter_context(
                live.started(data, DJANGO_SETTINGS_MODULE="tests.live.humming_settings")
            )
            relay = opened.enter_context(relayed(int(stack.url.rpartition(":")[2]), data))
            seen = [
                line
                for client in chosen
                for line in _try(client, commands[client.place], stack, relay)
            ]
    finally:
        shutil.rmtree(data, ignore_errors=True)
    document.write(seen)
    sys.exit(any(line.works != document.YES for line in seen))


def _install(place: Place) -> list[str]:
    """The command that runs a program with the clients of this place; installs what is missing."""
    if place is Place.OWN:
        return [sys.executable]
    FOLDER.mkdir(parents=True, exist_ok=True)
    if place is Place.PYTHON:
        venv, wanted = FOLDER / "venv", HERE / "requirements.txt"
        if _is_new(wanted):
            subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
            pip = [
                venv / "bin" / "python",
                "-m",
                "pip",
                "install",
                "--quiet",
                "--requirement",
                wanted,
            ]
            subprocess.run(pip, check=True)
            _remember(wanted)
        return [str(venv / "bin" / "python")]
    # Node looks for packages beside the program, so it gets a copy of all of them.
    folder, wanted = FOLDER / "node", HERE / "package.json"
    folder.mkdir(exist_ok=True)
    for file in [wanted, *PROGRAMS.glob("*.mjs")]:
        shutil.copy(file, folder)
    if _is_new(wanted):
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True
        )
        _remember(wanted)
    return ["node"]


def _is_new(pins: Path) -> bool:
    kept = FOLDER / pins.name
    return not kept.exists() or kept.read_text() != pins.read_text()


def _remember(pins: Path) -> None:
    shutil.copy(pins, FOLDER)


def _try(
    client: Client, command: list[str], stack: live.Stack, relay: Relay
) -> list[document.Line]:
    """Each of the client's calls, in a workspace of its own."""
    slug = "".join(each if each.isalnum() else "-" for each in client.package.lower()).strip("-")
    token = stack.workspace(f"try-{slug}"[:40].strip("-"))
    folder = FOLDER / "node" if client.place is Place.NODE else PROGRAMS
    env = {**os.environ, "LECTERN_URL": stack.url, "LECTERN_TOKEN": token, "NO_COLOR": "1"}
    env |= {"LECTERN_TLS_URL": relay.url, "SSL_CERT_FILE": str(relay.certificate)}
    found = []
    for call in client.calls:
        done = subprocess.run(
            [*command, client.program, call],
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            timeout=CALL_SECONDS,
        )
        said = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
        last = (said or ["nothing"])[-1].replace("|", "/")[:120]
        works = document.YES if done.returncode == 0 else "no"
        print(f"{client.package}: {call}: {works}: {last}", flush=True)
        if done.returncode:
            print(done.stderr, file=sys.stderr)
        found.append(document.Line(client.package, document.version_of(client), call, works, last))
    return found


if __name__ == "__main__":
    main()
