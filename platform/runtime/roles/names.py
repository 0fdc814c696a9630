"""The roles, with what each does, and the names of their processes in logs and metrics."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

ROLES = {
    "web": "Serves pages, REST and streams. Loads no model.",
    "worker": "Makes segments with one engine: `lectern worker kokoro`.",
    "enrolment": "Makes voices and checks consents. Loads the models of screening and recognition.",
    "general": "Sweeps the queue, delivers webhooks and mails, reports usage. Loads no model.",
    "beat": "Sends the ticks of periodic tasks. Loads no model.",
    "migrate": "Brings the database's tables up to date, checks the master key, and ends.",
    "up": "Runs all of these on this machine under one supervisor, until Ctrl-C.",
}

DEFAULT_ENGINE = "kokoro"
SUPERVISED = "LECTERN_SUPERVISED"
"""The variable that tells a process that we started from one that somebody started by hand."""


def process_name(role: str, engine: str = "") -> str:
    """The name of a role's process, such as `web` or `synthesis-glm_tts`."""
    if role != "worker":
        return role
    return "synthesis" if engine == DEFAULT_ENGINE else f"synthesis-{engine}"


def command(*arguments: str) -> list[str]:
    """How to run `lectern ARGUMENTS…` with this Python."""
    return [sys.executable, str(ROOT / "lectern"), *arguments]
