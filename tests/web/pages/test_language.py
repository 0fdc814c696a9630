"""The language: switching it leads back to the page, and the account keeps it."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.mails import queued_mail
from accounts.models import User
from tests.web.accounts.test_sign_up import NEW

NEXT = re.compile(r'name="next" value="([^"]*)"')


def switch(person, shown) -> str:
    """The address that the language switch of a page leads to."""
    back = NEXT.search(shown.content.decode())[1].replace("&amp;", "&")
    sent = {"next": back, "language": "zh-hans"}
    return person.browser.post(reverse("set_language"), sent).url


def test_it_leads_back_to_the_page_and_its_query(alice):
    address = alice.page("lessons/?q=river&sort=title")
    assert switch(alice, alice.browser.get(address)) == address


def test_it_leads_back_from_a_refused_form(alice):
    page = f"http://testserver{alice.page('members/')}"
    refused = alice.browser.post(
        alice.page("members/invite"), {"email": "no address"}, headers={"Referer": page}
    )
    assert refused.status_code == 422
    back = switch(alice, refused)
    assert back == alice.page("members/")
    assert alice.browser.get(back).status_code == 200


def test_it_leads_to_no_other_site(alice):
    refused = alice.browser.post(
        alice.page("members/invite"),
        {"email": "no address"},
        headers={"Referer": "https://elsewhere.example/"},
    )
    assert switch(alice, refused) == alice.page("members/invite")


def test_the_account_keeps_the_language_on_other_devices_and_after_signing_out(alice):
    switch(alice, alice.browser.get(alice.page()))
    other = Client()
    other.force_login(alice.user)
    assert '<html lang="zh-Hans">' in other.get(alice.page()).content.decode()
    # The account's, where an older cookie says something else.
    other.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = other.get(alice.page())
    assert '<html lang="zh-Hans">' in answer.content.decode()
    assert answer["Content-Language"] == "zh-hans"
    other.post(reverse("accounts:sign-out"))
    assert '<html lang="en">' in other.get("/").content.decode()


def test_visitors_keep_it_in_a_cookie(client, db):
    client.post(reverse("set_language"), {"next": "/", "language": "zh-hans"})
    assert '<html lang="zh-Hans">' in client.get("/").content.decode()
    assert not User.objects.exclude(language="").exists()


@pytest.mark.parametrize("language", ["de", "zh", "", "x" * 100])
def test_no_other_language_is_kept(alice, language):
    alice.browser.post(reverse("set_language"), {"next": "/", "language": language})
    assert User.objects.get(id=alice.user.id).language == ""


def test_an_account_begins_with_the_language_that_it_was_opened_in(client, db):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    client.post("/sign-up", NEW)
    assert User.objects.get(email=NEW["email"]).language == "zh-hans"


def test_mails_are_in_the_language_of_whoever_gets_them(alice, bob, client):
    User.objects.filter(id=bob.user.id).update(language="zh-hans")
    for email in (bob.user.email, "new@example.org"):
        alice.browser.post(alice.page("members/invite"), {"email": email, "role": "member"})
    client.post("/password", {"email": bob.user.email})
    queued_mail.send_due()
    to_bob, to_new, reset = mail.outbox
    assert "接受邀请" in to_bob.body and "Accept here" not in to_bob.body
    assert "接受邀请" in to_new.body and "Accept here" in to_new.body
    assert re.search("[一-鿿]", reset.subject) and "Hello" not in reset.body
