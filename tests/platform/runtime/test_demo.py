"""The demo workspace's password is made once, kept for its owner, and never a known one."""

import json
import stat
from pathlib import Path

import pytest
from django.core.management import call_command, load_command_class

from runtime import demo
from runtime.management.commands import settle_database
from runtime.supervision.launch import Launch
from runtime.supervision.programs import Program


def test_the_password_is_private_and_the_same_at_the_next_start(tmp_path: Path) -> None:
    password, just_made = demo.kept_password(tmp_path)
    assert just_made and len(password) >= 12
    assert demo.kept_password(tmp_path) == (password, False)
    assert stat.S_IMODE((tmp_path / demo.PASSWORD_FILE).stat().st_mode) == 0o600
    assert demo.kept_password(tmp_path / "another")[0] != password


def test_the_password_of_an_older_demo_workspace_is_not_shown() -> None:
    there = "a log line\n" + json.dumps({"created": False})
    assert demo.sign_in(there, "secret", just_made=True).password is None
    assert demo.sign_in(there, "secret", just_made=False).password == "secret"
    assert demo.sign_in(json.dumps({"created": True}), "secret", just_made=True).password


def test_a_password_may_begin_with_a_dash():
    name, *given = demo.arguments("-Xy_4")
    parser = load_command_class("accounts", name).create_parser("manage.py", name)
    assert parser.parse_args(given).password == "-Xy_4"


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        *(("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.1.2.3", True)),
        *(("0.0.0.0", False), ("::", False), ("192.0.2.7", False), ("lectern.example", False)),
    ],
)
def test_only_this_machine_gets_a_demo_workspace(host: str, wanted: bool) -> None:
    assert demo.is_wanted(host) is wanted


def test_the_start_says_why_there_is_no_demo_workspace(tmp_path: Path, capsys) -> None:
    launch = Launch("0.0.0.0", 8000, tmp_path, tmp_path, [], tmp_path, "http://x.example")
    launch._say_how_to_go_on(None)
    assert "none, as HOST=0.0.0.0 is open to others" in capsys.readouterr().out
    demo.kept_password(tmp_path)
    launch._say_how_to_go_on(None)
    assert f"an earlier start made {demo.OWNER}" in capsys.readouterr().out


def test_no_demo_workspace_is_made_for_a_host_open_to_others(tmp_path: Path) -> None:
    class Noted:
        argv: list[str]

        def run_to_end(self, program: Program) -> str:
            self.argv = list(program.argv)
            return json.dumps({"created": True})

    for host, made in (("0.0.0.0", False), ("127.0.0.1", True)):
        supervisor = Noted()
        launch = Launch(host, 8000, tmp_path, tmp_path, [], tmp_path, "http://x.example")
        sign_in = launch._settle_database(supervisor, {})
        assert (sign_in is not None) is made
        assert ("--demo" in supervisor.argv) is made
        assert (tmp_path / demo.PASSWORD_FILE).exists() is made


@pytest.mark.django_db
def test_settling_makes_the_demo_workspace_only_on_demand(settings, tmp_path, monkeypatch) -> None:
    settings.DATA = tmp_path
    calls: list[str] = []
    monkeypatch.setattr(settle_database, "call_command", lambda name, *_, **__: calls.append(name))
    call_command("settle_database")
    assert calls == ["migrate_schemas"]
    call_command("settle_database", "--demo")
    assert calls == ["migrate_schemas", "migrate_schemas", "create_tenant"]
