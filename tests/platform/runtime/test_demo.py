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
    assert just_made and len(password) >= 22  # 128 bits
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


LOCAL = "http://localhost:8000"
PUBLIC = "https://speech.example"


@pytest.mark.parametrize(
    ("host", "public_url", "wanted"),
    [
        *((host, LOCAL, True) for host in ("127.0.0.1", "localhost", "::1", "127.1.2.3")),
        *((host, LOCAL, False) for host in ("0.0.0.0", "::", "192.0.2.7", "lectern.example")),
        # A proxy on this machine publishes it.
        *((host, PUBLIC, False) for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0")),
        *(("127.0.0.1", f"http://{host}", True) for host in ("127.0.0.1:1", "[::1]:80")),
    ],
)
def test_only_this_machine_gets_a_demo_workspace(host: str, public_url: str, wanted: bool) -> None:
    assert demo.is_wanted(host, public_url) is wanted


@pytest.mark.parametrize(
    ("host", "public_url", "reason"),
    [("0.0.0.0", LOCAL, "HOST=0.0.0.0"), ("127.0.0.1", PUBLIC, f"PUBLIC_URL={PUBLIC}")],
)
def test_the_start_says_why_there_is_no_demo_workspace(
    tmp_path: Path, capsys, host: str, public_url: str, reason: str
) -> None:
    launch = Launch(host, 8000, tmp_path, tmp_path, [], tmp_path, public_url)
    launch._say_how_to_go_on(None)
    assert f"none, as {reason} is open to others" in capsys.readouterr().out
    demo.kept_password(tmp_path)
    launch._say_how_to_go_on(None)
    assert f"an earlier start made {demo.OWNER}" in capsys.readouterr().out


def test_no_demo_workspace_is_made_where_others_come(tmp_path: Path) -> None:
    class Noted:
        argv: list[str]

        def run_to_end(self, program: Program) -> str:
            self.argv = list(program.argv)
            return json.dumps({"created": True})

    reached = (("0.0.0.0", LOCAL, False), ("127.0.0.1", PUBLIC, False), ("127.0.0.1", LOCAL, True))
    for host, public_url, made in reached:
        supervisor = Noted()
        launch = Launch(host, 8000, tmp_path, tmp_path, [], tmp_path, public_url)
        sign_in = launch._settle_database(supervisor, {}, None)
        assert (sign_in is not None) is made
        assert ("--demo" in supervisor.argv) is made
        assert (tmp_path / demo.PASSWORD_FILE).exists() is made


@pytest.mark.django_db
def test_settling_makes_the_demo_workspace_only_on_demand(settings, tmp_path, monkeypatch) -> None:
    settings.DATA = tmp_path
    calls: list[str] = []
    monkeypatch.setattr(settle_database, "call_command", lambda name, *_, **__: calls.append(name))
    call_command("settle_database")
    assert calls == []
    call_command("settle_database", "--demo")
    assert calls == ["create_tenant"]
