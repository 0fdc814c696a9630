"""A second factor: an app with codes, recovery codes. Passkeys need a browser: tests/live."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client

from accounts.mails import queued_mail
from tests.conftest import PASSWORD, Person, browser_of
from tests.web.accounts.authenticator_app import code_of
from tests.web.accounts.test_reauthentication import made_old

pytestmark = pytest.mark.django_db
ASKED = "/sign-in/second-factor"
HERS = {"login": "alice@example.org", "password": PASSWORD}


@pytest.fixture
def secret(alice, django_capture_on_commit_callbacks) -> str:
    """Of Alice's app, which she sets up."""
    page = alice.browser.get("/account/second-factor/app").content.decode()
    [secret] = re.findall(r"<code>([A-Z2-7]{32})</code>", page)
    assert "data:image/svg+xml;base64," in page
    wrong = alice.browser.post("/account/second-factor/app", {"code": "12"})
    assert wrong.context["form"].errors
    with django_capture_on_commit_callbacks(execute=True):
        done = alice.browser.post("/account/second-factor/app", {"code": code_of(secret, steps=-1)})
    assert done["Location"] == "/account/second-factor/codes"
    return secret


def halfway() -> Client:
    """A browser that has given Alice's password, and nothing more."""
    browser = Client()
    assert browser.post("/sign-in", HERS)["Location"] == ASKED
    assert SESSION_KEY not in browser.session
    return browser


def recovery_codes(alice: Person) -> list[str]:
    page = alice.browser.get("/account/second-factor/codes").content.decode()
    return re.findall(r"<code>(\d{8})</code>", page)


def test_the_password_alone_is_not_enough(alice, secret):
    browser = halfway()
    assert browser.get(alice.page())["Location"].startswith("/sign-in")
    assert browser.get("/account/")["Location"].startswith("/sign-in")
    assert browser.get("/sign-in")["Location"] == ASKED
    assert browser.post(ASKED, {"code": "000000"}).context["form"].errors
    assert browser.post(ASKED, {"code": code_of(secret)})["Location"] == "/home"
    assert browser.get(alice.page()).status_code == 200


def test_a_code_works_once(alice, secret):
    code = code_of(secret)
    assert halfway().post(ASKED, {"code": code}).status_code == 302
    again = halfway()
    assert again.post(ASKED, {"code": code}).context["form"].errors
    assert SESSION_KEY not in again.session


def test_a_lost_app_is_replaced_by_a_recovery_code_that_works_once(alice, secret):
    codes = recovery_codes(alice)
    assert len(set(codes)) == 10
    browser = halfway()
    assert browser.post(ASKED, {"code": codes[3]})["Location"] == "/home"
    assert halfway().post(ASKED, {"code": codes[3]}).context["form"].errors
    assert codes[3] not in recovery_codes(alice)
    off = browser.post("/account/second-factor/app/delete")
    assert off["Location"] == "/account/second-factor"
    assert not Authenticator.objects.filter(user=alice.user).exists()
    assert Client().post("/sign-in", HERS)["Location"] == "/home"


def test_new_recovery_codes_end_the_old(alice, secret):
    old = recovery_codes(alice)
    alice.browser.post("/account/second-factor/codes/new")
    assert not set(old) & set(recovery_codes(alice))
    assert halfway().post(ASKED, {"code": old[0]}).context["form"].errors


def test_guessing_is_slowed_for_the_person_and_from_everywhere(alice, secret):
    for number in range(5):
        answer = halfway().post(ASKED, {"code": "000000"}, REMOTE_ADDR=f"192.0.2.{number}")
        assert answer.status_code == 200
    refused = halfway().post(ASKED, {"code": code_of(secret)})
    assert refused.status_code == 429
    # Three of a million codes are right at any moment: no computing gives more guesses at them.
    assert "challenge" not in refused.context


def test_a_link_that_sets_a_password_is_not_enough(alice, secret):
    client = Client()
    client.post("/password", {"email": alice.user.email})
    queued_mail.send_due()
    [reset] = [letter for letter in mail.outbox if "new password for Lectern" in letter.subject]
    link = re.search(r"https?://[^/]+(/password/\S+)", reset.body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    new = {"password1": "quite another phrase", "password2": "quite another phrase"}
    assert client.post(form, new)["Location"] == ASKED
    assert SESSION_KEY not in client.session


def test_secrets_are_sealed(alice, secret):
    recovery_codes(alice)
    for row in Authenticator.objects.filter(user=alice.user):
        assert secret not in str(row.data) and not re.search(r"[0-9a-f]{80}", str(row.data))


def test_the_person_is_told_by_mail(alice, secret):
    queued_mail.send_due()
    [letter] = mail.outbox
    assert letter.to == [alice.user.email] and "second factor" in letter.body


PAGES = ["app", "app/delete", "codes", "codes/new"]


@pytest.mark.parametrize("path", [*(f"second-factor/{page}" for page in PAGES), "../passkeys/new"])
def test_changing_factors_needs_proof_of_who_one_is(alice, secret, path):
    made_old(alice.browser)
    address = f"/account/{path}".replace("/account/../", "/account/")
    for answer in (alice.browser.get(address), alice.browser.post(address)):
        assert answer["Location"].startswith("/account/reauthenticate?next=")
    assert Authenticator.objects.filter(user=alice.user).count() == 2


def test_a_code_is_such_proof(alice, secret):
    browser = browser_of(alice.user)
    made_old(browser)
    page = browser.get("/account/second-factor/codes", follow=True)
    assert "/account/reauthenticate/code?next=" in page.content.decode()
    address = "/account/reauthenticate/code?next=/account/second-factor/codes"
    assert browser.post(address, {"code": "000000"}).context["form"].errors
    assert browser.post(address, {"code": code_of(secret)})["Location"] == (
        "/account/second-factor/codes"
    )
    assert browser.get("/account/second-factor/codes").status_code == 200


def test_what_a_passkey_is_asked_is_random_and_names_no_account(client):
    asked = [client.get("/sign-in/passkey").json()["request_options"]["publicKey"] for _ in "12"]
    assert asked[0]["challenge"] != asked[1]["challenge"]
    assert not asked[0].get("allowCredentials")
    for credential in ("", "{}", '{"id": "x"}', "[]", "no JSON"):
        answer = client.post("/sign-in/passkey", {"credential": credential})
        assert answer["Location"] == "/sign-in" and SESSION_KEY not in client.session


def test_passkeys_of_others_do_not_exist(alice, bob):
    key = Authenticator.objects.create(user=alice.user, type="webauthn", data={"name": "hers"})
    for path in (f"/account/passkeys/{key.pk}", f"/account/passkeys/{key.pk}/delete"):
        assert bob.browser.get(path).status_code == bob.browser.post(path).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()
