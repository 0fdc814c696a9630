"""A person changes the address of the account, by a code that is mailed to the new one."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from activity.models import Entry
from tests.conftest import PASSWORD
from tests.web.accounts.test_reauthentication import made_old
from tests.web.accounts.test_verification import CODE_PAGE, code, mailed

pytestmark = pytest.mark.django_db
PAGE = "/account/email"
NEW = "alice@new.example"


def signs_in(email: str) -> bool:
    answer = Client().post("/sign-in", {"login": email, "password": PASSWORD})
    return answer.status_code == 302 and answer["Location"] == "/home"


def test_a_code_from_the_new_address_changes_it(alice, mails_are_sent):
    answer = alice.browser.post(PAGE, {"email": "Alice@New.example"})
    assert answer["Location"] == CODE_PAGE
    alice.user.refresh_from_db()
    assert alice.user.email == "alice@example.org", "nothing has changed yet"
    alice.browser.post(CODE_PAGE, {"code": "000000x"})
    assert alice.browser.post(CODE_PAGE, {"code": code()}).status_code == 302
    alice.user.refresh_from_db()
    assert alice.user.email == NEW
    [address] = EmailAddress.objects.filter(user=alice.user)
    assert (address.email, address.verified, address.primary) == (NEW, True, True)
    [notice] = mailed()
    assert notice.to == ["alice@example.org"] and "e-mail address was changed" in notice.body
    assert Entry.objects.filter(action="account.email_changed").latest("created_at").details == {
        "from": "alice@example.org",
        "to": NEW,
    }
    assert signs_in(NEW) and not signs_in("alice@example.org")


def test_an_address_of_somebody_else_is_not_told_and_not_taken(alice, bob, mails_are_sent):
    answer = alice.browser.post(PAGE, {"email": bob.user.email})
    assert answer["Location"] == CODE_PAGE
    [letter] = mailed()
    assert letter.to == [bob.user.email]
    alice.browser.post(CODE_PAGE, {"code": letter.subject.split()[0]})
    assert User.objects.get(email=bob.user.email) == bob.user
    alice.user.refresh_from_db()
    assert alice.user.email == "alice@example.org"


@pytest.mark.parametrize("email", ["no address", "", "alice@example.org"])
def test_refused(alice, mails_are_sent, email):
    answer = alice.browser.post(PAGE, {"email": email})
    assert answer.status_code == 422 and answer.context["form"].errors
    assert mailed() == []


def test_it_needs_proof_of_who_one_is(alice, mails_are_sent):
    made_old(alice.browser)
    assert alice.browser.post(PAGE, {"email": NEW})["Location"].startswith("/account/reauth")
    assert Client().get(PAGE)["Location"].startswith("/sign-in")


def test_where_no_mails_are_sent_the_page_says_so(alice):
    assert "No mails are sent here" in alice.browser.get(PAGE).content.decode()
    assert alice.browser.post(PAGE, {"email": NEW}).status_code == 409
    alice.user.refresh_from_db()
    assert alice.user.email == "alice@example.org"
