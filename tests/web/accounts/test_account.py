"""A person's own account: name, language, time zone, and its end."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Invitation, Membership, User
from accounts.people import account_deletion
from lessons.access import Role, Viewer
from lessons.material import from_text
from lessons.models import Lesson, LessonVersion
from lessons.services import documents
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.refusal import Refused
from tests.conftest import PASSWORD, browser_of
from tests.web.pages.test_every_page import shown
from voices.models import Voice

NAMED = {"name": "Alice Liddell", "language": "", "time_zone": ""}


def lesson_of(person, access: str) -> Lesson:
    with in_tenant(person.tenant):
        viewer = Viewer(person.tenant, Role.MEMBER, user=person.user.id)
        return documents.create(viewer=viewer, material=from_text("A line."), access=access).lesson


@pytest.fixture
def carol(colleague):
    """A member with a password, a voice, a draft and a shared lesson."""
    colleague.user.set_password(PASSWORD)
    colleague.user.save()
    colleague.browser = browser_of(colleague.user)
    with in_tenant(colleague.tenant):
        Voice.objects.create(name="Carol", clip_seconds=6, speaker=colleague.user)
    lesson_of(colleague, "private")
    lesson_of(colleague, "read")
    return colleague


def delete(person):
    return person.browser.post("/account/delete", {"email": person.user.email})


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("address", ["/account/", "/account/delete"])
def test_the_pages(alice, bob, language, address):
    shown(alice.browser, address, language)


def test_only_for_people_who_are_signed_in(client, db):
    for address in ("/account/", "/account/delete"):
        assert client.get(address)["Location"].startswith("/sign-in")
        assert client.post(address)["Location"].startswith("/sign-in")


def test_a_person_changes_name_language_and_time_zone(alice):
    wanted = {"name": " Alice Liddell ", "language": "zh-hans", "time_zone": "Asia/Shanghai"}
    answer = alice.browser.post("/account/", wanted, follow=True)
    html = answer.content.decode()
    assert 'lang="zh-Hans" data-time-zone="Asia/Shanghai"' in html and "已保存。" in html
    user = User.objects.get(id=alice.user.id)
    assert (user.name, user.language) == ("Alice Liddell", "zh-hans")
    assert 'data-time-zone="Asia/Shanghai"' in alice.browser.get(alice.page()).content.decode()
    alice.browser.post("/account/", NAMED)
    assert "data-time-zone" not in alice.browser.get(alice.page()).content.decode()


@pytest.mark.parametrize(
    "change",
    [{"name": ""}, {"name": "x" * 101}, {"language": "fr"}, {"time_zone": "Mars/Base"}],
)
def test_what_is_refused_changes_nothing(alice, change):
    assert alice.browser.post("/account/", NAMED | change).status_code == 422
    assert User.objects.get(id=alice.user.id).name == "Alice"


def test_nothing_else_of_the_account_can_be_changed(alice):
    alice.browser.post("/account/", NAMED | {"email": "x@example.org", "is_staff": "on"})
    user = User.objects.get(id=alice.user.id)
    assert user.email == "alice@example.org" and not user.is_staff


def test_an_error_page_asks_for_nobody(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/no-such-page")


def test_the_page_says_what_goes(carol):
    html = carol.browser.get("/account/delete").content.decode()
    assert "1 voice of yours" in html and "1 lesson that only you can read" in html


def test_an_account_goes_with_what_is_its_own_alone(alice, carol):
    Membership.objects.filter(user=carol.user).update(role="admin")
    carol.browser.post(carol.page("members/invite"), {"email": "x@example.org", "role": "member"})
    assert Invitation.objects.count() == 1
    answer = delete(carol)
    assert answer.status_code == 200 and "Your account is deleted" in answer.content.decode()
    assert not User.objects.filter(id=carol.user.id).exists() and not Invitation.objects.exists()
    with in_tenant(alice.tenant):
        assert not Voice.objects.exists()
        assert [each.access for each in Lesson.objects.all()] == ["read"]
        assert LessonVersion.objects.exclude(lesson=Lesson.objects.get()).count() == 0
    assert carol.browser.get(carol.page())["Location"].startswith("/sign-in")
    browser = Client()
    assert (
        browser.post(
            "/sign-in", {"username": "carol@example.org", "password": PASSWORD}
        ).status_code
        == 200
    )
    assert settings.SESSION_COOKIE_NAME not in browser.cookies


@pytest.mark.parametrize("email", ["x@example.org", "", "Carol"])
def test_another_address_deletes_nothing(carol, email):
    assert carol.browser.post("/account/delete", {"email": email}).status_code == 422
    assert User.objects.filter(id=carol.user.id).exists()


def test_a_session_that_somebody_else_found_deletes_nothing(carol):
    carol.browser = Client()
    carol.browser.force_login(carol.user)  # signed in, and not lately by a password
    for answer in (carol.browser.get("/account/delete"), delete(carol)):
        assert answer.status_code == 302
    assert User.objects.filter(id=carol.user.id).exists()


def test_the_only_owner_is_refused_with_links(alice, bob):
    html = alice.browser.get("/account/delete").content.decode()
    assert alice.page("settings") in html and alice.page("members/") in html
    assert 'name="email"' not in html
    answer = delete(alice)
    assert answer.status_code == 409 and "Alice School" in answer.content.decode()
    assert Membership.objects.get(user=alice.user).role == "owner"


def test_nobody_loses_one_workspace_and_keeps_the_account(alice, bob, carol):
    """Carol owns Bob's workspace beside Bob, and a third alone: nothing of either is touched."""
    Membership.objects.create(user=carol.user, tenant=bob.tenant, role="owner")
    Membership.objects.filter(user=carol.user, tenant=alice.tenant).update(role="owner")
    Membership.objects.filter(user=alice.user).delete()
    with pytest.raises(Refused) as refused:
        account_deletion.delete_account(user=carol.user)
    assert refused.value.code == "last_owner" and "Alice School" in str(refused.value)
    assert "Bob School" not in str(refused.value)
    assert set(carol.user.memberships.values_list("role", flat=True)) == {"owner"}


def test_a_closed_workspace_holds_no_owner(alice):
    alice.browser.post(alice.page("settings/close"), {"slug": "alice-school"})
    assert delete(alice).status_code == 200
    assert Tenant.objects.get(id=alice.tenant.id).deletes_at
    assert not Membership.objects.filter(tenant=alice.tenant).exists()


def test_an_operator_is_not_deleted_here(charlie):
    User.objects.filter(id=charlie.user.id).update(is_staff=True)
    answer = delete(charlie)
    assert answer.status_code == 409 and "Another operator" in answer.content.decode()
