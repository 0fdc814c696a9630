"""A session ends after a month, or a week without use, and signing in is in the log."""

import logging

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.sign_in import sessions
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def moved_back(browser: Client, **seconds: int) -> None:
    """Make times in the session earlier."""
    session = browser.session
    for name, value in seconds.items():
        session[name] = session[name] - value
    session.save()


def signed_in(client: Client) -> Client:
    answer = client.post("/sign-in", {"login": "alice@example.org", "password": PASSWORD})
    assert answer.status_code == 302
    return client


@pytest.mark.parametrize(
    ("times", "ends"),
    [
        ({"signed_in_at": settings.SESSION_COOKIE_AGE - 60}, False),
        ({"signed_in_at": settings.SESSION_COOKIE_AGE}, True),
        ({"seen_at": settings.SESSION_IDLE_SECONDS - 60}, False),
        ({"seen_at": settings.SESSION_IDLE_SECONDS}, True),
    ],
)
def test_a_session_ends_by_its_age_or_by_not_being_used(client, alice, times, ends) -> None:
    moved_back(signed_in(client), **times)
    answer = client.get(alice.page())
    assert (answer.status_code == 302) is ends
    assert (SESSION_KEY in client.session) is not ends


@pytest.mark.parametrize("address", ["/healthz", "/v1/models"])
def test_answers_for_programs_need_no_session(client, alice, address) -> None:
    signed_in(client)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert not [query for query in queries if "django_session" in query["sql"]]


def test_use_keeps_a_session_but_not_for_ever(client, alice) -> None:
    began = signed_in(client).session[sessions.SIGNED_IN]
    moved_back(client, seen_at=sessions.NOTED_EVERY)
    client.get(alice.page())
    assert client.session[sessions.SEEN] >= began
    assert client.session[sessions.SIGNED_IN] == began


def test_a_session_of_an_earlier_version_begins_now(client, alice) -> None:
    session = signed_in(client).session
    del session[sessions.SIGNED_IN], session[sessions.SEEN]
    session.save()
    assert client.get(alice.page()).status_code == 200
    assert {sessions.SIGNED_IN, sessions.SEEN} <= set(client.session.keys())


def test_a_session_is_new_after_signing_in_and_gone_after_signing_out(client, alice) -> None:
    """Somebody who planted a session before does not share what comes after."""
    client.get("/sign-in")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = session.session_key
    key = signed_in(client).session.session_key
    assert key != planted and len(key) >= 32
    assert not Session.objects.filter(session_key=planted).exists()

    out = client.post("/sign-out")
    assert out["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert client.get(alice.page()).status_code == 302


def test_a_person_who_is_switched_off_is_signed_out(client, alice) -> None:
    signed_in(client)
    alice.user.is_active = False
    alice.user.save()
    assert client.get(alice.page()).status_code == 302


def test_cookies_are_for_the_server_alone(client) -> None:
    answer = client.post("/i18n/setlang/", {"language": "zh-hans"})
    client.get("/sign-in")
    signed_in(client)
    names = ("SESSION", "CSRF", "LANGUAGE")
    for name in names:
        cookie = client.cookies[getattr(settings, f"{name}_COOKIE_NAME")]
        assert cookie["httponly"] and cookie["samesite"] == "Lax", name
    assert answer.status_code == 302


def test_signing_in_out_and_failing_is_logged_without_the_address(client, alice, caplog) -> None:
    caplog.set_level(logging.INFO, "lectern.accounts")
    client.post("/sign-in", {"login": "alice@example.org", "password": "wrong"})
    signed_in(client)
    client.post("/sign-out")
    refused, came, went = [r.getMessage() for r in caplog.records if r.name == "lectern.accounts"]
    assert refused.startswith("sign-in refused: account ") and "from 127.0.0.1" in refused
    assert came == f"user {alice.user.pk} signed in from 127.0.0.1"
    assert went == f"user {alice.user.pk} signed out from 127.0.0.1"
    assert "alice@" not in caplog.text and "wrong" not in caplog.text


def test_a_refused_token_is_logged_without_the_token(client, db, caplog) -> None:
    caplog.set_level(logging.INFO, "lectern.accounts")
    client.get("/v1/models", headers={"Authorization": "Bearer no-such-token"})
    assert "token refused: invalid_api_key, from 127.0.0.1" in caplog.text
    assert "no-such-token" not in caplog.text
