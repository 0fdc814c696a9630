"""People are told when somebody signs in with a browser that they have not used before."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.mails import queued_mail
from accounts.models import KnownBrowser, User
from accounts.sign_in import known_browsers
from notices.models import Notice
from tests.conftest import PASSWORD
from tests.web.accounts.test_devices import FIREFOX, SAFARI

pytestmark = pytest.mark.django_db


def sign_in(browser: Client, email: str = "alice@example.org", agent: str = FIREFOX) -> None:
    form = {"login": email, "password": PASSWORD}
    sent = {"REMOTE_ADDR": "192.0.2.7", "headers": {"User-Agent": agent}}
    assert browser.post("/sign-in", form, **sent).status_code == 302
    browser.post("/sign-out")


def told() -> list[dict]:
    return [each.details for each in Notice.objects.filter(kind="account.new_browser")]


def test_a_new_browser_is_told_once_by_mail_and_in_the_inbox(alice):
    here, there = Client(), Client()
    sign_in(here)
    assert not told(), "the account's first"
    sign_in(here, agent=SAFARI)
    assert not told(), "the same browser, after an update"
    sign_in(there, agent=SAFARI)
    assert told() == [{"browser": "Safari, iPhone", "address": "192.0.2.7"}]
    sign_in(there)
    sign_in(here)
    assert len(told()) == 1
    queued_mail.send_due()
    [letter] = mail.outbox
    assert letter.to == ["alice@example.org"] and "new browser" in letter.subject
    assert "Safari, iPhone" in letter.body and "192.0.2.7" in letter.body
    assert "List-Unsubscribe" not in letter.extra_headers


def test_an_account_that_is_older_has_no_first_time(alice):
    """Else nobody would hear of a stranger who is the first after the upgrade, or after a year."""
    User.objects.filter(id=alice.user.id).update(created_at=timezone.now() - timedelta(days=2))
    sign_in(Client())
    assert len(told()) == 1


def test_a_shared_browser_is_known_for_those_who_used_it(alice, bob):
    shared = Client()
    sign_in(Client(), "bob@example.org")
    sign_in(shared)
    sign_in(shared, "bob@example.org")
    assert [each.user for each in Notice.objects.all()] == [bob.user]
    sign_in(shared)
    sign_in(shared, "bob@example.org")
    assert len(told()) == 1


def test_the_cookie_says_nothing_and_is_of_no_use_to_scripts(alice):
    browser = Client()
    sign_in(browser)
    cookie = browser.cookies[settings.BROWSER_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 400 * 24 * 3600
    [row] = KnownBrowser.objects.all()
    assert cookie.value not in row.digest and len(cookie.value) == 43


@pytest.mark.parametrize("value", ["", "x", "x" * 5_000, "é" * 43])
def test_a_cookie_that_is_not_ours_is_replaced(alice, value):
    sign_in(Client())
    browser = Client()
    browser.cookies[settings.BROWSER_COOKIE_NAME] = value
    sign_in(browser)
    assert len(told()) == 1
    assert browser.cookies[settings.BROWSER_COOKIE_NAME].value != value


def test_signing_out_everywhere_else_forgets_other_browsers(alice):
    here, there = Client(), Client()
    for browser in (here, there):
        sign_in(browser)
    here.post("/sign-in", {"login": "alice@example.org", "password": PASSWORD})
    here.post("/account/sessions/end-others")
    assert KnownBrowser.objects.count() == 1
    sign_in(there)
    assert len(told()) == 2
    sign_in(here)
    assert len(told()) == 2


def test_browsers_that_are_not_used_are_forgotten(alice):
    sign_in(Client())
    assert known_browsers.forget_old() == 0
    KnownBrowser.objects.update(seen_at=timezone.now() - known_browsers.KEPT - timedelta(hours=1))
    assert known_browsers.forget_old() == 1 and not KnownBrowser.objects.exists()
