"""Lectern says which settings are unsafe once others sign in."""

import psycopg2
import pytest
from django.conf import settings as configured
from django.core.checks import run_checks
from django.db import connections

from runtime import checks
from runtime.supervision.launch import _say_warnings

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("public_url", "behind_tls", "backend", "warns"),
    [
        ("http://localhost:8000", False, checks.CONSOLE_BACKEND, False),
        ("http://127.0.0.1:8000", False, checks.CONSOLE_BACKEND, False),
        ("https://speech.example", True, checks.CONSOLE_BACKEND, True),
        ("http://speech.example", False, checks.CONSOLE_BACKEND, True),
        ("http://localhost:8000", True, checks.CONSOLE_BACKEND, True),
        ("https://speech.example", True, SMTP, False),
    ],
)
def test_mails_in_the_log_are_warned_of_where_others_sign_in(
    settings, public_url: str, behind_tls: bool, backend: str, warns: bool
) -> None:
    settings.PUBLIC_URL, settings.BEHIND_TLS = public_url, behind_tls
    settings.EMAIL_BACKEND = backend
    found = [warning.id for warning in run_checks(tags=[checks.TAG])]
    assert found == (["runtime.W001"] if warns else [])


def test_the_start_prints_the_warnings(settings, monkeypatch, capsys) -> None:
    monkeypatch.delenv("DATABASE_URL")
    settings.PUBLIC_URL, settings.EMAIL_BACKEND = "https://speech.example", checks.CONSOLE_BACKEND
    _say_warnings()
    printed = capsys.readouterr().out
    assert "links that reset passwords" in printed and "Set EMAIL_BACKEND=" in printed


@pytest.mark.django_db
def test_a_role_with_rights_that_lectern_does_not_need_is_warned_of() -> None:
    assert checks.role_is_no_superuser() == []
    found = checks.role_is_no_superuser(databases=["default"])
    assert [warning.id for warning in found] == ["runtime.W002"]
    assert "The role postgres" in found[0].msg and "SUPERUSER" in found[0].msg


@pytest.mark.django_db
def test_a_role_with_few_rights_is_not_warned_of() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL ROLE lectern")
        assert checks.role_is_no_superuser(databases=["default"]) == []


def test_our_own_role_is_the_one_without_rights() -> None:
    """The tests themselves make databases, so they work as the superuser of the same server."""
    url = configured.DATABASE_URL.replace("postgres@", "lectern@")
    connection = psycopg2.connect(url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
    connection.close()
