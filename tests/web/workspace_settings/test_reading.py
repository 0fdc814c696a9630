"""Admins choose how ambiguous writing is read, on a page and over REST."""

from dataclasses import asdict

import pytest

from synthesis import reading_style
from synthesis.text import DEFAULT, ReadingStyle
from tenants import profile
from tenants.context import in_tenant
from tests.web.workspace_settings.test_general import api  # noqa: F401 (a fixture)

CHOSEN = {
    "date_order": "dmy", "english_and": "no", "emoji": "named", "blanks": "pause",
    "old_verse": "yes",
}  # fmt: skip


def style_of(person) -> ReadingStyle:
    with in_tenant(person.tenant):
        return reading_style.style_of(person.tenant)


def save(person, **change):
    return person.browser.post(person.page("settings/reading"), CHOSEN | change)


def test_an_admin_chooses_on_the_page_and_goes_back(alice, bob):
    answer = save(alice)
    assert answer.status_code == 302 and answer.url == alice.page("settings/reading")
    assert style_of(alice) == ReadingStyle("dmy", False, "named", "pause", True)
    assert style_of(bob) == DEFAULT
    page = alice.browser.get(answer.url)
    assert page.context["form"].initial == CHOSEN
    save(alice, date_order="", english_and="", emoji="skipped")
    assert style_of(alice) == ReadingStyle(blanks="pause", old_verse=True)


def test_what_is_usual_is_named(alice):
    profile.change(tenant=alice.tenant, time_zone="Europe/London")
    html = alice.browser.get(alice.page("settings/reading")).content.decode()
    assert "As is usual here (Day first: the third of April)" in html and "Europe/London" in html


def test_members_may_not(alice, colleague):
    assert save(colleague).status_code == 403
    assert style_of(alice) == DEFAULT


@pytest.mark.parametrize("change", [{"date_order": "ydm"}, {"emoji": ""}, {"old_verse": "7"}])
def test_what_is_refused_changes_nothing(alice, change):
    answer = save(alice, **change)
    assert answer.status_code == 422 and set(answer.context["form"].errors) == set(change)
    assert style_of(alice) == DEFAULT


def test_programs_read_and_change_it(alice, api):  # noqa: F811
    assert api.get("/v1/workspace").json()["reading"] == asdict(DEFAULT)
    answer = api.patch("/v1/workspace", {"reading": {"date_order": "dmy"}}, format="json")
    assert answer.json()["reading"]["date_order"] == "dmy"
    answer = api.patch("/v1/workspace", {"reading": {"emoji": "named"}}, format="json")
    assert style_of(alice) == ReadingStyle("dmy", emoji="named")
    change = {"reading": {"date_order": None}}
    assert (
        api.patch("/v1/workspace", change, format="json").json()["reading"]["date_order"] == "mdy"
    )


def test_a_wrong_part_changes_nothing(alice, api):  # noqa: F811
    change = {"name": "", "reading": {"blanks": "pause"}}
    assert api.patch("/v1/workspace", change, format="json").status_code == 400
    change = {"time_zone": "Mars/Base", "reading": {"blanks": "pause"}}
    assert api.patch("/v1/workspace", change, format="json").status_code == 400
    change = {"reading": {"blanks": "shouted"}}
    error = api.patch("/v1/workspace", change, format="json").json()["error"]
    assert error["param"] == "reading.blanks"
    assert style_of(alice) == DEFAULT
