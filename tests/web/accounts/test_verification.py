"""Where mails are sent, an address is verified before it has a workspace, and so minutes."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.joining import invitations
from accounts.mails import queued_mail
from accounts.models import Membership, QueuedMail, User
from tenants.models import Tenant
from tests.conftest import PASSWORD
from tests.web.accounts.test_invitations import invite
from tests.web.accounts.test_sign_up import NEW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mails_are_sent")]

CODE_PAGE = "/sign-up/code"


def mailed() -> list[mail.EmailMessage]:
    """The mails that waited."""
    before = len(mail.outbox)
    queued_mail.send_due()
    return mail.outbox[before:]


def code() -> str:
    [letter] = mailed()
    [found] = re.findall(r"^\d{6}$", letter.body, re.MULTILINE)
    assert found in letter.subject
    return found


def is_signed_in(browser: Client) -> bool:
    return SESSION_KEY in browser.session


def test_a_code_opens_the_workspace(client):
    asked = client.post("/sign-up", NEW, follow=True)
    assert asked.redirect_chain == [(CODE_PAGE, 302)] and NEW["email"] in asked.content.decode()
    assert not is_signed_in(client)
    assert not Tenant.objects.filter(name=NEW["organisation"]).exists()
    assert client.get("/home")["Location"].startswith("/sign-in")

    wrong = client.post(CODE_PAGE, {"code": "no"})
    assert wrong.status_code == 200 and wrong.context["form"].errors
    done = client.post(CODE_PAGE, {"code": code()}, follow=True)
    assert done.redirect_chain == [("/w/willow-school/", 302)]
    assert Membership.objects.get(user__email=NEW["email"]).tenant.time_zone == "UTC"
    assert EmailAddress.objects.get(email=NEW["email"]).verified


def test_three_wrong_codes_end_it_and_signing_in_asks_for_another(client):
    client.post("/sign-up", NEW)
    first = code()
    for _attempt in range(3):
        answer = client.post(CODE_PAGE, {"code": "000000" if first != "000000" else "111111"})
    assert answer["Location"] == "/sign-in"
    assert client.post(CODE_PAGE, {"code": first})["Location"] == "/sign-in"
    assert not is_signed_in(client)

    browser = Client()  # on another day, on another device
    known = {"login": NEW["email"], "password": NEW["password1"]}
    assert browser.post("/sign-in", known)["Location"] == CODE_PAGE
    browser.post(CODE_PAGE, {"code": code()})
    assert is_signed_in(browser)
    # The name of the workspace was lost with the session, and is asked for.
    page = browser.get("/home")
    assert page.status_code == 200 and 'name="organisation"' in page.content.decode()
    assert browser.post("/home", {"organisation": ""}).status_code == 422
    opened = browser.post("/home", {"organisation": "Willow", "time_zone": "Asia/Shanghai"})
    assert opened["Location"] == "/w/willow/"
    assert Tenant.objects.get(slug="willow").time_zone == "Asia/Shanghai"


def test_a_code_is_mailed_again_twice(client):
    client.post("/sign-up", NEW)
    first = code()
    for _time in range(2):
        client.post(CODE_PAGE, {"action": "resend"})
        latest = code()
        assert latest != first
    assert "resend" not in client.get(CODE_PAGE).content.decode()
    assert is_signed_in(client) is False
    client.post(CODE_PAGE, {"code": latest})
    assert is_signed_in(client)


def test_an_address_that_has_an_account_is_answered_alike_and_told_by_mail(client, alice):
    taken = NEW | {"email": "Alice@example.org"}
    other = Client()
    answers = [client.post("/sign-up", taken), other.post("/sign-up", NEW)]
    assert {(each.status_code, each["Location"]) for each in answers} == {(302, CODE_PAGE)}
    letters = {letter.to[0]: letter for letter in mailed()}
    assert "It has one already" in letters["alice@example.org"].body
    assert not re.search(r"\d{6}", letters["alice@example.org"].body)

    pages = [
        re.sub(r'csrfmiddlewaretoken" value="\w+"', "", browser.get(CODE_PAGE).content.decode())
        for browser in (client, other)
    ]
    cleaned = [re.sub(r"nonce=\S+|alice@\S+|wei@\S+", "", page) for page in pages]
    assert cleaned[0] == cleaned[1]
    for answer in (client.post(CODE_PAGE, {"code": "12"}), other.post(CODE_PAGE, {"code": "12"})):
        assert answer.status_code == 200 and answer.context["form"].errors
    weak = [browser.post("/sign-up", taken | {"password1": "short"}) for browser in (Client(),)]
    assert weak[0].status_code == 422
    alice.user.refresh_from_db()
    assert alice.user.check_password(PASSWORD) and alice.user.memberships.count() == 1
    # Asking for another mail sends none to whoever has an account.
    client.post(CODE_PAGE, {"action": "resend"})
    assert mailed() == []


def test_one_address_gets_only_so_many_mails(client):
    client.post("/sign-up", NEW)
    known = {"login": NEW["email"], "password": NEW["password1"]}
    answers = [
        Client().post("/sign-in", known, REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number in range(10)
    ]
    assert answers == [302] * 9 + [429]
    assert len(mailed()) == 10


def test_somebody_else_in_the_same_browser_gets_no_workspace_of_that_name(client, charlie):
    client.post("/sign-up", NEW)
    client.post("/sign-out")
    client.post("/sign-up", NEW | {"email": "charlie@example.org"})
    EmailAddress.objects.create(user=charlie.user, email=charlie.user.email, verified=True)
    session = client.session
    del session["account_login"]
    session["planned_workspace"] = {"email": NEW["email"], "organisation": "X", "time_zone": "UTC"}
    session.save()
    client.post("/sign-in", {"login": "charlie@example.org", "password": PASSWORD})
    assert is_signed_in(client) and not charlie.user.memberships.exists()
    assert "planned_workspace" not in client.session


def test_a_link_that_sets_a_password_verifies_the_address(client):
    client.post("/sign-up", NEW)
    mailed()
    browser = Client()
    browser.post("/password", {"email": NEW["email"]})
    [letter] = mailed()
    link = re.search(r"https?://[^/]+(/password/\S+)", letter.body)[1]
    form = browser.get(link, follow=True).redirect_chain[-1][0]
    new = "quite another phrase"
    browser.post(form, {"password1": new, "password2": new})
    assert is_signed_in(browser)
    assert EmailAddress.objects.get(email=NEW["email"]).verified
    [notice] = mailed()
    assert "the password was set anew" in notice.body and "127.0.0.1" in notice.body
    # Whoever had opened the account before, with a password of their own, is out.
    assert not User.objects.get(email=NEW["email"]).check_password(NEW["password1"])
    client.get("/home")
    assert not is_signed_in(client)


@pytest.mark.parametrize("was_mailed", [True, False])
def test_an_invitation_proves_the_address_only_if_it_came_by_mail(
    alice, client, settings, was_mailed
):
    invite(alice, "wei@example.org")
    link = invitations.link_of(alice.tenant.invitations.get(), mailed=was_mailed)
    joining = {"name": "Wei", "password": "a long enough phrase"}
    answer = client.post(link.removeprefix(settings.PUBLIC_URL), joining)
    assert answer["Location"] == (alice.page() if was_mailed else CODE_PAGE)
    assert is_signed_in(client) is was_mailed
    if not was_mailed:
        assert client.post(CODE_PAGE, {"code": code()})["Location"] == alice.page()


def test_accounts_from_before_count_as_verified(charlie):
    migration = import_module("accounts.migrations.0007_queued_mail")
    migration.verify_known_addresses(apps, None)
    migration.verify_known_addresses(apps, None)
    address = EmailAddress.objects.get(user=charlie.user)
    assert address.verified and address.primary and address.email == charlie.user.email


def test_addresses_that_nobody_verifies_are_forgotten(client, alice, charlie):
    before = set(User.objects.values_list("email", flat=True))
    client.post("/sign-up", NEW)
    assert services.forget_unverified() == 0
    User.objects.update(created_at=timezone.now() - timedelta(days=8), last_login=None)
    assert services.forget_unverified() == 1
    assert set(User.objects.values_list("email", flat=True)) == before


def test_a_mail_that_can_t_be_sent_is_tried_again_and_given_up(client, settings):
    client.post("/sign-up", NEW)
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    assert queued_mail.send_due() == 0
    waiting = QueuedMail.objects.get()
    assert waiting.next_try_at > timezone.now()
    assert NEW["email"].encode() not in bytes(waiting.sealed)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert queued_mail.send_due() == 0, "not yet"
    QueuedMail.objects.update(next_try_at=timezone.now())
    assert queued_mail.send_due() == 1
    client.post(CODE_PAGE, {"action": "resend"})
    QueuedMail.objects.update(useless_at=timezone.now())
    assert queued_mail.send_due() == 0 and not QueuedMail.objects.exists()
