"""Passwords from breaches are refused by a service that never learns them."""

import hashlib
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from accounts import services
from accounts.models import User
from tenants.refusal import Refused

BREACHED = "umbrella-kettle-42"
SAFE = "quite another phrase"
USER = User(email="wei@example.org", name="Wei")


class Ranges(BaseHTTPRequestHandler):
    """Answers as api.pwnedpasswords.com/range/ does."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        digests = {p: hashlib.sha1(p.encode()).hexdigest().upper() for p in (BREACHED, SAFE)}
        lines = ["0018A45C4D1DEF81644B54AB7F969B88D65:3"]
        # A line of padding, which counts nothing.
        lines += [f"{digest[5:]}:{7 if p == BREACHED else 0}" for p, digest in digests.items()]
        self.send_response(200)
        self.end_headers()
        self.wfile.write("\r\n".join(lines).encode())

    def log_message(self, *_values: object) -> None:
        pass


@pytest.fixture
def service(settings) -> Iterator[list[str]]:
    server = HTTPServer(("127.0.0.1", 0), Ranges)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.BREACHED_PASSWORDS_URL = f"http://127.0.0.1:{server.server_port}/range/"
    Ranges.asked.clear()
    yield Ranges.asked
    server.shutdown()
    server.server_close()


def test_a_breached_password_is_refused_and_five_digits_are_told(service):
    with pytest.raises(Refused, match="stolen elsewhere"):
        services.check_password(BREACHED, user=USER)
    services.check_password(SAFE, user=USER)
    assert all(len(path) == len("/range/") + 5 for path in service) and len(service) == 2


def test_without_the_service_a_password_is_accepted_and_that_is_logged(settings, caplog):
    caplog.set_level(logging.WARNING, "lectern.accounts")
    settings.BREACHED_PASSWORDS_URL = "http://127.0.0.1:1/range/"
    services.check_password(BREACHED, user=USER)
    assert "breached passwords not checked" in caplog.text
    assert BREACHED not in caplog.text


def test_nothing_is_asked_unless_the_operator_wants_it(settings, caplog):
    assert settings.BREACHED_PASSWORDS_URL == ""
    services.check_password(BREACHED, user=USER)
    assert not caplog.text
