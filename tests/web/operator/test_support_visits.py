"""Support looks into a workspace with its permission alone, for an hour, and changes nothing."""

from datetime import timedelta

import numpy as np
import pytest
from django.core import mail
from django.utils import timezone

from accounts.actor import Actor
from accounts.mails import queued_mail
from accounts.models import Membership, SupportVisit, User
from accounts.support import visits
from activity.models import Entry
from activity.reading import entries_of
from tenants.context import in_tenant
from tenants.refusal import Refused
from tests.conftest import Person, browser_of
from tests.web.test_isolation import belongings, filled, state  # noqa: F401 (a fixture)
from tests.web.url_table import routes
from voices import storage

REASON = "Ticket 7: a lesson won’t open."
WRITING = ("post", "put", "patch", "delete")
OPERATORS = "/operator/workspaces/alice-school/"


@pytest.fixture
def sue(db) -> Person:
    """A person of the support, who is no operator."""
    user = User.objects.create_user("sue@example.org", name="Sue", is_staff=True)
    return Person(user)


@pytest.fixture
def visit(alice, sue) -> SupportVisit:
    """Sue's, which Alice has allowed."""
    visit = visits.ask(tenant=alice.tenant, reason=REASON, by=Actor(sue.user, as_operator=True))
    return visits.allow(tenant=alice.tenant, visit_id=visit.id, by=Actor(alice.user))


def actions(tenant) -> list[str]:
    found = entries_of(tenant).filter(action__startswith="support.")
    return list(found.order_by("created_at").values_list("action", flat=True))


def seen(sue: Person, alice: Person) -> int:
    return sue.browser.get(alice.page("lessons/")).status_code


def test_it_is_asked_for_allowed_seen_and_ended(alice, sue):
    assert seen(sue, alice) == 404
    assert sue.browser.post(f"{OPERATORS}visits", {"reason": REASON}).status_code == 302
    assert seen(sue, alice) == 404, "asked for is not allowed"
    queued_mail.send_due()
    [letter] = mail.outbox
    assert letter.to == ["alice@example.org"] and "Ticket 7" in letter.body
    assert "/w/alice-school/settings/support" in letter.body
    assert "asks to look into" in alice.browser.get(alice.page()).content.decode()
    page = alice.browser.get(alice.page("settings/support")).content.decode()
    assert REASON in page and "Sue" in page

    visit = SupportVisit.objects.get()
    alice.browser.post(alice.page(f"settings/support/{visit.id}/allow"))
    shown = sue.browser.get(alice.page("lessons/"))
    assert shown.status_code == 200
    assert "You look into this workspace as support" in shown.content.decode()
    assert "Sue of the support may look" in alice.browser.get(alice.page()).content.decode()
    assert "Open the workspace" in sue.browser.get(OPERATORS).content.decode()

    alice.browser.post(alice.page(f"settings/support/{visit.id}/end"))
    assert seen(sue, alice) == 404
    assert "of the support" not in alice.browser.get(alice.page()).content.decode()
    assert actions(alice.tenant) == [
        "support.asked", "support.allowed", "support.page_opened", "support.ended",
    ]  # fmt: skip


def test_a_member_sees_who_looks_and_decides_nothing(alice, colleague, sue):
    asked = visits.ask(tenant=alice.tenant, reason=REASON, by=Actor(sue.user, as_operator=True))
    assert "of the support" not in colleague.browser.get(alice.page()).content.decode()
    for what in ("allow", "decline", "end"):
        page = alice.page(f"settings/support/{asked.id}/{what}")
        assert colleague.browser.post(page).status_code == 403
    assert colleague.browser.get(alice.page("settings/support")).status_code == 403
    assert seen(sue, alice) == 404
    visits.allow(tenant=alice.tenant, visit_id=asked.id, by=Actor(alice.user))
    html = colleague.browser.get(alice.page()).content.decode()
    assert "Sue of the support may look" in html and f"{asked.id}/end" not in html


def test_declined_or_taken_back_it_stays_closed(alice, sue):
    by = Actor(sue.user, as_operator=True)
    first = visits.ask(tenant=alice.tenant, reason=REASON, by=by)
    with pytest.raises(Refused, match="asked already"):
        visits.ask(tenant=alice.tenant, reason=REASON, by=by)
    visits.decline(tenant=alice.tenant, visit_id=first.id, by=Actor(alice.user))
    second = visits.ask(tenant=alice.tenant, reason=REASON, by=by)
    sue.browser.post(f"{OPERATORS}visits/{second.id}/end")
    third = visits.ask(tenant=alice.tenant, reason=REASON, by=by)
    SupportVisit.objects.filter(id=third.id).update(asked_at=timezone.now() - visits.WAITS)
    for old in (first, second, third):
        with pytest.raises(Refused, match="was answered"):
            visits.allow(tenant=alice.tenant, visit_id=old.id, by=Actor(alice.user))
    assert seen(sue, alice) == 404


