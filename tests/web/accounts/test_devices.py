"""People see where they are signed in, and end it: a stolen session is of no use after that."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import SignedInDevice
from accounts.sign_in import devices, sessions
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.6 Mobile/15E148 Safari/604.1"
)
OTHERS = "/account/sessions/end-others"


def signed_in(agent: str = FIREFOX, address: str = "192.0.2.1") -> Client:
    browser = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    form = {"login": "alice@example.org", "password": PASSWORD}
    assert browser.post("/sign-in", form).status_code == 302
    return browser


def stolen(browser: Client) -> Client:
    """Another browser with the same cookie."""
    thief = Client()
    name = configured.SESSION_COOKIE_NAME
    thief.cookies[name] = browser.cookies[name].value
    return thief


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


@pytest.fixture(autouse=True)
def nothing_else(alice):
    """The browser of the fixture is not in the way."""
    SignedInDevice.objects.all().delete()
    Session.objects.all().delete()


def test_the_page_shows_each_device(alice):
    here = signed_in()
    signed_in(SAFARI, "2001:db8::7")
    html = here.get("/account/sessions").content.decode()
    assert "Firefox, Windows" in html and "Safari, iPhone" in html
    assert "192.0.2.1" in html and "2001:db8::7" in html
    assert html.count("this device") == 1 and html.count('aria-label="Sign out: Safari') == 1


def test_one_device_is_signed_out(alice, bob):
    here, there = signed_in(), signed_in(SAFARI)
    device = SignedInDevice.objects.get(user_agent=SAFARI)
    bob.browser.force_login(bob.user)
    bob.browser.post(f"/account/sessions/{device.id}/delete")
    assert is_in(there)
    here.post(f"/account/sessions/{device.id}/delete")
    assert not is_in(there) and is_in(here)
    assert "Safari" not in here.get("/account/sessions").content.decode()


def test_everywhere_else_includes_stolen_cookies_and_sessions_without_a_row(alice, bob):
    here, there, unknown = signed_in(), signed_in(SAFARI), signed_in(SAFARI)
    SignedInDevice.objects.filter(session_key=unknown.session.session_key).delete()
    session = unknown.session
    session[sessions.SIGNED_IN] -= 10
    session.save()
    ancient = Client()
    ancient.force_login(alice.user)
    session = ancient.session
    del session[sessions.SIGNED_IN], session[sessions.SEEN]
    session.save()
    SignedInDevice.objects.filter(session_key=session.session_key).delete()
    thief = stolen(here)
    bob.browser.force_login(bob.user)
    assert is_in(thief)

    here.post(OTHERS)
    assert is_in(here) and is_in(bob.browser)
    for browser in (thief, there, unknown, ancient):
        assert not is_in(browser)
    assert is_in(signed_in()), "signing in goes on as before"


def test_a_password_change_ends_the_stolen_and_keeps_the_row(alice):
    here = signed_in()
    thief = stolen(here)
    new = "another long enough phrase"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/password/change", form).status_code == 302
    assert is_in(here) and not is_in(thief)
    [device] = devices.of_person(alice.user)
    assert device.session_key == here.session.session_key


def test_signing_out_takes_the_row_along(alice):
    here = signed_in()
    here.post("/sign-out")
    assert SESSION_KEY not in here.session and not SignedInDevice.objects.exists()


def test_a_session_of_before_gets_its_row_when_it_is_used(alice):
    here = signed_in()
    SignedInDevice.objects.all().delete()
    session = here.session
    session[sessions.SEEN] -= sessions.NOTED_EVERY
    session.save()
    html = here.get("/account/sessions").content.decode()
    assert "this device" in html
    assert SignedInDevice.objects.get().user == alice.user


def test_rows_of_ended_sessions_are_forgotten(alice):
    signed_in()
    gone = signed_in(SAFARI)
    Session.objects.filter(session_key=gone.session.session_key).delete()
    SignedInDevice.objects.update(seen_at=timezone.now() - timedelta(hours=2))
    assert sessions.forget_ended() == 1
    assert SignedInDevice.objects.get().user_agent == FIREFOX


@pytest.mark.parametrize(
    ("agent", "what"),
    [
        (FIREFOX, "Firefox, Windows"),
        (SAFARI, "Safari, iPhone"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge, macOS",
        ),
        ("curl/8.5", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_devices_are_described(agent, what):
    assert devices.described(agent) == what
