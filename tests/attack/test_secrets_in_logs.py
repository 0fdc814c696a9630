"""No log line and no span holds a secret of a link: who reads them can't set passwords or join."""

import logging
import subprocess
import sys

import pytest
from django.core import mail
from django.test import Client
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from accounts.joining import invitations
from accounts.mails import queued_mail
from config import ROOT
from lessons.access import Role, Viewer
from lessons.links import services as links
from lessons.material import from_text
from lessons.services import documents
from telemetry import middleware, tracing
from telemetry.addresses import HARMLESS, PARAMETER
from tenants.context import in_tenant
from tests.web.test_isolation import routes

# No parameter with such a name is ever shown.
SECRET_NAMES = ("token", "uid", "secret", "key", "signature", "password")
SECRET = "c8x3q1-2f4c0b6a9d"


@pytest.fixture
def spans(monkeypatch) -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "tracer", provider.get_tracer("test"))
    assert middleware.tracing is tracing
    return exporter


def secret_routes() -> list[str]:
    """The routes with a parameter that may be a secret."""
    return [
        route
        for route in routes("")
        if any(word in name for name in PARAMETER.findall(route) for word in SECRET_NAMES)
        # The id of a row and the name of a line open nothing.
        if "<uuid:token_id>/revoke" not in route and "/lines/<str:key>/" not in route
    ]


def ask_in_every_way(path: str) -> None:
    """GET, a method not allowed, a POST without its CSRF token, the path misspelt, with a query."""
    for host in ("localhost", "not-our-host.example"):
        browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
        for address in (path, f"{path}/", f"{path}%20", f"/x{path}", f"{path}?q={SECRET}"):
            browser.get(address, headers={"host": host})
            browser.put(address, headers={"host": host})
            browser.post(address, headers={"host": host})


def written(caplog, spans) -> str:
    """All that was logged, with the values that formatters may add, and all spans."""
    lines = [f"{record.getMessage()} {record.args} {record.exc_text}" for record in caplog.records]
    lines += [f"{span.name} {dict(span.attributes or {})}" for span in spans.get_finished_spans()]
    return "\n".join(lines)


def test_no_path_with_a_token_is_logged_or_traced(db, caplog, spans):
    caplog.set_level(logging.DEBUG)
    found = secret_routes()
    assert "password/<uidb36>/<key>" in found
    for route in found:
        ask_in_every_way("/" + PARAMETER.sub(SECRET, route))
    text = written(caplog, spans)
    assert "Forbidden (CSRF token missing.): /password/<uidb36>/<key>" in text
    assert "Not Found: /password…" in text
    assert SECRET not in text


def test_a_link_from_a_mail_is_not_logged(client, db, alice, caplog, spans):
    client.post("/password", {"email": alice.user.email})
    queued_mail.send_due()
    link = next(word for word in mail.outbox[0].body.split() if "/password/" in word)
    uid, token = link.split("/")[-2:]
    caplog.set_level(logging.DEBUG)
    client.get(f"/password/{uid}/{token}", follow=True)
    client.post(f"/password/{uid}/{token}", {"password1": "x", "password2": "y"})
    text = written(caplog, spans)
    assert "GET /password/<uidb36>/<key> 200" in text
    assert token not in text and f"/{uid}" not in text


def test_an_invitation_is_not_logged(client, alice, caplog, spans):
    invitation = invitations.invite(
        tenant=alice.tenant, email="new@example.org", role="member", by=alice.user
    )
    query = invitations.link_of(invitation).partition("?")[2]
    caplog.set_level(logging.DEBUG)
    client.get(f"/invitation?{query}")
    client.get(f"/invitatoin?{query}")
    text = written(caplog, spans)
    assert "GET /invitation 200" in text
    assert query.removeprefix("token=")[:20] not in text


def test_a_share_link_is_not_logged(client, alice, caplog, spans):
    with in_tenant(alice.tenant):
        viewer = Viewer(alice.tenant, Role.ADMIN, user=alice.user.id)
        lesson = documents.create(viewer=viewer, material=from_text("Good morning.")).lesson
        link = links.create(viewer=viewer, lesson=lesson, password="kingfisher")
    token, visit = link.token, links.new_visit(link)
    caplog.set_level(logging.DEBUG)
    client.post(f"/s/{token}", {"password": "kingfisher"})
    client.post(f"/s/{token}/embed", {"password": "kingfishes"})
    for path in ("", "/state", "/lines/line01/audio", "/lines", "%20"):
        client.get(f"/s/{token}{path}?visit={visit}")
    text = written(caplog, spans)
    assert "POST /s/<token> 200" in text and "GET /s/<token>/state 204" in text
    assert not [each for each in (token, visit, "kingfishe", lesson.id) if each in text]


def test_what_is_shown_has_no_secret_name():
    shown = {name for name in HARMLESS if any(word in name for word in SECRET_NAMES)}
    assert shown == {"token_id"}


def test_the_web_server_writes_no_request_lines():
    """Loading the project must not undo `access_log=False`."""
    program = (
        "import logging, django, config\n"
        "django.setup()\n"
        "from runtime.web_server.serve import web_server\n"
        "web_server().config.load()\n"
        "print(logging.getLogger('uvicorn.access').hasHandlers())\n"
    )
    argv = [sys.executable, "-c", program]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "False", done.stderr
