"""What an installation gives to whom: by the host asked for, the proxy between, and the address."""

import os
import re
import subprocess
import sys
from ast import literal_eval
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from accounts.mails import queued_mail
from config import ROOT
from config.environment import contacts


def run(program: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours as an installation with these variables."""
    return subprocess.run(
        [sys.executable, *program],
        cwd=ROOT,
        # That other tests take consent from synthetic voices is not for an address on the internet.
        env={**os.environ, "LECTERN_ACCEPT_SYNTHETIC_CONSENT": "0", **env},
        capture_output=True,
        text=True,
        timeout=120,
    )


def setting(name: str, **env: str) -> str:
    """A setting as an installation with these variables has it."""
    program = f"import config.settings as settings; print(getattr(settings, {name!r}, None))"
    done = run(["-c", program], **env)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_reset_link_leads_to_us_whatever_host_was_asked_for(client, alice, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/password", {"email": alice.user.email}, headers={"host": "evil.example"})
    queued_mail.send_due()
    body = mail.outbox[0].body
    assert f"{settings.PUBLIC_URL}/password/" in body
    assert "evil.example" not in body + mail.outbox[0].subject


def test_the_public_address_may_be_written_with_a_slash():
    assert setting("PUBLIC_URL", PUBLIC_URL="https://x.example/") == "https://x.example"


@pytest.mark.parametrize(
    "header",
    [
        *("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Server"),
        *("Forwarded", "X-Real-IP", "Via", "x-real-ip", "True-Client-IP", "CF-Connecting-IP"),
    ],
)
def test_metrics_are_closed_to_what_came_through_a_proxy(client, db, header):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 403


def test_a_scrape_with_the_token_may_come_through_a_proxy(client, db, settings):
    settings.METRICS_TOKEN = "abc"
    given = {"Via": "1.1 proxy", "Authorization": "Bearer abc"}
    assert client.get("/metrics", headers=given).status_code == 200


def test_there_is_no_security_txt_without_a_contact(client, db, settings):
    settings.SECURITY_CONTACTS = []
    assert client.get("/.well-known/security.txt").status_code == 404


def test_security_txt_names_the_operators_contacts(client, db, settings):
    settings.SECURITY_CONTACTS = ["mailto:security@example.org", "https://example.org/report"]
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert lines[:2] == [
        "Contact: mailto:security@example.org",
        "Contact: https://example.org/report",
    ]
    assert f"Canonical: {settings.PUBLIC_URL}/.well-known/security.txt" in lines
    [expires] = re.findall(r"^Expires: (.+)$", "\n".join(lines), re.MULTILINE)
    until = datetime.fromisoformat(expires)
    assert timedelta(0) < until - datetime.now(UTC) < timedelta(days=365)


def test_contacts_are_addresses(monkeypatch):
    monkeypatch.setenv("SECURITY_CONTACT", "a@example.org, https://example.org/x")
    assert contacts("SECURITY_CONTACT") == ["mailto:a@example.org", "https://example.org/x"]
    for wrong in ("the operator", "http://example.org", "a@b.org\nExpires: never"):
        monkeypatch.setenv("SECURITY_CONTACT", wrong)
        with pytest.raises(ImproperlyConfigured):
            contacts("SECURITY_CONTACT")


def test_cookies_belong_to_one_host_behind_tls():
    assert setting("SESSION_COOKIE_NAME", BEHIND_TLS="1") == "__Host-sessionid"
    assert setting("CSRF_COOKIE_NAME", BEHIND_TLS="1") == "__Host-csrftoken"
    assert setting("LANGUAGE_COOKIE_NAME", BEHIND_TLS="1") == "__Host-language"
    # A browser takes no such cookie without TLS.
    assert setting("SESSION_COOKIE_NAME", BEHIND_TLS="0") == "None"


def test_pages_are_for_tls_alone_and_programs_may_do_without(client, alice, settings):
    assert setting("SECURE_SSL_REDIRECT", BEHIND_TLS="1") == "True"
    settings.SECURE_REDIRECT_EXEMPT = literal_eval(
        setting("SECURE_REDIRECT_EXEMPT", BEHIND_TLS="1")
    )
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    browser = type(client)()
    assert browser.get("/sign-in")["Location"].startswith("https://")
    assert browser.get("/sign-in", headers={"X-Forwarded-Proto": "https"}).status_code == 200
    assert browser.get("/healthz").status_code == 200
    assert browser.get("/v1/models").status_code == 401


DEPLOYED = {"BEHIND_TLS": "1", "PUBLIC_URL": "https://speech.example"}
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def test_djangos_check_of_a_deployment_finds_nothing():
    named = {f"LECTERN_OPERATOR_{it}": "Heron" for it in ("NAME", "ADDRESS", "EMAIL", "LAW")}
    check = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = run(check, EMAIL_BACKEND=SMTP, **DEPLOYED, **named)
    assert done.returncode == 0, done.stderr


def test_the_check_of_a_deployment_warns_of_mails_in_the_log():
    done = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], **DEPLOYED)
    assert done.returncode == 1
    assert "runtime.W001" in done.stderr and "links that reset passwords" in done.stderr
    # Nor does it say who the operator is.
    assert "runtime.W003" in done.stderr and "LECTERN_OPERATOR_ADDRESS" in done.stderr
