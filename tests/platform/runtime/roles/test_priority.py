"""People's pages go before the processes with models on a machine that both share."""

import subprocess
import sys

import pytest

from runtime.roles import celery_roles, priority
from runtime.roles.priority import AUTOGROUP, NICE


def test_an_engine_gives_way_to_pages_in_its_session_and_beside_others():
    program = (
        "import os; from runtime.roles import priority as p; p.let_pages_go_first();"
        "print(os.nice(0), p.AUTOGROUP.read_text().split()[-1] if p.AUTOGROUP.exists() else '')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", f"import config; {program}"],
        start_new_session=True,
        capture_output=True,
        text=True,
        check=True,
    )
    alone, beside = ran.stdout.split(" ", 1)
    assert int(alone) == NICE
    assert beside.strip() == (str(NICE) if AUTOGROUP.exists() else "")


@pytest.mark.parametrize(
    ("queue", "models", "lowered"),
    [
        ("synthesis.kokoro", ["kokoro"], 1),
        ("enrolment", ["whisper", "kokoro"], 1),
        ("general", [], 0),
    ],
)
def test_only_roles_with_models_give_way(monkeypatch, queue, models, lowered):
    done = []
    monkeypatch.setattr(celery_roles.health, "open_port", lambda **_: None)
    monkeypatch.setattr(celery_roles.key_check, "wait_and_check", lambda: None)
    monkeypatch.setattr(celery_roles.model_check, "wait_for_files", lambda models: None)
    monkeypatch.setattr(priority, "let_pages_go_first", lambda _nice: done.append(queue))
    monkeypatch.setattr(celery_roles, "_run", lambda *_: 0)
    monkeypatch.setenv("LECTERN_PROCESS", "test")
    celery_roles.worker(queue, models)
    assert len(done) == lowered


def test_a_worker_that_shares_no_machine_with_pages_keeps_its_priority(monkeypatch):
    lowered = []
    monkeypatch.setattr(priority, "step_back", lambda nice, tries: lowered.append(nice) or True)
    priority.let_pages_go_first(0)
    assert lowered == []
    priority.let_pages_go_first(3)
    assert lowered == [3]


def test_several_processes_that_start_at_once_take_turns(monkeypatch):
    """Linux takes few such changes a second, and answers the others with EAGAIN."""
    written = []

    class Busy:
        def exists(self) -> bool:
            return True

        def write_text(self, text: str) -> None:
            written.append(text)
            if len(written) < 3:
                raise BlockingIOError

    monkeypatch.setattr(priority, "AUTOGROUP", Busy())
    monkeypatch.setattr(priority.os, "nice", lambda _increment: 0)
    priority.let_pages_go_first()
    assert written == [str(NICE)] * 3
