"""Every place that shows a version shows the one in pyproject.toml."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from config import ROOT
from runtime.supervision.processes import processes


@pytest.fixture(scope="module")
def written() -> str:
    """The version as pyproject.toml has it, found without a parser of TOML."""
    match = re.search(r'^version = "(\d+\.\d+\.\d+)"$', (ROOT / "pyproject.toml").read_text(), re.M)
    assert match
    return match[1]


def run(*argv: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *argv],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_healthz_returns_the_version(written):
    answer = Client().get("/healthz")
    assert answer.json() == {"status": "ok", "version": written}


@pytest.mark.parametrize("argument", ["version", "--version"])
def test_the_command_line_prints_lecterns_version_and_not_djangos(argument, written):
    assert run("manage.py", argument).stdout == f"{written}\n"


def test_help_lists_the_version_command(written, capsys):
    call_command("version")
    assert capsys.readouterr().out == f"{written}\n"


def test_the_rest_api_has_a_version_of_its_own():
    assert settings.SPECTACULAR_SETTINGS["VERSION"] == "1"


def test_every_process_is_started_with_its_name(tmp_path):
    started = processes("localhost", 8000, {"LECTERN_MODELS": str(tmp_path)})
    assert [each.env["LECTERN_PROCESS"] for each in started] == [each.name for each in started]


def test_a_process_begins_its_log_with_the_version(written):
    begun = run("-c", "import config.asgi", LECTERN_PROCESS="web", LOG_FORMAT="json").stderr
    first = json.loads(begun.splitlines()[0])
    assert first["message"] == f"Lectern {written}: process web starts"
    assert first["version"] == written


def test_a_worker_begins_its_log_with_the_version(written):
    begun = run("-m", "celery", "-A", "config", "report", LECTERN_PROCESS="general").stderr
    assert f"Lectern {written}: process general starts" in begun


def test_a_command_does_not_log_the_version():
    done = run("manage.py", "check", LECTERN_PROCESS="")
    assert done.returncode == 0
    assert "starts" not in done.stderr
