"""A workspace's name, address, time zone and language are changed by its admins, and over REST."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import tokens
from tenants import profile
from tenants.models import FormerSlug, Tenant
from tenants.refusal import Refused
from tenants.services import open_workspace
from tests.web.pages.test_every_page import shown

GENERAL = {"name": "Alice School", "slug": "alice-school", "time_zone": "UTC", "language": ""}


@pytest.fixture
def api(alice) -> APIClient:
    """REST with a token of the scope `admin`."""
    _record, text = tokens.issue(tenant=alice.tenant, name="settings", scopes=["admin"])
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return client


def save(person, **change):
    return person.browser.post(person.page("settings"), GENERAL | change)


def moved(person, slug: str):
    """Give the workspace another address, as if none had been changed before."""
    answer = save(person, slug=slug)
    person.tenant = Tenant.objects.get(id=person.tenant.id)
    return answer


def test_an_admin_changes_them(alice):
    answer = save(alice, name="  Willow \t School ", time_zone="Asia/Shanghai", language="zh-hans")
    assert answer.status_code == 302 and answer.url == alice.page("settings")
    tenant = Tenant.objects.get(id=alice.tenant.id)
    assert (tenant.name, tenant.time_zone) == ("Willow School", "Asia/Shanghai")
    assert tenant.language == "zh-hans"
    assert "Willow School" in alice.browser.get(alice.page()).content.decode()


def test_members_may_not(alice, colleague):
    assert colleague.browser.post(alice.page("settings"), GENERAL).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"name": " "},
        {"name": "x" * 101},
        {"slug": "Not A Slug"},
        {"slug": "-x"},
        {"slug": "bob-school"},
        {"slug": "x" * 41},
        {"time_zone": "Mars/Base"},
        {"language": "fr"},
    ],
)
def test_what_is_refused_changes_nothing(alice, bob, change):
    [field] = change
    answer = save(alice, **{"name": "Other"} | change)
    assert answer.status_code == 422 and set(answer.context["general_form"].errors) == {field}
    tenant = Tenant.objects.get(id=alice.tenant.id)
    assert (tenant.name, tenant.slug) == ("Alice School", "alice-school")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_refusals_are_shown_in_both_languages(alice, bob, language, settings):
    alice.browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    html = save(alice, slug="bob-school").content.decode()
    said = "已有其他工作区" if language == "zh-hans" else "Another workspace has this address"
    assert said in html
    shown(alice.browser, alice.page("settings"), language)


def test_a_former_address_leads_members_on(alice, colleague, bob, client):
    assert moved(alice, "willow").url == "/w/willow/settings"
    for browser in (alice.browser, colleague.browser):
        answer = browser.get("/w/alice-school/lessons/?sort=title&q=a%2Fb")
        assert answer.status_code == 307
        assert answer.url == "/w/willow/lessons/?sort=title&q=a%2Fb"
    posted = alice.browser.post("/w/alice-school/lessons/new", {"text": "Hi."}, follow=True)
    assert posted.redirect_chain[0] == ("/w/willow/lessons/new", 307)
    assert posted.redirect_chain[1][0].startswith("/w/willow/lessons/lesson_"), "its body came, too"
    assert bob.browser.get("/w/alice-school/").status_code == 404
    assert client.get("/w/alice-school/").url.startswith("/sign-in")
    assert alice.browser.get("/w/alice-school/no-such-page").status_code == 307


def test_it_leads_on_for_90_days(alice):
    moved(alice, "willow")
    FormerSlug.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert alice.browser.get("/w/alice-school/").status_code == 404
    assert open_workspace(name="New", slug="alice-school", plan="trial").slug == "alice-school"
    assert profile.forget_former() == 1


def test_no_other_workspace_gets_it_meanwhile(alice, bob):
    moved(alice, "willow")
    with pytest.raises(Refused) as refused:
        open_workspace(name="New", slug="alice-school", plan="trial")
    assert refused.value.code == "slug_taken"
    assert open_workspace(name="Alice School", plan="trial").slug != "alice-school"
    with pytest.raises(Refused) as refused:
        profile.change(tenant=bob.tenant, slug="alice-school")
    assert (refused.value.code, refused.value.param) == ("slug_taken", "slug")


def test_a_workspace_may_go_back_to_its_own(alice):
    moved(alice, "willow")
    assert moved(alice, "alice-school").status_code == 302
    assert alice.browser.get(alice.page()).status_code == 200
    assert alice.browser.get("/w/willow/").url == alice.page()
    assert [each.slug for each in FormerSlug.objects.all()] == ["willow"]


def test_it_cannot_hold_many_addresses(alice):
    for slug in ("one", "two", "three"):
        assert moved(alice, slug).status_code == 302
    assert moved(alice, "four").status_code == 422
    assert moved(alice, "two").status_code == 302, "one of its own again"


def test_tokens_and_shares_stay_as_they_are(alice):
    moved(alice, "willow")
    assert alice.rest.get("/v1/jobs").status_code == 200


def test_midnight_is_not_moved_every_day(alice):
    """Else a workspace would have the quota of two days in one."""
    assert save(alice, time_zone="Asia/Shanghai").status_code == 302
    answer = save(alice, time_zone="America/New_York")
    assert answer.status_code == 422 and "time_zone" in answer.context["general_form"].errors
    assert save(alice, time_zone="Asia/Shanghai", name="New").status_code == 302
    Tenant.objects.update(zone_changed_at=timezone.now() - profile.ZONE_EVERY)
    assert save(alice, time_zone="America/New_York").status_code == 302


def test_mails_to_those_who_chose_none_are_in_its_language(alice):
    save(alice, language="zh-hans")
    alice.browser.post(alice.page("members/invite"), {"email": "x@example.org", "role": "member"})
    assert "接受邀请" in mail.outbox[0].body and "Accept here" not in mail.outbox[0].body


def test_over_rest(alice, api):
    answer = api.get("/v1/workspace")
    shown = answer.json()
    assert answer.status_code == 200 and shown["object"] == "workspace"
    assert (shown["id"], shown["slug"]) == (str(alice.tenant.id), "alice-school")
    change = {"name": "Willow", "slug": "willow", "time_zone": "Asia/Shanghai", "language": "en"}
    answer = api.patch("/v1/workspace", change, format="json")
    shown["reading"]["date_order"] = "ymd"  # as is usual there
    assert answer.status_code == 200 and answer.json() == {**shown, **change}
    assert api.patch("/v1/workspace", {}, format="json").json() == answer.json()
    for change, code, param in (
        ({"name": "New", "slug": "x y"}, "invalid_value", "slug"),
        ({"name": "New", "time_zone": "Mars/Base"}, "invalid_value", "time_zone"),
        ({"name": "New", "time_zone": "UTC"}, "changed_lately", "time_zone"),
    ):
        error = api.patch("/v1/workspace", change, format="json").json()["error"]
        assert (error["code"], error["param"]) == (code, param)
    assert Tenant.objects.get(id=alice.tenant.id).name == "Willow", "all of it or nothing"


def test_rest_needs_the_scope_admin(alice):
    for method in ("get", "patch"):
        answer = getattr(alice.rest, method)("/v1/workspace")
        assert answer.status_code == 403 and answer.json()["error"]["code"] == "missing_scope"


def test_the_operators_change_keeps_the_former_address_too(alice, charlie):
    charlie.user.is_staff = charlie.user.is_superuser = True
    charlie.user.save()
    charlie.browser.force_login(charlie.user)
    page = f"/operator/tenants/tenant/{alice.tenant.id}/change/"
    assert charlie.browser.post(page, GENERAL | {"slug": "willow"}).status_code == 302
    assert Tenant.objects.get(id=alice.tenant.id).slug == "willow"
    assert alice.browser.get("/w/alice-school/").url == "/w/willow/"
