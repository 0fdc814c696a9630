"""The operator tells workspaces something; each person reads it in their language, once."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from announcements import services
from announcements.models import Announcement, Dismissal
from tenants.refusal import Refused

ADDRESS = "/operator/announcements/"
GIVEN = {"english": "We restart on Sunday.", "chinese": "周日将重启系统。", "slugs": ""}


@pytest.fixture
def operator(db) -> Client:
    browser = Client()
    browser.force_login(User.objects.create_superuser("op@example.org", name="Olive"))
    return browser


def until(days: int) -> str:
    return (timezone.now() + datetime.timedelta(days)).date().isoformat()


def test_all_workspaces_read_it_in_their_language_until_it_ends(operator, alice, bob):
    assert operator.post(ADDRESS, {**GIVEN, "until": until(2)}).status_code == 302
    for person in (alice, bob):
        assert "We restart on Sunday." in person.browser.get(person.page()).content.decode()
    page = alice.browser.get(alice.page(), headers={"accept-language": "zh-CN"}).content.decode()
    assert "周日将重启系统。" in page and "We restart" not in page
    [made] = Announcement.objects.all()
    assert "Olive" in operator.get(ADDRESS).content.decode()
    assert operator.post(f"{ADDRESS}{made.id}/end").status_code == 302
    assert "We restart" not in bob.browser.get(bob.page()).content.decode()


def test_it_may_be_for_some_workspaces_alone(operator, alice, bob):
    given = {**GIVEN, "until": until(2), "slugs": "alice-school"}
    assert operator.post(ADDRESS, given).status_code == 302
    assert "We restart" in alice.browser.get(alice.page()).content.decode()
    assert "We restart" not in bob.browser.get(bob.page()).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"english": ""}, {"chinese": ""}, {"until": ""}, {"until": until(-2)}, {"slugs": "nowhere"}],
)
def test_a_wrong_one_is_refused_and_nothing_is_lost(operator, wrong):
    answer = operator.post(ADDRESS, {**GIVEN, "until": until(2), **wrong})
    assert answer.status_code == 422 and not Announcement.objects.exists()
    kept = wrong.get("english", GIVEN["english"])
    assert kept in answer.content.decode()


def test_who_puts_it_away_sees_it_no_more(operator, alice, bob):
    [made] = services.announce(
        english="One.", chinese="一。", ends_at=timezone.now() + datetime.timedelta(1), by=bob.user
    )
    address = alice.page(f"announcements/{made.id}/dismiss")
    answer = alice.browser.post(address, {"back": alice.page("voices/")})
    assert (answer.status_code, answer.url) == (302, alice.page("voices/"))
    assert "One." not in alice.browser.get(alice.page()).content.decode()
    assert "One." in bob.browser.get(bob.page()).content.decode()
    assert alice.browser.post(address, {"back": "https://elsewhere.example/"}).url == alice.page()
    assert Dismissal.objects.count() == 1
    assert alice.browser.post(alice.page("announcements/99999/dismiss")).status_code == 302


def test_the_newest_come_first_and_not_too_many(alice):
    end = timezone.now() + datetime.timedelta(1)
    for number in range(5):
        services.announce(english=f"No {number}", chinese="一", ends_at=end, by=alice.user)
    shown = [each.english for each in services.shown_to(alice.tenant, alice.user)]
    assert shown == ["No 4", "No 3", "No 2"]


def test_one_that_has_not_begun_is_not_shown(alice):
    now = timezone.now()
    day = datetime.timedelta(1)
    services.announce(
        english="Later", chinese="一", begins_at=now + day, ends_at=now + 2 * day, by=alice.user
    )
    assert services.shown_to(alice.tenant, alice.user) == []
    with pytest.raises(Refused):
        services.announce(
            english="Never", chinese="一", begins_at=now + day, ends_at=now + day, by=alice.user
        )
