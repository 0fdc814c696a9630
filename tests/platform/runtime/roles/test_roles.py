"""Each role of Lectern alone, as on a machine of its own."""

import base64
import os
import socket
from types import SimpleNamespace

import psutil
import pytest

from runtime.roles import web_role
from telemetry.process_state import ProcessState
from tenants.sealing import rotation
from tenants.sealing.installation_keys import installation_key
from tests.platform.runtime.roles.role_process import a_port, refusal, role

OTHER_KEY = base64.b64encode(bytes(32)).decode()
READY = {"process", "database", "valkey", "storage", "keys"}


@pytest.fixture
def database(committed):
    """A database with a workspace, and the key that tells a wrong master key."""
    installation_key(rotation.CHECKED)
    return committed


@pytest.mark.parametrize("name", ["general", "beat"])
def test_a_role_alone_says_that_it_is_ready_and_ends_when_asked(database, tmp_path, name):
    with role(tmp_path, name, METRICS_TOKEN="secret") as running:
        running.wait_until_ready()
        assert set(running.checks()) >= READY
        assert running.get("/healthz")[0] == 200
        assert running.get("/metrics")[0] == 403
        status, figures = running.get("/metrics", Authorization="Bearer secret")
        assert status == 200 and "python_info" in figures
        # The queue's figures are the same everywhere: only web processes give them.
        assert "lectern_queue_queued" not in figures
        assert running.get("/else")[0] == 404
        assert running.end() == 0


def test_several_web_processes_share_a_port_and_one_health_port(database, tmp_path):
    port = a_port()
    with role(tmp_path, "web", "--port", str(port), "--processes", "2") as running:
        running.wait_until_ready()
        assert running.get("/healthz", port)[0] == 200
        [metrics] = {_metrics_folder(each) for each in _children(running)}
        assert os.stat(metrics).st_mode & 0o077 == 0
        assert "lectern_route_seconds" in running.get("/metrics")[1]
        killed = _children(running)[0]
        killed.kill()
        running.wait_for(lambda: killed not in (kept := _children(running)) and len(kept) == 2)
        running.wait_until_ready()
        assert not [name for name in os.listdir(metrics) if f"_{killed.pid}." in name]
        assert "lectern_route_seconds" in running.get("/metrics")[1]
        assert running.end() == 0
        assert not os.path.exists(metrics)


def test_who_keeps_web_processes_is_not_ready_while_one_is_missing(monkeypatch):
    state = ProcessState()
    monkeypatch.setattr(web_role, "this_process", state)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        for all_run in (True, False, True):
            web_role._note_state(SimpleNamespace(all_run=all_run), "127.0.0.1", port)
            assert state.warm.is_set() is all_run


def test_a_single_web_process_ends_by_itself_when_asked(database, tmp_path):
    with role(tmp_path, "web", "--port", str(a_port())) as running:
        running.wait_until_ready()
        assert running.end() == 0


def _children(running) -> list[psutil.Process]:
    return psutil.Process(running.process.pid).children()


def _metrics_folder(process: psutil.Process) -> str:
    return process.environ()["PROMETHEUS_MULTIPROC_DIR"]


@pytest.mark.parametrize("name", ["web", "general"])
def test_a_role_with_another_master_key_refuses_to_start(database, tmp_path, name):
    said = refusal(tmp_path, name, "--health-port", str(a_port()), LECTERN_MASTER_KEY=OTHER_KEY)
    assert "wrapped by another master key" in said
    assert "Traceback" not in said


def test_a_role_makes_no_master_key(database, tmp_path):
    said = refusal(tmp_path, "general", LECTERN_MASTER_KEY="")
    assert "there is no master key" in said
    assert not (tmp_path / "keys").exists()


def test_a_role_that_does_not_know_its_database_says_so(tmp_path, db):
    said = refusal(tmp_path, "web", DATABASE_URL="", REDIS_URL="")
    assert "DATABASE_URL and REDIS_URL must be set" in said


def test_an_unknown_engine_is_named(database, tmp_path):
    assert "there is no engine 'nosuch'; there are glm_tts, kokoro" in refusal(
        tmp_path, "worker", "nosuch"
    )
