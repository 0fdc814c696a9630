import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.mails import queued_mail
from accounts.models import Membership, QueuedMail, User
from tenants.models import Tenant
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

NEW = {
    "organisation": "Willow School",
    "name": "Wei",
    "email": "wei@example.org",
    "password1": "a long enough phrase",
}


def test_sign_up_opens_a_workspace_and_lands_in_it(client):
    with CaptureQueriesContext(connection) as asked:
        response = client.post("/sign-up", NEW, follow=True)
    # This includes a new schema's tables: 213 statements, about a second on two idle cores.
    assert len(asked) < 300
    assert response.redirect_chain == [("/w/willow-school/", 302)]
    membership = Membership.objects.get(user__email="wei@example.org")
    assert membership.role == Membership.Role.OWNER
    assert membership.tenant.subscription.plan.code == "trial"


@pytest.mark.parametrize(
    ("said", "kept"), [("Asia/Shanghai", "Asia/Shanghai"), ("Mars/Base", "UTC"), ("", "UTC")]
)
def test_the_day_begins_in_the_browsers_time_zone(client, said, kept):
    client.post("/sign-up", {**NEW, "time_zone": said})
    assert Tenant.objects.get(slug="willow-school").time_zone == kept


def test_a_chinese_name_gets_an_address_too(client):
    response = client.post("/sign-up", {**NEW, "organisation": "柳树学校"}, follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[0][0] == "/w/liu-shu-xuexiao/"
    assert Tenant.objects.get(name="柳树学校")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "alice@example.org"}, "email"),
        ({"email": "ALICE@example.org"}, "email"),
        ({"email": "not an address"}, "email"),
        ({"password1": "short"}, "password1"),
        ({"password1": "1234567890"}, "password1"),
        ({"organisation": ""}, "organisation"),
        ({"organisation": "x" * 101}, "organisation"),
        ({"name": "a\x00b"}, "name"),
    ],
)
def test_sign_up_refuses_and_creates_nothing(client, change, field):
    before = Tenant.objects.count(), User.objects.count()
    response = client.post("/sign-up", {**NEW, **change})
    assert response.context["form"].errors.keys() == {field}
    assert (Tenant.objects.count(), User.objects.count()) == before


def test_sign_in_and_out(client):
    wrong = client.post("/sign-in", {"login": "alice@example.org", "password": "wrong"})
    assert wrong.status_code == 200 and wrong.context["form"].errors
    right = client.post("/sign-in", {"login": "Alice@Example.org", "password": PASSWORD})
    assert right.status_code == 302
    assert client.get("/home").url == "/w/alice-school/"
    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")
    assert client.get("/w/alice-school/").status_code == 302


def test_sign_in_does_not_redirect_to_other_sites(client):
    """`next` is followed only within this site."""
    credentials = {"login": "alice@example.org", "password": PASSWORD}
    response = client.post("/sign-in?next=https://evil.example/", credentials)
    assert response.url == "/home"


def test_a_forgotten_password_is_reset_by_mail(client):
    client.post("/password", {"email": "alice@example.org"})
    assert queued_mail.send_due() == 1
    [letter] = mail.outbox
    link = re.search(r"https?://[^/]+(/password/\S+)", letter.body)[1]
    form = client.get(link, follow=True)
    new = "quite another phrase"
    done = client.post(
        form.redirect_chain[-1][0], {"password1": new, "password2": new}, follow=True
    )
    assert done.redirect_chain[-1][0] == "/w/alice-school/"
    assert User.objects.get(email="alice@example.org").check_password(new)


def test_an_unknown_address_gets_no_mail_and_the_same_answer(client):
    response = client.post("/password", {"email": "nobody@example.org"})
    assert response.url == "/password/sent"
    assert queued_mail.send_due() == 0
    assert not mail.outbox and not QueuedMail.objects.exists()


def test_a_person_without_a_workspace_sees_a_message(charlie):
    assert charlie.browser.get("/home").status_code == 200
