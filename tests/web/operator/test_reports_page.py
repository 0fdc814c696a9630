"""Anybody reports abuse; operators decide with a reason, and may take that back."""

import pytest
from django.test import Client
from django.utils import timezone

from abuse_reports import services
from abuse_reports.models import AbuseReport
from accounts.actor import Actor
from accounts.models import User
from activity.models import Entry
from activity.reading import entries_of
from lessons.access import Role, Viewer
from lessons.links import services as links
from lessons.links.models import ShareLink
from lessons.material import from_text
from lessons.services import documents
from tenants.context import in_tenant
from voices.enrolment.models import ConsentWaiver
from voices.enrolment.waiver import waiver_of

REPORTS = "/operator/reports/"
GIVEN = {"what": "voice", "text": "This is my voice.", "email": "", "about": ""}


def browser(**rights: bool) -> Client:
    client = Client()
    client.force_login(User.objects.create_user(f"op{len(rights)}@example.org", name="O", **rights))
    return client


@pytest.fixture
def operator(db) -> Client:
    return browser(is_staff=True, is_superuser=True)


@pytest.fixture
def link(alice) -> ShareLink:
    viewer = Viewer(alice.tenant, Role.MEMBER, user=alice.user.id)
    with in_tenant(alice.tenant):
        lesson = documents.create(viewer=viewer, material=from_text("Hello.")).lesson
        return links.create(viewer=viewer, lesson=lesson)


def test_a_reported_link_is_found_and_its_workspace_learns_nothing(client, operator, alice, link):
    before = set(entries_of(alice.tenant))
    assert "/report?about=/s/" in client.get(f"/s/{link.token}").content.decode()
    given = {**GIVEN, "about": f"https://x.example/s/{link.token}?a=b", "email": "me@example.org"}
    answer = client.post("/report", given, REMOTE_ADDR="198.51.100.7")
    assert (answer.status_code, answer.url) == (302, "/report/sent")
    report = AbuseReport.objects.get()
    assert (report.tenant, report.share_id, report.what) == (alice.tenant, link.id, "voice")
    entry = Entry.objects.get(action="report.made")
    assert (entry.workspace, entry.address, entry.actor_id) == (None, None, "")
    assert "my voice" not in str(entry.__dict__) and "me@" not in str(entry.__dict__)
    assert set(entries_of(alice.tenant)) == before
    assert "1 report of abuse waits" in operator.get("/operator/").content.decode()
    page = operator.get(f"{REPORTS}{report.id}/").content.decode()
    for shown in ("This is my voice.", "me@example.org", "Alice School", "Revoke the share link"):
        assert shown in page


@pytest.mark.parametrize("about", ["", "/s/no-such-token", "heard on the radio"])
def test_the_answer_does_not_say_whether_a_link_is_there(client, db, about):
    answer = client.post("/report", {**GIVEN, "about": about})
    assert (answer.status_code, answer.url) == (302, "/report/sent")
    assert AbuseReport.objects.get().tenant is None


@pytest.mark.parametrize(
    "wrong", [{"what": "x"}, {"text": ""}, {"email": "x"}, {"text": "x" * 2001}]
)
def test_a_wrong_report_is_shown_again(client, db, wrong):
    answer = client.post("/report", {**GIVEN, **wrong})
    assert answer.status_code == 422 and "errorlist" in answer.content.decode()
    assert not AbuseReport.objects.exists()


def test_it_is_decided_once_with_a_reason_and_taken_back(client, operator, alice, link):
    client.post("/report", {**GIVEN, "about": f"/s/{link.token}"})
    report = AbuseReport.objects.get()
    page = f"{REPORTS}{report.id}/"
    assert operator.post(page, {"decision": "acted", "reason": ""}).status_code == 422
    assert operator.post(page, {"decision": "", "reason": "x"}).status_code == 422
    acted = {"decision": "acted", "reason": "It is hers.", "revoke": "on"}
    assert operator.post(page, acted).status_code == 302
    assert not ShareLink.objects.exists() and client.get(f"/s/{link.token}").status_code == 404
    assert entries_of(alice.tenant).filter(action="share.revoked", actor_kind="operator").exists()
    again = operator.post(page, {"decision": "dismissed", "reason": "no"})
    assert again.status_code == 422 and "already" in again.content.decode()
    assert "No report waits." in operator.get(REPORTS).content.decode()
    assert report.id in operator.get(f"{REPORTS}?decided=1").content.decode()
    assert "It is hers." in operator.get(page).content.decode()
    assert operator.post(f"{page}reopen").status_code == 302
    assert report.id in operator.get(REPORTS).content.decode()
    told = Entry.objects.filter(action__startswith="report.").order_by("created_at")
    assert [each.action.split(".")[1] for each in told] == ["made", "decided", "reopened"]


def test_support_reads_and_others_see_nothing(alice, client, operator):
    support = browser(is_staff=True)
    report = services.report(**GIVEN, tenant=None, share_id="")
    page = f"{REPORTS}{report.id}/"
    html = support.get(page).content.decode()
    assert "It waits for an operator." in html and "<button>" not in html
    for address in (page, f"{page}reopen", "/operator/consents/"):
        assert support.post(address, {"decision": "acted", "reason": "x"}).status_code == 403
        assert alice.browser.post(address).status_code == 403
    assert alice.browser.get(REPORTS).status_code == 403
    assert operator.get(f"{REPORTS}report_none/").status_code == 404


def test_decided_ones_are_forgotten_in_the_end(db):
    old, kept = (services.report(**GIVEN, tenant=None, share_id="") for _time in range(2))
    services.decide(report_id=old.id, decision="dismissed", reason="x", by=Actor())
    AbuseReport.objects.filter(id=old.id).update(decided_at=timezone.now() - services.KEPT)
    assert services.forget_old() == 1
    assert list(AbuseReport.objects.all()) == [kept]


def test_who_may_skip_consent_is_decided_on_a_page(operator, alice):
    address = "/operator/consents/"
    assert "Nothing was decided yet." in operator.get(address).content.decode()
    given = {"slug": "alice-school", "reason": "Contract 7", "allowed": "1"}
    assert operator.post(address, {**given, "slug": "nowhere"}).status_code == 422
    assert operator.post(address, {**given, "reason": ""}).status_code == 422
    assert operator.post(address, given).status_code == 302
    assert waiver_of(alice.tenant).by.name == "O"
    assert operator.get(address).content.decode().count("Contract 7") == 2
    assert operator.post(address, {**given, "allowed": "0"}).status_code == 302
    assert waiver_of(alice.tenant) is None
    assert "No workspace." in operator.get(address).content.decode()
    done = entries_of(alice.tenant).filter(action__startswith="consent.").order_by("created_at")
    assert [each.action for each in done] == ["consent.waived", "consent.needed_again"]
    added = "/operator/enrolment/consentwaiver/add/"
    assert operator.get(added).status_code == 403 and ConsentWaiver.objects.count() == 2
