"""No page or endpoint shows a tenant anything of another tenant.

The addresses come from the URL table, so a new route is in here by itself.
"""

import pytest

from accounts import tokens
from accounts.actor import Actor
from accounts.joining import invitations
from accounts.models import ApiToken, Invitation, Membership, SupportVisit
from lessons.access import Role, Viewer
from lessons.links import services as links
from lessons.links.models import ShareLink
from lessons.material import from_text
from lessons.models import Lesson, LineTake
from lessons.services import documents
from lti.models import LearningPlatform
from synthesis import pronouncing
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job, Segment
from tenants.context import in_tenant
from tests.web.url_table import routes
from voices import consents
from voices.dictionary import services as dictionary
from voices.dictionary.entry import Entry
from voices.dictionary.models import Pronunciation
from voices.models import Consent, RecordingPolicy, Take, Voice
from webhooks import services as webhooks
from webhooks.models import Delivery, Endpoint
from workspace_exports.models import WorkspaceExport

OLD_JOB = "w/<slug:slug>/jobs/<str:job_id>"
ASKS = "w/<slug:slug>/settings/sign-in"
"""Pages that ask for the secret of a client."""
OWN_FILES = {
    "w/<slug:slug>/activity/csv",  # tests/web/activity
    "w/<slug:slug>/activity/json",
}
METHODS = ("get", "post", "put", "patch", "delete")


