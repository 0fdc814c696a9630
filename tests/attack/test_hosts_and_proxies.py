"""What an installation gives to whom: by the host asked for, the proxy between, and the address."""

import os
import subprocess
import sys

import pytest
from django.core import mail

from config import ROOT


def run(program: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours as an installation with these variables."""
    return subprocess.run(
        [sys.executable, *program],
        cwd=ROOT,
        env={**os.environ, **env},
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
