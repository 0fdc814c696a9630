"""Somebody opens a trial to have Lectern send mails of theirs to anybody."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from accounts.joining import invitation_mails
from accounts.models import Invitation, InvitationMail, Membership, User
from billing.models import Plan, Subscription
from tenants.limits import limits_of
from tenants.naming.plain_names import inert
from tenants.refusal import Refused

LURE = "URGENT: your bank account https://evil.example/login?x=1"


@pytest.fixture
def roomy(alice):
    """Alice's workspace on a trial, with seats for everybody."""
    subscription = Subscription.objects.get(tenant=alice.tenant)
    assert subscription.plan_id == "trial"
    subscription.plan.seats = None
    subscription.plan.save()
    return alice


def invite(person, email: str):
    form = {"email": email, "role": "member"}
    return person.browser.post(person.page("members/invite"), form)


@pytest.mark.parametrize(
    "name",
    [
        LURE,
        "Win\r\nBcc: all@example.org\r\n\r\nhttp://evil.example",
        "evil.example",
        "www.evil.example/pay",
        "mailto:thief@evil.example",
        "ｅvil．example",
        "evil。example",
        "\u202emoc.live\u202c //:sptth",
        "a\u2028b\u2029evil.example",
    ],
)
def test_a_mail_of_ours_says_nothing_of_theirs(roomy, name):
    """Names may be lures. They are in no subject, on one line, and nothing in them is a link."""
    for row in (roomy.tenant, roomy.user):
        row.name = name
        row.save(update_fields=["name"])
    invite(roomy, "victim@example.org")
    [letter] = mail.outbox
    assert letter.to == ["victim@example.org"] and letter.bcc == letter.cc == []
    expected = "You are invited to a workspace in Lectern"
    assert letter.subject.split(" · ")[0] == expected and "evil" not in letter.subject
    links = re.findall(r"\S+://\S+", letter.body)
    assert links and all(link.startswith("http://localhost:8000/invitation?") for link in links)
    assert not re.search(r"\w[.。．｡]example|\S@\S", letter.body), letter.body
    assert not re.search(r"[\u202a-\u202e\u2028\u2029\x00\r]", letter.body)
    assert "\nBcc" not in letter.body


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Willow School", "Willow School"),
        ("北京第一中学", "北京第一中学"),
        ("St. Mary’s, No. 5", "St. Mary’s, No. 5"),
        ("a" * 300, "a" * 100),
    ],
)
def test_ordinary_names_stay_as_they_are(name, shown):
    assert inert(name) == shown


def test_a_trial_mails_few_strangers(roomy):
    for number in range(invitation_mails.MOST_OF_TRIAL):
        assert invite(roomy, f"victim{number}@example.org").status_code == 302
    answer = invite(roomy, "one.more@example.org")
    html = answer.content.decode()
    assert answer.status_code == 429 and "20 invitations within a day" in html
    assert len(mail.outbox) == invitation_mails.MOST_OF_TRIAL
    assert not Invitation.objects.filter(email="one.more@example.org").exists()
    InvitationMail.objects.update(counted_at=timezone.now() - timedelta(days=1, seconds=1))
    assert invite(roomy, "one.more@example.org").status_code == 302
    assert invitation_mails.forget_old() == invitation_mails.MOST_OF_TRIAL


def test_a_school_that_pays_mails_its_staff(roomy):
    Plan.objects.filter(code="school").update(seats=None)
    Subscription.objects.filter(tenant=roomy.tenant).update(plan_id="school")
    count = invitation_mails.MOST_OF_TRIAL + 1
    for number in range(count):
        assert invite(roomy, f"teacher{number}@example.org").status_code == 302
    assert len(mail.outbox) == count


def test_withdrawing_and_sending_again_count_too(roomy):
    invite(roomy, "victim@example.org")
    for _again in range(10):
        Invitation.objects.update(sent_at=timezone.now() - timedelta(hours=1))
        for invitation in Invitation.objects.all():
            page = f"members/invitations/{invitation.id}"
            roomy.browser.post(roomy.page(f"{page}/send"))
            roomy.browser.post(roomy.page(f"{page}/delete"))
        invite(roomy, "Victim@Example.org")
    assert len(mail.outbox) == invitation_mails.MOST_TO_ADDRESS


def test_many_workspaces_cannot_flood_one_address(roomy, bob):
    for person in (roomy, bob, roomy, bob, roomy, bob):
        Invitation.objects.all().delete()
        invite(person, "victim@example.org")
    assert len(mail.outbox) == invitation_mails.MOST_TO_ADDRESS


def test_the_link_admits_nobody_else(roomy, bob, charlie, client):
    invite(roomy, charlie.user.email)
    link = re.search(r"http\S+/invitation\?token=\S+", mail.outbox[0].body)[0]
    path = link.removeprefix("http://localhost:8000")
    assert bob.browser.post(path).status_code == 403
    given = {"name": "Eve", "password": "a long enough phrase", "email": "eve@example.org"}
    client.post(path, given)
    assert not User.objects.filter(email="eve@example.org").exists()
    assert Membership.objects.filter(tenant=roomy.tenant).count() == 1
    assert charlie.browser.post(path).status_code == 302


def test_at_the_same_moment_no_more_are_counted(committed):
    """Eight requests at once for one address: the database lets three through."""

    limits, done, begin = limits_of(committed), [], threading.Barrier(8)
    address = f"{committed.slug}@example.org"

    def send() -> None:
        try:
            begin.wait()
            with transaction.atomic():
                invitation_mails.count(tenant=committed, limits=limits, email=address)
            done.append(True)
        except Refused as refusal:
            done.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert done.count(True) == invitation_mails.MOST_TO_ADDRESS
    assert done.count("too_many_invitation_mails") == 8 - invitation_mails.MOST_TO_ADDRESS
