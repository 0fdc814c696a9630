"""Admins switch the checking of finished lines, on a page and over REST, within their plan."""

import pytest

from activity.models import Entry
from billing.models import Plan
from synthesis import line_checks
from tenants.context import in_tenant
from tenants.limits import limits_of
from tests.web.workspace_settings.test_general import api  # noqa: F401 (a fixture)
from tests.web.workspace_settings.test_reading import save

FIELD = 'name="check_lines"'


@pytest.fixture
def included(alice):
    """A plan that includes it."""
    Plan.objects.update(heard_back=True)


def are_on(person) -> bool:
    with in_tenant(person.tenant):
        return line_checks.are_on(limits_of(person.tenant))


def page(person) -> str:
    return person.browser.get(person.page("settings/reading")).content.decode()


def test_a_plan_without_it_shows_nothing(alice):
    assert FIELD not in page(alice)
    assert save(alice, check_lines="yes").status_code == 302
    assert not are_on(alice)


def test_an_admin_switches_it_off_and_on_again(alice, bob, included):
    assert are_on(alice) and FIELD in page(alice)
    save(alice, check_lines="no")
    assert not are_on(alice) and are_on(bob)
    save(alice, check_lines="no")
    save(alice, check_lines="yes")
    assert are_on(alice)
    logged = Entry.objects.filter(action="workspace.checks_changed").order_by("created_at")
    assert [each.details for each in logged] == [{"check_lines": "False"}, {"check_lines": "True"}]


def test_what_is_no_choice_changes_nothing(alice, included):
    answer = save(alice, check_lines="perhaps")
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"check_lines"}
    assert save(alice, check_lines="").status_code == 422
    assert are_on(alice)


def test_programs_switch_it_within_the_plan(alice, api):  # noqa: F811
    assert api.get("/v1/workspace").json()["check_lines"] is False
    refused = api.patch("/v1/workspace", {"check_lines": True}, format="json")
    error = refused.json()["error"]
    assert (refused.status_code, error["param"]) == (400, "check_lines")
    Plan.objects.update(heard_back=True)
    assert api.get("/v1/workspace").json()["check_lines"] is True
    answer = api.patch("/v1/workspace", {"check_lines": False}, format="json")
    assert answer.json()["check_lines"] is False and not are_on(alice)
    change = {"check_lines": True, "name": ""}
    assert api.patch("/v1/workspace", change, format="json").status_code == 400
    assert not are_on(alice)
