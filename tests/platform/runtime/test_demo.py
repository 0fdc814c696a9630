"""The demo workspace's password is made once, kept for its owner, and never a known one."""

import json
import stat
from pathlib import Path

from django.core.management import load_command_class

from runtime import demo


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