def filled(route: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        route = route.replace(name, value)
    assert "<" not in route, f"say in this test what {route} takes"
    return "/" + route


@pytest.fixture
def belongings(alice) -> dict[str, str]:
    """An object of Alice's for every parameter that a route may have."""
    with in_tenant(alice.tenant):
        job = submit(
            tenant=alice.tenant, order=Order(text="Alice's secret lesson.", voice="af_heart")
        )
        voice = Voice.objects.create(
            name="Alice's secret voice", status=Voice.Status.READY, clip_seconds=6
        )
        number = dictionary.put(
            entry=Entry("secret", "respelling", "Alice's secret word"),
            check=pronouncing.check,
            by=Actor(),
        )
        entry = Pronunciation.objects.get()
        take = Take.objects.create(voice=voice, transcript="Alice's secret words", seconds=6)
        consent = consents.issue(
            tenant=alice.tenant, person="Alice's secret speaker", language="en", by=Actor()
        )
    record, _text = tokens.issue(tenant=alice.tenant, name="Alice's secret token")
    invitation = invitations.invite(
        tenant=alice.tenant, email="secret@example.org", role="member", by=alice.user
    )
    visit = SupportVisit.objects.create(
        tenant=alice.tenant, asked_by=alice.user, reason="A secret fault"
    )
    export = WorkspaceExport.objects.create(
        tenant=alice.tenant,
        asked_by=alice.user,
        api_token=ApiToken.objects.get(tenant=alice.tenant, name="tests"),
        language="en",
    )
    platform = LearningPlatform.objects.create(
        tenant=alice.tenant, name="Alice's secret platform", deployments=["1"]
    )
    endpoint, _secret = webhooks.add_endpoint(
        tenant=alice.tenant, url="https://secret.example.org/", events=["job.completed"]
    )
    [delivery] = webhooks.enqueue(tenant=alice.tenant, event="job.completed", data={"id": job.id})
    with in_tenant(alice.tenant):
        lesson = documents.create(
            viewer=Viewer(alice.tenant, Role.TOKEN, token=record.id),
            material=from_text("Alice's secret line."),
            access="edit",
        )
        viewer = Viewer(alice.tenant, Role.TOKEN, token=record.id)
        share = links.create(viewer=viewer, lesson=lesson.lesson)
    return {
        "<slug:slug>": alice.tenant.slug,
        "<str:lesson_id>": lesson.lesson.id,
        "<str:key>": lesson.document.lines[0].key,
        "<str:share_id>": share.id,
        "<str:job_id>": job.id,
        "<str:voice_id>": voice.id,
        "<str:voice>": voice.id,
        "<str:model_id>": voice.id,
        "<str:dictionary_id>": entry.id,
        "<str:take_id>": take.id,
        "<str:consent_id>": consent.id,
        "<int:index>": "0",
        "<int:number>": str(number),
        "<str:entry_id>": entry.id,
        "<uuid:token_id>": str(record.id),
        "<uuid:endpoint_id>": str(endpoint.id),
        "<uuid:invitation_id>": str(invitation.id),
        "<int:member_id>": str(alice.user.memberships.get().id),
        "<str:delivery_id>": delivery.id,
        "<str:user_id>": str(alice.user.memberships.get().id),
        "<slug:code>": "school",
        "<path:rest>": "Groups",
        "<int:announcement_id>": "1",
        "<int:domain_id>": "1",
        "<uuid:visit_id>": str(visit.id),
        "<str:export_id>": export.id,
        "<uuid:platform_id>": str(platform.id),
    }


def state(tenant) -> tuple:
    with in_tenant(tenant):
        return (
            list(Job.objects.values_list()),
            list(Segment.objects.values_list()),
            [(row.id, row.revision, row.binned_at, row.folder) for row in Lesson.objects.all()],
            list(LineTake.objects.values_list()),
            list(ShareLink.objects.values_list("id", "plays", "expires_at")),
            list(Voice.objects.values_list()),
            list(Pronunciation.objects.values_list()),
            list(Take.objects.values_list()),
            list(Consent.objects.values_list()),
            list(RecordingPolicy.objects.values_list()),
            list(ApiToken.objects.filter(tenant=tenant).values_list("id", "revoked_at")),
            [bytes(row.sealed_secret) for row in Endpoint.objects.filter(tenant=tenant)],
            list(Delivery.objects.filter(tenant=tenant).values_list()),
            list(Invitation.objects.filter(tenant=tenant).values_list()),
            list(
                SupportVisit.objects.filter(tenant=tenant).values_list(
                    "id", "decided_at", "ends_at"
                )
            ),
            list(Membership.objects.filter(tenant=tenant).values_list("id", "user", "role")),
            list(WorkspaceExport.objects.filter(tenant=tenant).values_list()),
            list(LearningPlatform.objects.filter(tenant=tenant).values_list()),
        )


@pytest.mark.parametrize("intruder", ["bob", "charlie"])
def test_pages_of_another_workspace_do_not_exist(intruder, alice, belongings, request):
    browser = request.getfixturevalue(intruder).browser
    before = state(alice.tenant)
    for route in routes("w/"):
        for method in METHODS:
            response = getattr(browser, method)(filled(route, belongings))
            assert response.status_code == 404, (method, route)
            assert b"secret" not in response.content
    assert state(alice.tenant) == before


def test_ids_of_another_tenant_are_not_found_in_pages(alice, bob, belongings):
    before = state(alice.tenant)
    mine = {**belongings, "<slug:slug>": bob.tenant.slug}
    for route in routes("w/"):
        for method in METHODS:
            response = getattr(bob.browser, method)(filled(route, mine))
            own_page = not any(each in route for each in ("<str", "<uuid", "<int:member_id>"))
            own_page |= route == OLD_JOB  # leads to one's own lessons, whatever the id
            assert own_page or response.status_code in (404, 405), (method, route)
            if response.streaming:
                assert route in OWN_FILES
                continue
            assert b"secret" not in response.content or route.startswith(ASKS)
    assert state(alice.tenant) == before


def test_ids_of_another_tenant_are_not_found_in_rest(alice, bob, belongings):
    bob.tenant.api_tokens.update(scopes=["admin"])
    before = state(alice.tenant)
    for route in routes(("v1/", "v2/")):
        for method in METHODS:
            response = getattr(bob.rest, method)(filled(route, belongings))
            own = "<" not in route
            # Bob's token lacks the scope: tests/web/single_sign_on has one that has it.
            refused = (403, 404, 405) if "scim" in route else (404, 405)
            assert own or response.status_code in refused, (method, route)
            assert b"secret" not in response.content
    assert state(alice.tenant) == before


def test_anonymous_people_are_sent_to_sign_in(client, alice, belongings):
    for route in routes("w/"):
        response = client.get(filled(route, belongings))
        assert response.status_code == 302 and response.url.startswith("/sign-in?next=")


def test_rest_without_a_token_is_refused(client, belongings, db):
    for route in routes(("v1/", "v2/")):
        for method in METHODS:
            response = getattr(client, method)(filled(route, belongings))
            assert response.status_code == 401, (method, route)
            assert response.json()["error"]["code"] == "invalid_api_key"


def test_workspaces_may_use_the_same_names(alice, bob):
    for person in (alice, bob):
        with in_tenant(person.tenant):
            Voice.objects.create(name="Ms Li", clip_seconds=6)
            assert Voice.objects.count() == 1
