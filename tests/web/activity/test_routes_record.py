"""Each route with an action is sent a request; the log then has who did it, and from where."""

import json
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from abuse_reports.models import AbuseReport
from accounts.actor import Actor
from accounts.joining import invitations
from accounts.models import Invitation, Membership, SignedInDevice, SupportVisit
from activity import models
from activity.reading import entries
from announcements import services as announcements
from billing.models import Plan, PlanOverride, Subscription
from lessons.models import Lesson
from single_sign_on.models import Domain
from synthesis import pronouncing
from tenants.context import in_tenant
from tenants.models import Tenant
from tests.conftest import PASSWORD
from tests.web.activity.routes_and_actions import NOT_SENT, PAGES, REST
from tests.web.test_isolation import belongings, filled  # noqa: F401 (a fixture)
from voices.dictionary import services as dictionary
from voices.dictionary.entry import Entry
from voices.enrolment.models import BlockedSpeaker
from voices.models import Take
from webhooks.models import Endpoint
from workspace_exports.models import WorkspaceExport

ADDRESS = "203.0.113.9"
W = "w/<slug:slug>/"
LESSON = f"{W}lessons/<str:lesson_id>/"
ENTRY = {"word": "重庆", "kind": "pinyin", "value": "chong2 qing4", "language": ""}
READING = {"date_order": "dmy", "emoji": "named", "blanks": "said", "old_verse": "no"}
DAY = {"reason": "exams", "until": "2099-01-01", "daily_ms": "90"}
SETTINGS = {"name": "Willow", "slug": "alice-school", "time_zone": "UTC", "language": ""}

# What a form is sent with; a dict is sent as JSON where the page's script does so.
FORMS = {
    "sign-in": {"login": "alice@example.org", "password": PASSWORD},
    "password/change": {
        "oldpassword": PASSWORD,
        "password1": "a new long one",
        "password2": "a new long one",
    },
    f"{W}lessons/bin": {"lesson": "<str:lesson_id>"},
    f"{W}lessons/unbin": {"lesson": "<str:lesson_id>"},
    f"{W}voices/recordings": {"keep_originals": "on"},
    f"{W}voices/<str:voice_id>/share": {"usable_by": "everybody"},
    f"{W}voices/<str:voice_id>/takes/<str:take_id>/transcript": {"transcript": "Other words."},
    f"{W}consents/<str:consent_id>/speaker": {"speaker_email": "mei@example.org"},
    f"{W}tone/": {"speed": "1.1"},
    f"{W}tone/<str:voice>": {"speed": "1.1"},
    f"{W}pronunciations/new": ENTRY,
    f"{W}pronunciations/undo": {"number": "<int:number>"},
    f"{W}pronunciations/<str:entry_id>": ENTRY,
    f"{W}usage/caps": {"kind": "token", "key": "<uuid:token_id>", "minutes": "5"},
    f"{W}kept": {"history_days": "5", "audio_days": "5"},
    f"{W}webhooks/": {"url": "https://93.184.216.34/x", "events": ["job.completed"]},
    f"{W}members/invite": {"email": "new@example.org", "role": "member"},
    f"{W}members/<int:member_id>/role": {"role": "admin"},
    f"{W}tokens/new": {"name": "Importer", "scopes": ["speech"]},
    f"{W}settings": SETTINGS,
    f"{W}settings/reading": READING,
    f"{W}settings/voice-names": {"nova": "af_sky"},
    f"{W}settings/sign-in/domains": {"domain": "new.example.org"},
    "operator/announcements/": {"english": "Hello", "chinese": "你好", "until": "2099-01-01"},
    f"{W}settings/close": {"slug": "alice-school", "password": PASSWORD},
    "operator/reports/<str:report_id>/": {"decision": "acted", "reason": "spoken with them"},
    "operator/blocklist/<str:block_id>/end": {"reason": "a mistake"},
    "operator/consents/": {"slug": "alice-school", "reason": "contract", "allowed": "1"},
    "operator/workspaces/<slug:slug>/visits": {"reason": "a fault"},
    "operator/workspaces/<slug:slug>/plan": {"plan": "campus"},
    "operator/workspaces/<slug:slug>/suspend": {"reason": "unpaid"},
    "operator/workspaces/<slug:slug>/exceptions": DAY,
}
JSON = {
    f"{LESSON}settle": {"access": "read"},
    f"{LESSON}shares": {"days": 7},
    f"{LESSON}shares/<str:share_id>/revoke": {},
    f"{LESSON}lines/<str:key>/readings/teach": ENTRY,
}
BODIES = {
    ("patch", "v1/lessons/<str:lesson_id>"): {"access": "read"},
    ("post", "v1/audio/voices/<str:voice_id>"): {"name": "Another name"},
    ("post", "v1/audio/voices/<str:voice_id>/takes/<str:take_id>"): {"transcript": "Other words."},
    ("post", "v1/voices/<str:voice_id>/edit"): {"name": "A third name"},
    ("post", "v1/voices/<str:voice_id>/settings/edit"): {"stability": 0.2},
    ("patch", "v1/audio/voice_aliases"): {"nova": "af_sky"},
    ("post", "v1/audio/voice_consents"): {"name": "Mei", "language": "en"},
    ("post", "v1/audio/voice_consents/<str:consent_id>"): {"name": "Another"},
    ("put", "v1/pronunciations"): {
        "entries": [{key: ENTRY[key] for key in ("word", "kind", "value")}]
    },
    ("patch", "v1/workspace"): {"name": "Willow"},
}


