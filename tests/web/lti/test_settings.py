"""Admins register learning platforms, change and delete them."""

import pytest
from django.test import Client

from accounts.models import Membership
from activity.models import Entry
from lti import platform_keys, registrations
from lti.models import LearningPlatform as Row
from outgoing.get import NoAnswer
from tests.web.lti.conftest import ADDRESS
from tests.web.lti.learning_platform import CLIENT, DEPLOYMENT

PAGE = "settings/learning-platforms"
GIVEN = {
    "name": "Moodle",
    "address": f"{ADDRESS}/course/view.php?id=3",
    "issuer": ADDRESS,
    "client_id": CLIENT,
    "deployments": f"{DEPLOYMENT}\n\n {DEPLOYMENT} \n2",
    "login_address": f"{ADDRESS}/auth",
    "keys_address": f"{ADDRESS}/keys",
}


@pytest.fixture
def reached(moodle, monkeypatch, settings, quick_keys) -> None:
    """The platform's keys can be fetched."""
    settings.PUBLIC_URL = "http://testserver"
    monkeypatch.setattr(platform_keys, "get_json", lambda _address: moodle.keys)


def test_an_admin_registers_changes_and_deletes_a_platform(alice, reached):
    page = alice.browser.get(alice.page(PAGE)).content.decode()
    tool = f"http://testserver/lti/{alice.tenant.id}"
    assert all(f'value="{tool}/{part}"' in page for part in ("launch", "login", "keys"))
    assert "No platform is registered yet." in page
    assert Client().get(f"{tool}/keys").json() == {"keys": []}
    made = alice.browser.post(alice.page(PAGE), GIVEN)
    assert made.status_code == 302, made.content.decode()
    row = Row.objects.get()
    assert row.address == ADDRESS and row.deployments == [DEPLOYMENT, "2"]
    assert row.tenant_id == alice.tenant.id and len(row.keys) == 1
    [key] = Client().get(f"{tool}/keys").json()["keys"]
    assert key["kty"] == "RSA" and "d" not in key
    own = alice.page(f"{PAGE}/{row.id}")
    assert f'value="{ADDRESS}/auth"' in alice.browser.get(own).content.decode()
    changed = alice.browser.post(own, {**GIVEN, "address": ADDRESS, "deployments": "2"})
    assert changed.status_code == 302 and Row.objects.get().deployments == ["2"]
    assert alice.browser.post(alice.page(f"{PAGE}/key")).status_code == 302
    assert len(Client().get(f"{tool}/keys").json()["keys"]) == 2
    assert alice.browser.post(f"{own}/delete").status_code == 302 and not Row.objects.exists()
    actions = [
        each.action for each in Entry.objects.order_by("created_at") if "learning" in each.action
    ]
    assert actions == [
        f"learning_platform.{what}" for what in ("added", "changed", "key_replaced", "removed")
    ]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("address", "moodle.willow.example", "server on the internet"),
        ("address", "https://moodle.willow.example; script-src *", "server on the internet"),
        ("address", "https://mood_le;x/", "at which people open it"),
        ("login_address", "javascript:alert(1)", "server on the internet"),
        ("login_address", "https://10.0.0.1/auth", "server on the internet"),
        ("keys_address", "http://169.254.169.254/", "server on the internet"),
        ("deployments", " \n ", "required"),
        ("client_id", "", "required"),
        ("name", "x" * 41, "40"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(alice, reached, field, value, said):
    answer = alice.browser.post(alice.page(PAGE), {**GIVEN, field: value})
    assert answer.status_code == 422 and not Row.objects.exists()
    assert said in str(answer.context["form"].errors[field]), answer.context["form"].errors


def test_a_platform_without_keys_is_not_registered(alice, reached, monkeypatch):
    def away(_address: str):
        raise NoAnswer("took too long")

    monkeypatch.setattr(platform_keys, "get_json", away)
    answer = alice.browser.post(alice.page(PAGE), GIVEN)
    assert answer.status_code == 422 and not Row.objects.exists()
    assert "took too long" in answer.content.decode()


def test_a_platform_is_registered_once_in_each_workspace(alice, bob, reached, monkeypatch):
    assert alice.browser.post(alice.page(PAGE), GIVEN).status_code == 302
    again = alice.browser.post(alice.page(PAGE), GIVEN)
    assert again.status_code == 422 and "registered already" in again.content.decode()
    assert bob.browser.post(bob.page(PAGE), GIVEN).status_code == 302
    monkeypatch.setattr(registrations, "MOST", 1)
    other = alice.browser.post(alice.page(PAGE), {**GIVEN, "client_id": "2"})
    assert other.status_code == 422 and Row.objects.count() == 2


def test_members_and_other_workspaces_do_not_reach_it(alice, bob, charlie, reached):
    alice.browser.post(alice.page(PAGE), GIVEN)
    own = f"{PAGE}/{Row.objects.get().id}"
    Membership.objects.create(tenant=alice.tenant, user=charlie.user)
    for path in (PAGE, own, f"{own}/delete", f"{PAGE}/key"):
        assert charlie.browser.post(alice.page(path), GIVEN).status_code in (403, 404), path
    for path in (own, f"{own}/delete"):
        assert bob.browser.post(bob.page(path), GIVEN).status_code == 404, path
    assert Row.objects.get().tenant_id == alice.tenant.id