def test_after_the_hour_the_next_request_is_refused(alice, sue, visit):
    assert seen(sue, alice) == 200
    assert timedelta(minutes=59) < visit.ends_at - timezone.now() <= timedelta(hours=1)
    SupportVisit.objects.update(ends_at=timezone.now())
    assert seen(sue, alice) == 404


@pytest.mark.parametrize("lost", ["is_staff", "is_active"])
def test_who_is_not_of_the_support_any_more_sees_nothing(alice, sue, visit, lost):
    assert seen(sue, alice) == 200
    User.objects.filter(id=sue.user.id).update(**{lost: False})
    assert seen(sue, alice) in (302, 404)
    assert "Alice School" not in sue.browser.get(alice.page(), follow=True).content.decode()


def test_without_a_second_factor_support_sees_nothing(alice, sue, visit, settings):
    settings.OPERATORS_NEED_SECOND_FACTOR = True
    assert seen(sue, alice) == 404


def test_a_visit_is_of_one_person_and_one_workspace(alice, bob, sue, visit):
    other = User.objects.create_user("sam@example.org", name="Sam", is_staff=True)
    boss = User.objects.create_superuser("op@example.org", name="Olive")
    for stranger in (other, boss):
        assert browser_of(stranger).get(alice.page()).status_code == 404
        assert browser_of(stranger).post(f"{OPERATORS}visits/{visit.id}/end").status_code == 302
    assert seen(sue, alice) == 200, "nobody else has ended it"
    assert sue.browser.get(bob.page()).status_code == 404
    bob.browser.post(bob.page(f"settings/support/{visit.id}/end"))
    assert seen(sue, alice) == 200, "another workspace has not ended it"


def test_nothing_is_written_on_any_route(alice, sue, visit, belongings):  # noqa: F811
    before = state(alice.tenant)
    values = {**belongings, "<uuid:visit_id>": str(visit.id)}
    for route in routes("w/"):
        for method in WRITING:
            answer = getattr(sue.browser, method)(filled(route, values))
            assert answer.status_code == 403, (method, route)
            assert "changes nothing" in answer.content.decode(), (method, route)
    assert state(alice.tenant) == before
    assert not Membership.objects.filter(user=sue.user).exists()


def test_pages_are_shown_and_no_voice_is_heard(alice, sue, visit, belongings):  # noqa: F811
    values = {**belongings, "<uuid:visit_id>": str(visit.id)}
    with in_tenant(alice.tenant):
        clip = np.zeros(24_000, np.float32)
        storage.write_clip(
            alice.tenant, belongings["<str:voice_id>"], belongings["<str:take_id>"], clip
        )
        storage.write_sample(alice.tenant, belongings["<str:voice_id>"], b"RIFF")
    before, shown, refused = state(alice.tenant), 0, set()
    for route in routes("w/"):
        answer = sue.browser.get(filled(route, values))
        assert not answer.streaming, route
        assert answer.headers["Content-Type"].startswith(("text/html", "application/json")), route
        shown += answer.status_code == 200
        if answer.status_code == 403 and b"hears and downloads nothing" in answer.content:
            refused.add(route.removeprefix("w/<slug:slug>/"))
        assert answer.status_code < 500, route
    assert shown > 25
    assert {"activity/csv", "activity/json", "voices/<str:voice_id>/sample"} <= refused
    assert "lessons/<str:lesson_id>/events" in refused, "no stream outlasts the visit"
    assert state(alice.tenant) == before


def test_each_page_is_logged_once_on_both_sides(alice, sue, visit):
    for page in ("lessons/", "lessons/", "usage", "lessons/lesson_nowhere"):
        sue.browser.get(alice.page(page))
    opened = Entry.objects.filter(action="support.page_opened", workspace=alice.tenant.id)
    assert sorted(opened.values_list("thing_label", flat=True)) == ["/lessons/", "/usage"]
    entry = opened.first()
    assert (entry.actor_kind, entry.actor_id) == ("operator", str(sue.user.id))
    assert "Opened a page as support" in alice.browser.get(alice.page("activity/")).content.decode()
    html = alice.browser.get(alice.page("settings/support")).content.decode()
    assert "2 pages were opened" in html
    html = sue.browser.get("/operator/activity/?action=support").content.decode()
    assert "alice-school" in html and "/usage" in html


def test_private_lessons_stay_private(alice, colleague, sue, visit):
    page = colleague.browser.post(alice.page("lessons/new"), {"text": "Rivers\nSecret line."}).url
    assert "Secret line" in colleague.browser.get(page).content.decode()
    answer = sue.browser.get(page)
    assert answer.status_code == 404 and b"Secret line" not in answer.content


def test_a_member_of_the_support_stays_a_member(alice, sue, visit):
    Membership.objects.create(user=sue.user, tenant=alice.tenant)
    answer = sue.browser.post(alice.page("first-steps/hide"))
    assert answer.status_code == 302, "membership goes first"
