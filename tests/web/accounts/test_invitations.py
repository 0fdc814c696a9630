"""An invitation admits one person, once, while it is valid and a seat is free."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from accounts.joining import invitations
from accounts.models import Invitation, Membership, User
from billing.models import Subscription
from tenants.refusal import Refused
from tests.conftest import PASSWORD

NEW = {"name": "Wei", "password": "a long enough phrase"}


def invite(person, email="charlie@example.org", role="member"):
    return person.browser.post(person.page("members/invite"), {"email": email, "role": role})


def path_of(invitation: Invitation | None = None) -> str:
    parts = urlsplit(invitations.link_of(invitation or Invitation.objects.get()))
    return f"{parts.path}?{parts.query}"


def seats(person, count: int | None) -> None:
    plan = Subscription.objects.get(tenant=person.tenant).plan
    plan.seats = count
    plan.save()


def is_member(email: str) -> bool:
    return Membership.objects.filter(user__email=email).exists()


def test_an_invitation_is_mailed_and_shown_to_copy(alice):
    assert invite(alice, "Wei@Example.org").status_code == 302
    [letter] = mail.outbox
    assert letter.to == ["wei@example.org"] and "Alice" not in letter.subject
    link = re.search(r"http\S+/invitation\?token=\S+", letter.body)[0]
    html = alice.browser.get(alice.page("members/")).content.decode()
    assert "wei@example.org" in html
    # Only the mailed one proves whose address it is.
    assert link not in html.replace("&amp;", "&")
    copied = re.search(r'http[^"]+/invitation\?token=[^"]+', html)[0]
    for each in (link, copied):
        assert Client().get(each.removeprefix(settings.PUBLIC_URL)).status_code == 200
    assert "Alice" in letter.body and letter.body.count(link) == 2, "in both languages"


def test_a_mail_that_fails_leaves_the_link(alice, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    html = alice.browser.post(
        alice.page("members/invite"), {"email": "wei@example.org", "role": "member"}, follow=True
    ).content.decode()
    assert "could not be sent. Copy the link" in html and "/invitation?token=" in html


def test_a_person_with_an_account_accepts(alice, charlie):
    invite(alice, role="admin")
    html = charlie.browser.get(path_of()).content.decode()
    assert "Join Alice School" in html and "Admin" in html
    answer = charlie.browser.post(path_of())
    assert answer.url == alice.page()
    assert Membership.objects.get(user=charlie.user).role == "admin"


def test_signing_in_returns_to_the_invitation(alice, charlie):
    invite(alice)
    browser = Client()
    html = browser.get(path_of()).content.decode()
    to_sign_in = re.search(r'href="(/sign-in\?next=[^"]+)"', html)[1].replace("&amp;", "&")
    answer = browser.post(to_sign_in, {"login": "charlie@example.org", "password": PASSWORD})
    assert answer.url == path_of()
    assert browser.post(answer.url).url == alice.page()


def test_a_newcomer_opens_an_account(alice, client):
    invite(alice, "wei@example.org")
    html = client.get(path_of()).content.decode()
    assert 'value="wei@example.org" readonly' in html
    short = client.post(path_of(), {**NEW, "password": "short"})
    assert "id_password_error" in short.content.decode()
    assert not User.objects.filter(email="wei@example.org").exists()
    answer = client.post(path_of(), {**NEW, "email": "bob@example.org"}, follow=True)
    assert answer.redirect_chain[-1][0] == alice.page()
    assert "Welcome to Alice School." in answer.content.decode()
    assert is_member("wei@example.org")
    assert Membership.objects.filter(tenant=alice.tenant).count() == 2


def test_a_newcomer_gets_no_account_where_there_is_no_seat(alice, client):
    invite(alice, "wei@example.org")
    seats(alice, 1)
    answer = client.post(path_of(), NEW)
    assert answer.status_code == 409 and "seats of this workspace" in answer.content.decode()
    assert not User.objects.filter(email="wei@example.org").exists()


def test_an_invitation_is_for_one_address(alice, bob, charlie):
    invite(alice)
    for method in (bob.browser.get, bob.browser.post):
        answer = method(path_of())
        html = answer.content.decode()
        assert answer.status_code == 403
        assert "The invitation is for charlie@example.org." in html and "bob@example.org" in html
    assert not Membership.objects.filter(user=bob.user, tenant=alice.tenant).exists()
    out = bob.browser.post("/sign-out", {"next": path_of()})
    assert out.url == path_of()


def test_the_service_admits_no_other_address_either(alice, bob):
    invite(alice)
    with pytest.raises(Refused) as refusal:
        invitations.accept(invitation=Invitation.objects.get(), user=bob.user)
    assert refusal.value.code == "invitation_for_another"


def test_an_invitation_works_once(alice, charlie):
    invite(alice)
    path = path_of()
    charlie.browser.post(path)
    Membership.objects.filter(user=charlie.user).delete()
    for answer in (charlie.browser.get(path), charlie.browser.post(path)):
        assert answer.status_code == 410 and "used already" in answer.content.decode()
    assert not is_member("charlie@example.org")


def test_an_invitation_expires(alice, charlie):
    invite(alice)
    path = path_of()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for address in (path, path_of()):
        answer = charlie.browser.post(address)
        html = answer.content.decode()
        assert "has expired. Ask Alice for a new one." in html and answer.status_code == 410
    assert not is_member("charlie@example.org")
    assert "Expired" in alice.browser.get(alice.page("members/")).content.decode()


def test_a_new_link_does_not_revive_an_old_one(alice, charlie):
    invite(alice)
    invitation = Invitation.objects.get()
    invitation.expires_at = timezone.now() - timedelta(hours=1)
    old = path_of(invitation)
    assert charlie.browser.get(old).status_code == 410
    assert charlie.browser.get(path_of()).status_code == 200


def test_an_invitation_can_be_withdrawn(alice, charlie):
    invite(alice)
    path = path_of()
    alice.browser.post(alice.page(f"members/invitations/{Invitation.objects.get().id}/delete"))
    answer = charlie.browser.post(path)
    assert answer.status_code == 410 and "was withdrawn" in answer.content.decode()


def forged(claims) -> str:
    return Signer(salt="something.else").sign_object(claims)


@pytest.mark.parametrize(
    "token",
    ["", "x", "é:é", "a:b:c", "eyJpZCI6MX0:xxx", pytest.param(forged({"id": "1"}), id="forged")],
)
def test_invalid_links(client, db, token):
    answer = client.get("/invitation", {"token": token})
    assert answer.status_code == 404
    assert "no link of an invitation" in answer.content.decode()


def test_a_signed_link_cannot_be_changed(alice, charlie):
    invite(alice)
    token = parse_qs(urlsplit(path_of()).query)["token"][0]
    claims, _colon, signature = token.rpartition(":")
    for changed in (f"{claims[:-2]}AA:{signature}", f"{claims}:{signature[:-2]}AA"):
        assert charlie.browser.get("/invitation", {"token": changed}).status_code == 404


def test_seats_limit_invitations_and_members_together(alice, charlie):
    seats(alice, 2)
    invite(alice)
    answer = invite(alice, "wei@example.org")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "All 2 seats of your plan are taken" in html and "2 of 2 seats" in html
    Invitation.objects.update(expires_at=timezone.now())
    assert invite(alice, "wei@example.org").status_code == 302, "an expired one holds no seat"
    seats(alice, None)
    assert invite(alice, "third@example.org").status_code == 302


def test_seats_are_checked_again_on_acceptance(alice, charlie):
    invite(alice)
    seats(alice, 1)
    answer = charlie.browser.post(path_of())
    assert answer.status_code == 409 and not is_member("charlie@example.org")
    seats(alice, 2)
    assert charlie.browser.post(path_of()).status_code == 302


def test_an_invitation_sent_again_is_valid_for_another_week(alice, charlie):
    invite(alice)
    invitation = Invitation.objects.get()
    again = alice.page(f"members/invitations/{invitation.id}/send")
    assert "Wait a minute" in alice.browser.post(again, follow=True).content.decode()
    assert len(mail.outbox) == 1
    past = timezone.now() - invitations.VALID
    Invitation.objects.update(sent_at=past, expires_at=past)
    alice.browser.post(again)
    assert len(mail.outbox) == 2 and charlie.browser.get(path_of()).status_code == 200
    seats(alice, 1)
    Invitation.objects.update(sent_at=past, expires_at=past)
    assert "seats of your plan" in alice.browser.post(again, follow=True).content.decode()


@pytest.mark.parametrize("email", ["alice@example.org", "ALICE@example.org"])
def test_members_are_not_invited(alice, email):
    assert "is a member already" in invite(alice, email).content.decode()


def test_a_person_is_not_invited_twice(alice):
    invite(alice)
    answer = invite(alice, "CHARLIE@example.org")
    assert "invited already" in answer.content.decode() and Invitation.objects.count() == 1
    Invitation.objects.update(expires_at=timezone.now())
    assert invite(alice, role="admin").status_code == 302, "but again after the time is over"
    assert Invitation.objects.get().role == "admin"


@pytest.mark.parametrize("role", ["owner", "king", ""])
def test_an_invitation_cannot_make_an_owner(alice, role):
    assert invite(alice, role=role).status_code == 422
    with pytest.raises(Refused):
        invitations.invite(tenant=alice.tenant, email="x@example.org", role=role, by=alice.user)


def test_accepting_does_not_change_the_role_of_a_member(alice, charlie):
    invite(alice)
    Membership.objects.create(user=charlie.user, tenant=alice.tenant, role="admin")
    assert charlie.browser.post(path_of()).status_code == 302
    assert Membership.objects.get(user=charlie.user).role == "admin"
    assert Invitation.objects.get().accepted_at is not None


def test_a_suspended_workspace_admits_nobody(alice, charlie):
    invite(alice)
    Subscription.objects.filter(tenant=alice.tenant).update(suspended_at=timezone.now())
    assert charlie.browser.post(path_of()).status_code == 403
    assert not is_member("charlie@example.org")


def test_mails_to_one_address_are_limited(alice):
    for _again in range(3):
        invite(alice)
        Invitation.objects.all().delete()
    answer = invite(alice)
    assert answer.status_code == 429 and "3 invitations within a day" in answer.content.decode()
    assert not Invitation.objects.exists() and len(mail.outbox) == 3