@pytest.fixture
def school(alice, charlie, belongings) -> dict[str, str]:  # noqa: F811
    """Alice's workspace with what routes are about, in the state in which they may be used."""
    member = Membership.objects.create(tenant=alice.tenant, user=charlie.user)
    alice.tenant.api_tokens.update(scopes=["admin"])
    with in_tenant(alice.tenant):
        Take.objects.create(voice_id=belongings["<str:voice_id>"], seconds=6, transcript="x")
        Take.objects.update(status=Take.Status.READY)
    invitation = Invitation.objects.get()
    invitation.sent_at -= timedelta(minutes=2)
    invitation.save()
    override = PlanOverride.objects.create(
        tenant=alice.tenant, reason="x", expires_at=timezone.now() + timedelta(days=1), seats=9
    )
    end = timezone.now() + timedelta(days=1)
    made = announcements.announce(
        english="x", chinese="一", ends_at=end, slugs=["alice-school"], by=alice.user
    )
    domain = Domain.objects.create(tenant=alice.tenant, domain="school.example.org")
    visit = SupportVisit.objects.create(tenant=alice.tenant, asked_by=alice.user, reason="x")
    report = AbuseReport.objects.create(what="other", text="x")
    return {
        **belongings,
        "<str:report_id>": report.id,
        "<str:block_id>": BlockedSpeaker.objects.create(status="holds", reason="x").id,
        "<int:announcement_id>": str(made[0].id),
        "<int:domain_id>": str(domain.id),
        "<uuid:visit_id>": str(visit.id),
        "<int:member_id>": str(member.id),
        "<int:override_id>": str(override.id),
    }


def prepare(route: str, alice, school: dict[str, str]) -> None:
    """What must be so before this request."""
    lessons = Lesson.objects.filter(id=school["<str:lesson_id>"])
    with in_tenant(alice.tenant):
        if route.startswith("w/") and "take-over" not in route:
            lessons.update(author=alice.user, api_token=None)
        if "take-over" in route:
            lessons.update(author=None, api_token=None)
        if route.endswith(("unbin", "<str:lesson_id>/delete", "lesson_id>/restore")):
            lessons.update(binned_at=timezone.now())
        if route.endswith("history/<int:number>/restore"):
            later = Entry("重庆", "pinyin", "chong2 qing4")
            dictionary.put(entry=later, check=pronouncing.check, by=Actor())
    if "switch-on" in route:
        Endpoint.objects.update(disabled_at=timezone.now())
    if route.endswith("settings/restore"):
        soon = timezone.now() + timedelta(days=1)
        Tenant.objects.filter(id=alice.tenant.id).update(deletes_at=soon)
    if route.endswith("settings/support/<uuid:visit_id>/end"):
        SupportVisit.objects.update(ends_at=timezone.now() + timedelta(hours=1))
    if route.endswith("reopen"):
        AbuseReport.objects.update(decision="acted", decided_at=timezone.now())
    if route.endswith(("exports/new", "workspace/exports")):
        WorkspaceExport.objects.all().delete()
    if route.endswith("/visits"):
        SupportVisit.objects.all().delete()
    if route.endswith("plans/<slug:code>/offer"):
        Plan.objects.filter(code="school").update(public=False)
    if route.endswith("readmit"):
        Subscription.objects.update(suspended_at=timezone.now())
    if route.startswith("operator/") or route.endswith("visit_id>/allow"):
        alice.user.is_staff = alice.user.is_superuser = True
        alice.user.save()


