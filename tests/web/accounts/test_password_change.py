"""A person changes the password, with the old one, and other devices are signed out."""

import pytest
from django.test import Client

from accounts.models import User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "another long enough phrase"


def change(browser: Client, old: str = PASSWORD, new: str = NEW, again: str | None = None):
    form = {"oldpassword": old, "password1": new, "password2": again or new}
    return browser.post("/password/change", form)


def test_other_sessions_end_and_this_one_goes_on(alice):
    other = Client()
    other.force_login(alice.user)
    assert change(alice.browser).status_code == 302
    assert alice.browser.get(alice.page()).status_code == 200
    assert other.get(alice.page())["Location"].startswith("/sign-in")
    alice.user.refresh_from_db()
    assert alice.user.check_password(NEW)


def test_the_session_gets_a_new_key(alice):
    before = alice.browser.session.session_key
    change(alice.browser)
    assert alice.browser.session.session_key not in (before, None)


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("wrong", NEW, NEW), (PASSWORD, NEW, "something else"), (PASSWORD, "Lectern-2026", None)],
)
def test_refused(alice, old, new, again):
    answer = change(alice.browser, old, new, again)
    assert answer.status_code == 200 and answer.context["form"].errors
    alice.user.refresh_from_db()
    assert alice.user.check_password(PASSWORD)


def test_a_request_without_the_forms_token_is_refused(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice.user)
    assert change(browser).status_code == 403
    answer = browser.get("/password/change")
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    token = {"csrfmiddlewaretoken": answer.context["csrf_token"]}
    assert browser.post("/password/change", form | dict(token)).status_code == 302


def test_only_for_people_who_are_signed_in(client):
    assert client.get("/password/change")["Location"].startswith("/sign-in")
    assert change(client)["Location"].startswith("/sign-in")


def test_guesses_of_the_old_password_are_limited(alice):
    for _attempt in range(20):
        change(alice.browser, "wrong")
    assert change(alice.browser).status_code == 429


def test_every_page_of_a_workspace_leads_to_it_and_to_the_way_out(alice):
    html = alice.browser.get(alice.page("lessons/")).content.decode()
    assert 'href="/password/change"' in html and 'action="/sign-out"' in html


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_masks_and_takes_what_password_managers_fill_in(alice, language, settings):
    alice.browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    html = alice.browser.get("/password/change").content.decode()
    assert html.count('type="password"') == 3
    assert 'autocomplete="current-password"' in html and 'autocomplete="new-password"' in html
    assert "onpaste" not in html


@pytest.mark.parametrize("length", [64, 128])
def test_long_passwords_are_taken_whole(client, length):
    """Any characters, as they are: none is cut off, no case is changed."""
    password = (" Pässwörter 密码 aA\t" * 20)[:length]
    form = {"organisation": "Ash", "name": "A", "email": "ash@example.org", "password1": password}
    assert client.post("/sign-up", form).status_code == 302
    user = User.objects.get(email="ash@example.org")
    assert user.check_password(password)
    assert not user.check_password(password[:-1]) and not user.check_password(password.lower())
    browser = Client()
    browser.post("/sign-in", {"login": "ash@example.org", "password": password})
    assert browser.get("/w/ash/").status_code == 200


@pytest.mark.parametrize(
    "password", ["lectern123", "Text-to-Speech1", "my-workspace!", "voice-9999"]
)
def test_words_of_the_product_are_refused(client, password):
    form = {"organisation": "Ash", "name": "A", "email": "ash@example.org", "password1": password}
    answer = client.post("/sign-up", form)
    assert answer.status_code == 422
    assert "easy to guess" in str(answer.context["form"].errors["password1"])


def test_composition_is_free(client):
    form = {"organisation": "Ash", "name": "A", "email": "ash@example.org"}
    answer = client.post("/sign-up", form | {"password1": "tlhngkwvbq zz"})
    assert answer.status_code == 302
