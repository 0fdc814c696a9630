"""Limits on attempts to sign in or sign up."""

import pytest
from django.conf import settings as django_settings
from django.core import mail

from accounts import rate_limits
from accounts.mails import queued_mail
from tests.conftest import PASSWORD
from tests.web.accounts.test_sign_up import NEW
from throttle import bucket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    monkeypatch.setattr(bucket, "_silent_until", 0.0)


def sign_in(client, email="alice@example.org", password="", **extra):
    return client.post("/sign-in", {"login": email, "password": password}, **extra)


def test_attempts_on_an_account_are_limited(client):
    of_account = rate_limits.SIGN_IN.account_here.count
    assert {sign_in(client).status_code for _ in range(of_account)} == {200}
    # However its e-mail is written.
    refused = sign_in(client, "ALICE@example.org ", PASSWORD)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "Too many attempts" in refused.content.decode()
    assert sign_in(client, "bob@example.org", PASSWORD).status_code == 302


def test_a_stranger_locks_nobody_out(client):
    for number in range(90):
        address = f"192.0.2.{number // 10}"
        assert sign_in(client, REMOTE_ADDR=address).status_code == 200
    assert sign_in(client, password=PASSWORD, REMOTE_ADDR="192.0.2.8").status_code == 429
    assert sign_in(client, password=PASSWORD, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_an_ipv6_network_is_one_sender(client):
    for number in range(rate_limits.SIGN_IN.account_here.count):
        sign_in(client, REMOTE_ADDR=f"2001:db8:1:1::{number}")
    right = {"password": PASSWORD}
    assert sign_in(client, **right, REMOTE_ADDR="2001:db8:1:1:ffff::1").status_code == 429
    assert sign_in(client, **right, REMOTE_ADDR="2001:db8:1:2::1").status_code == 302


def test_the_owner_is_told_once_a_day_when_many_attempts_fail(client):
    for number in range(40):
        for email in ("alice@example.org", "nobody@example.org"):
            sign_in(client, email, "wrong", REMOTE_ADDR=f"192.0.2.{number}")
    assert queued_mail.send_due() == 1
    [letter] = mail.outbox
    assert letter.to == ["alice@example.org"] and "many wrong passwords" in letter.body


def test_a_stranger_can_t_flood_a_mailbox_or_keep_its_owner_from_a_link(client):
    answers = [
        client.post("/password", {"email": "alice@example.org"}, REMOTE_ADDR=f"192.0.2.{number}")
        for number in range(15)
    ]
    assert {each.status_code for each in answers} == {302}
    assert queued_mail.send_due() == len(mail.outbox) == 10


def test_attempts_from_an_address_are_limited(client):
    of_address = rate_limits.SIGN_IN.sender.count
    answers = [
        sign_in(client, f"nobody{number}@example.org").status_code
        for number in range(of_address + 1)
    ]
    assert answers[:of_address] == [200] * of_address and answers[-1] == 429
    assert sign_in(client, "bob@example.org", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_opening_the_form_is_not_counted(client):
    assert {client.get("/sign-in").status_code for _ in range(30)} == {200}


def test_operators_sign_in_where_everybody_does(client, alice):
    """So there is no second place to guess their passwords at."""
    form = {"username": "alice@example.org", "password": PASSWORD, "next": "/operator/"}
    for answer in (client.get("/operator/"), client.post("/operator/login/", form)):
        assert answer.status_code == 302
    assert client.get("/operator/login/?next=/operator/x")["Location"] == (
        "/sign-in?next=%2Foperator%2Fx"
    )
    assert alice.browser.get("/operator/", follow=True).status_code == 403


def test_sign_ups_and_mails_are_limited(client):
    weak = {**NEW, "password1": "short"}
    answers = [client.post("/sign-up", weak).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    asked = {"email": "alice@example.org"}
    assert [client.post("/password", asked).status_code for _ in range(6)] == [302] * 5 + [429]
    assert queued_mail.send_due() == len(mail.outbox) == 5


def test_the_refusal_is_in_the_readers_language(client):
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    for _ in range(6):
        answer = client.post("/password", {"email": "alice@example.org"})
    assert answer.status_code == 429
    assert '<html lang="zh-Hans">' in answer.content.decode()