def fill(value, school: dict[str, str]):
    return school.get(value, value) if isinstance(value, str) else value


def sent(alice, charlie, method: str, route: str, school: dict[str, str]):
    """The answer to the route's request."""
    address = filled(route, school)
    if route.startswith(("v1/", "v2/")):
        body = BODIES.get((method, route))
        kind = "multipart" if "/audio/" in route and method == "post" and body else "json"
        return getattr(alice.rest, method)(address, body, format=kind, REMOTE_ADDR=ADDRESS)
    browser = charlie.browser if route.endswith("members/leave") else alice.browser
    if route == "sign-in":
        browser.logout()
    if route in JSON:
        more = {"data": json.dumps(JSON[route]), "content_type": "application/json"}
    else:
        given = {name: fill(value, school) for name, value in FORMS.get(route, {}).items()}
        if route.endswith("pronunciations/import"):
            rows = "word,kind,value\n重庆,pinyin,chong2 qing4\n"
            given = {"file": SimpleUploadedFile("words.csv", rows.encode()), "mode": "replace"}
        more = {"data": given}
    return browser.post(address, **more, REMOTE_ADDR=ADDRESS)


def cases() -> list[tuple[str, str, str]]:
    of_pages = [("post", route, action) for route, action in PAGES.items()]
    of_rest = [(method, route, action) for (method, route), action in REST.items()]
    return [each for each in of_pages + of_rest if each[1] not in NOT_SENT]


@pytest.mark.parametrize(("method", "route", "action"), cases())
def test_a_request_leaves_its_entry(alice, charlie, school, method, route, action):
    prepare(route, alice, school)
    before = set(entries().values_list("id", flat=True))
    answer = sent(alice, charlie, method, route, school)
    assert answer.status_code < 400, answer.content[:500]
    [entry, *_more] = [
        each for each in entries() if each.id not in before and each.action == action
    ] or [None]
    assert entry is not None, "nothing is recorded"
    of_all = route.startswith(
        tuple(f"operator/{page}/" for page in ("announcements", "plans", "reports", "blocklist"))
    )
    of_all &= not route.endswith("announcement_id>/end")
    assert (entry.address, entry.workspace) == (ADDRESS, None if of_all else alice.tenant.id)
    kind = "token" if route.startswith(("v1/", "v2/")) else "person"
    assert entry.actor_kind == ("operator" if route.startswith("operator/") else kind)
    assert entry.actor_label


def test_joining_is_recorded(alice, charlie):
    invitation = invitations.invite(
        tenant=alice.tenant, email=charlie.user.email, role="member", by=alice.user
    )
    charlie.browser.post("/" + invitations.link_of(invitation).split("/", 3)[3])
    entry = models.Entry.objects.filter(action="member.joined").latest("created_at")
    assert (entry.actor_id, entry.workspace) == (str(charlie.user.id), alice.tenant.id)


def test_deleting_an_account_is_recorded(alice, charlie):
    Membership.objects.create(tenant=alice.tenant, user=charlie.user)
    user = str(charlie.user.id)
    answer = charlie.browser.post(
        "/account/delete", {"password": PASSWORD, "email": "charlie@example.org"}
    )
    assert answer.status_code == 200
    entry = models.Entry.objects.filter(action="member.left").latest("created_at")
    assert (entry.actor_id, entry.workspace) == (user, alice.tenant.id)


def test_ending_a_session_is_recorded(alice):
    session = Session.objects.create(
        session_key="x" * 32, session_data="", expire_date=timezone.now() + timedelta(days=1)
    )
    device = SignedInDevice.objects.create(
        user=alice.user, session_key=session.session_key, seen_at=timezone.now()
    )
    alice.browser.post(f"/account/sessions/{device.id}/delete")
    alice.browser.post(f"/account/sessions/{device.id}/delete")  # of one that is gone: nothing
    [entry] = models.Entry.objects.filter(action="session.ended", workspace=alice.tenant.id)
    assert entry.actor_id == str(alice.user.id)
