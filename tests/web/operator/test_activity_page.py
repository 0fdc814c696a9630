"""The operator sees who did what in all workspaces; files hold the same."""

import json

import pytest
from django.test import Client

from accounts.models import User
from activity import log
from activity.who import Kind, Thing, Who
from tests.web.conftest import whole_of

ANNA = Who(Kind.PERSON, "77", "Anna <anna@example.org>")


@pytest.fixture
def support(db) -> Client:
    browser = Client()
    browser.force_login(User.objects.create_user("op@example.org", name="Olive", is_staff=True))
    return browser


def record(tenant):
    return log.record(
        action="voice.deleted", by=ANNA, tenant=tenant, thing=Thing("voice", "voice_x", "Anna's")
    )


def found(browser: Client, query: str = "") -> set:
    page = browser.get(f"/operator/activity/?{query}")
    assert page.status_code == 200
    return {row.entry for row in page.context["rows"]}


def test_entries_of_all_workspaces_and_of_none(support, alice, bob):
    first, second, third = record(alice.tenant), record(bob.tenant), record(None)
    assert {first, second, third} <= found(support)
    assert found(support, "workspace=alice-school&action=voice") == {first}
    assert "alice-school · Anna" in support.get("/operator/activity/").content.decode()


def test_a_workspace_is_found_by_its_new_address_and_by_its_former(support, alice):
    entry = record(alice.tenant)
    type(alice.tenant).objects.filter(id=alice.tenant.id).update(slug="willow")
    for slug in ("willow", "alice-school"):
        assert entry in found(support, f"workspace={slug}")


def test_files(support, alice, same_connection):
    entry = record(alice.tenant)
    answer = support.get("/operator/activity/json?action=voice&workspace=alice-school")
    [row] = json.loads(whole_of(answer))
    assert row["id"] == entry.id
    assert entry.id in whole_of(support.get("/operator/activity/csv")).decode()


@pytest.mark.parametrize("page", ["", "csv", "json"])
def test_for_operators_alone(alice, page):
    assert alice.browser.get(f"/operator/activity/{page}").status_code == 403
    assert Client().get(f"/operator/activity/{page}").status_code == 302
