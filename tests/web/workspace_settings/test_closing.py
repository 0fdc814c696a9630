"""An owner deletes a workspace: it is closed at once, can be restored for a while, then is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
import redis
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import closing, tasks
from accounts.joining import invitations
from accounts.models import DueMail, Invitation, Membership, QueuedMail, User
from lessons.access import Role, Viewer
from lessons.links import services as links
from lessons.material import from_text
from lessons.services import documents
from notices.models import Notice
from synthesis.dispatch import queue
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.storage import stream_prefix
from tenants import closing as deleting
from tenants import files, logos, services
from tenants.context import in_tenant
from tenants.limits import limits_of
from tenants.models import NotDeletable, Tenant
from tenants.refusal import Refused
from tests.conftest import PASSWORD, browser_of
from tests.platform.tenants.backup.test_restore import nothing_left
from tests.web.test_isolation import METHODS, belongings, filled  # noqa: F401 (a fixture)
from tests.web.url_table import routes
from tests.web.workspace_settings.test_logo import picture
from voices.enrolment import queue as enrolments
from voices.enrolment.models import PendingEnrolment

TYPED = {"slug": "alice-school"}


@pytest.fixture
def admin(alice) -> Client:
    """The browser of an admin who is no owner."""
    user = User.objects.create_user("ann@example.org", PASSWORD, name="Ann", language="zh-hans")
    Membership.objects.create(user=user, tenant=alice.tenant, role="admin")
    return browser_of(user)


def close(person, **change):
    return person.browser.post(person.page("settings/close"), TYPED | change)


def reloaded(person) -> Tenant:
    return Tenant.objects.get(id=person.tenant.id)


def test_the_page_says_what_would_be_deleted(alice, colleague, voice):
    with in_tenant(alice.tenant):
        documents.create(
            viewer=Viewer(alice.tenant, Role.ADMIN, user=alice.user.id),
            material=from_text("A line."),
            access="edit",
        )
    html = alice.browser.get(alice.page("settings")).content.decode()
    for said in ("2 memberships", "1 lesson<", "1 voice<", "0.0 hours of audio", "1 API token<"):
        assert said in html, said
    assert "For 14 days, owners can restore it." in html and "Type: alice-school" in html
    assert alice.page("kept") in html and alice.page("exports") in html


@pytest.mark.parametrize("slug", ["bob-school", "", "ALICE-SCHOOL"])
def test_nothing_is_closed_without_the_address(alice, slug):
    assert close(alice, slug=slug).status_code == 422
    assert reloaded(alice).deletes_at is None


def test_a_session_that_somebody_else_found_closes_nothing(alice):
    alice.browser = Client()
    alice.browser.force_login(alice.user)  # signed in, and not lately by a password
    assert close(alice)["Location"] != alice.page()
    assert reloaded(alice).deletes_at is None


def test_only_an_owner_may(alice, admin, colleague):
    page = admin.get(alice.page("settings")).content.decode()
    assert "只有所有者" in page and "settings/close" not in page
    assert colleague.browser.get(alice.page("settings")).status_code == 403
    for browser in (admin, colleague.browser):
        for act in ("settings/close", "settings/restore"):
            assert browser.post(alice.page(act), TYPED).status_code == 403
    by = Membership.objects.get(user__email="ann@example.org")
    for act in (closing.close, closing.restore):
        with pytest.raises(Refused, match="owner"):
            act(tenant=alice.tenant, by=by)
    assert reloaded(alice).deletes_at is None


def test_all_pages_say_only_that_it_will_be_deleted(alice, admin, colleague, belongings):  # noqa: F811
    assert close(alice).status_code == 302
    in_two_weeks = timezone.now() + timedelta(days=14)
    assert abs(reloaded(alice).deletes_at - in_two_weeks) < timedelta(minutes=1)
    for route in routes("w/"):
        if route.endswith("/restore") or "/exports" in route:
            continue
        for method in METHODS:
            answer = getattr(alice.browser, method)(filled(route, belongings))
            html = answer.content.decode()
            assert answer.status_code == 403 and "will be deleted" in html, (method, route)
            assert "secret" not in html
    day = f"{in_two_weeks:%Y-%m-%d}"
    shown = {
        who: browser.get(alice.page()).content.decode()
        for who, browser in (
            ("owner", alice.browser),
            ("admin", admin),
            ("member", colleague.browser),
        )
    }
    assert all(day in html for html in shown.values())
    restoring, download = alice.page("settings/restore"), alice.page("exports")
    assert [restoring in html for html in shown.values()] == [True, False, False]
    assert [download in html for html in shown.values()] == [True, True, False]


def test_rest_and_invitations_and_shares_stop(alice, charlie, belongings):  # noqa: F811
    alice.browser.post(
        alice.page("members/invite"), {"email": charlie.user.email, "role": "member"}
    )
    invited = Invitation.objects.get(email=charlie.user.email)
    with in_tenant(alice.tenant):
        viewer = Viewer(alice.tenant, Role.ADMIN, user=alice.user.id)
        lesson = documents.create(viewer=viewer, material=from_text("Hi."), access="edit").lesson
        link = links.create(viewer=viewer, lesson=lesson)
        shared = links.address_of(link).split("/s/")[1]
    assert Client().get(f"/s/{shared}").status_code == 200
    close(alice)
    for route in routes(("v1/", "v2/")):
        for method in METHODS:
            answer = getattr(alice.rest, method)(filled(route, belongings))
            assert answer.status_code == 403, (method, route)
            assert answer.json()["error"]["code"] == "workspace_closing", (method, route)
    assert Client().get(f"/s/{shared}").status_code in (404, 410)
    path = invitations.link_of(invited).removeprefix("http://localhost:8000")
    assert charlie.browser.post(path).status_code == 403
    assert not Membership.objects.filter(user=charlie.user).exists()
    alice.browser.post(alice.page("settings/restore"))
    assert Client().get(f"/s/{shared}").status_code == 200
    assert charlie.browser.post(path).url == alice.page()


def test_workers_make_nothing_until_it_is_restored(alice):
    with in_tenant(alice.tenant):
        submit(tenant=alice.tenant, order=Order(text="Good morning.", voice="af_heart"))
    PendingEnrolment.objects.create(tenant=alice.tenant, subject_id="take_1")
    close(alice)
    assert queue.claim(engine="kokoro", worker="w") is None
    assert not enrolments.any_waiting() and enrolments.claim() is None
    with in_tenant(alice.tenant), pytest.raises(Refused) as refused:
        submit(tenant=alice.tenant, order=Order(text="Good night.", voice="af_heart"))
    assert refused.value.code == "workspace_closing"
    alice.browser.post(alice.page("settings/restore"))
    claim = queue.claim(engine="kokoro", worker="w")
    assert claim is not None and claim.tenant == alice.tenant
    assert enrolments.claim() is not None


def test_restoring_brings_all_of_it_back(alice, belongings):  # noqa: F811
    close(alice)
    answer = alice.browser.post(alice.page("settings/restore"), follow=True)
    assert "open again, with all that it had" in answer.content.decode()
    assert not limits_of(alice.tenant).suspended
    assert alice.rest.get("/v1/jobs").status_code == 200
    lesson = filled("w/<slug:slug>/lessons/<str:lesson_id>", belongings)
    assert alice.browser.get(lesson).status_code in (200, 404)
    assert len(alice.rest.get("/v1/jobs").json()["data"]) == 1
    assert alice.browser.post(alice.page("settings/restore")).status_code == 302, "twice is once"
    assert close(alice).status_code == 302 and reloaded(alice).deletes_at


def test_a_row_that_was_read_before_does_not_open_it_again(alice):
    stale = Tenant.objects.get(id=alice.tenant.id)
    close(alice)
    stale.name = "Renamed"
    stale.save()
    assert reloaded(alice).deletes_at and reloaded(alice).name == "Renamed"


def test_members_get_a_mail_in_their_language_that_names_nobody_in_its_subject(alice, admin):
    alice.tenant.name = "Pay now\r\nBcc: x@example.org https://evil.example/pay"
    alice.tenant.save()
    close(alice)
    assert mail.outbox == [] and tasks.send_mails() == 2 and tasks.send_mails() == 0
    to = {letter.to[0]: letter for letter in mail.outbox}
    assert set(to) == {"alice@example.org", "ann@example.org"}
    assert to["ann@example.org"].subject == "您在 Lectern 的一个工作区将被删除"
    for letter in mail.outbox:
        assert "Pay" not in letter.subject and "\n" not in letter.subject
        assert "https://evil" not in letter.body and "evil.example" not in letter.body
        assert f"{timezone.now() + timedelta(days=14):%Y-%m-%d}" in letter.body
    assert "you can restore it" in to["alice@example.org"].body
    alice.browser.post(alice.page("settings/restore"))
    tasks.send_mails()
    assert "open again" in [each for each in mail.outbox if "alice" in each.to[0]][-1].subject


def test_mails_that_the_server_does_not_take_wait(alice, settings):
    close(alice)
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    assert tasks.send_mails() == 0 and QueuedMail.objects.count() == 1
    settings.EMAIL_BACKEND = backend
    QueuedMail.objects.update(next_try_at=timezone.now())
    assert tasks.send_mails() == 1 and not QueuedMail.objects.exists()


def test_mails_of_the_table_of_before_are_sent(alice, admin):
    close(alice)
    QueuedMail.objects.all().delete()
    for membership in alice.tenant.memberships.all():
        DueMail.objects.create(membership=membership, kind="closing")
    assert tasks.send_mails() == 2 and not DueMail.objects.exists()
    assert {letter.to[0] for letter in mail.outbox} == {"alice@example.org", "ann@example.org"}


def test_a_workspace_that_was_restored_at_once_mails_only_that(alice):
    close(alice)
    alice.browser.post(alice.page("settings/restore"))
    tasks.send_mails()
    assert [letter.subject.split(" · ")[0] for letter in mail.outbox] == [
        "A workspace of yours in Lectern is open again"
    ]


def test_after_the_grace_nothing_is_left(alice, bob, belongings, settings, store):  # noqa: F811
    valkey = redis.Redis.from_url(settings.REDIS_URL)
    valkey.xadd(f"{stream_prefix(alice.tenant)}job_1", {"a": b"b"})
    logos.put(tenant=alice.tenant, picture=picture())
    assert list(store.names(files.folder(alice.tenant)))
    close(alice)
    connection.check_constraints()
    assert deleting.delete_due() == 0 and reloaded(alice)
    Tenant.objects.filter(id=alice.tenant.id).update(deletes_at=timezone.now())
    owner = alice.user.memberships.get()
    with pytest.raises(Refused) as refused:
        closing.restore(tenant=alice.tenant, by=owner)
    assert refused.value.code == "workspace_deleting"
    assert deleting.delete_due() == 1
    assert nothing_left(alice.tenant) == [] and deleting.delete_due() == 0
    assert list(store.names(files.folder(alice.tenant))) == []
    left = list(valkey.scan_iter(f"{stream_prefix(alice.tenant)}*", count=1000))
    assert left == [f"{stream_prefix(alice.tenant)}gone".encode()]
    assert not QueuedMail.objects.exists() and not Notice.objects.exists()
    assert Tenant.objects.filter(id=bob.tenant.id).exists()
    assert User.objects.filter(id=alice.user.id).exists(), "the account stays"
    assert "No workspace yet" in alice.browser.get("/home").content.decode()


def test_one_that_cannot_be_deleted_holds_up_no_other(alice, bob, monkeypatch):
    Tenant.objects.update(deletes_at=timezone.now() - timedelta(minutes=1))
    Tenant.objects.filter(id=alice.tenant.id).update(deletes_at=timezone.now() - timedelta(days=1))
    whole = services.close_workspace

    def close_workspace(*, tenant, by):
        if tenant == alice.tenant:
            raise Refused("payment_unreachable", "The provider is away.")
        connection.check_constraints()
        whole(tenant=tenant, by=by)

    monkeypatch.setattr(deleting, "close_workspace", close_workspace)
    connection.check_constraints()
    assert deleting.delete_due() == 1
    assert list(Tenant.objects.all()) == [alice.tenant]


def test_a_tenant_cannot_be_deleted_in_a_way_that_leaves_files(alice):
    with pytest.raises(NotDeletable, match="delete_tenant"):
        alice.tenant.delete()
    with pytest.raises(NotDeletable):
        alice.tenant.delete(force_drop=True)
    with pytest.raises(NotDeletable):
        Tenant.objects.all().delete()
    with pytest.raises(NotDeletable):
        Tenant.objects.filter(id=alice.tenant.id).delete()
