"""Tokens of a person follow the person; tokens of the workspace stay."""

import importlib

import pytest
from django.apps import apps
from rest_framework.test import APIClient

from accounts import services, tokens
from accounts.models import Membership
from accounts.people import members
from lessons.models import Lesson
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from tenants.context import in_tenant
from tenants.refusal import Refused
from voices.models import Voice

Role, Kind = Membership.Role, tokens.Kind
ENTRY = {"entries": [{"word": "Lectern", "kind": "respelling", "value": "leck turn"}]}


@pytest.fixture
def admin(alice, charlie) -> Membership:
    """Charlie, as an admin of Alice's workspace."""
    return Membership.objects.create(tenant=alice.tenant, user=charlie.user, role=Role.ADMIN)


@pytest.fixture
def member(alice, charlie) -> Membership:
    return Membership.objects.create(tenant=alice.tenant, user=charlie.user, role=Role.MEMBER)


def rest(maker: Membership, *scopes: str, kind: str = Kind.PERSON) -> APIClient:
    """A program with a new token of that member."""
    scopes = scopes or tokens.DEFAULT_SCOPES
    _record, text = tokens.issue(
        tenant=maker.tenant, name="program", kind=kind, by=maker, scopes=scopes
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return client


def owner(alice) -> Membership:
    return Membership.objects.get(tenant=alice.tenant, role=Role.OWNER)


def test_after_demotion_a_personal_token_may_only_what_members_may(alice, admin):
    theirs = rest(admin, "admin")
    workspaces = rest(admin, "admin", kind=Kind.WORKSPACE)
    put = {"path": "/v1/pronunciations", "data": ENTRY, "format": "json"}
    assert theirs.put(**put).status_code == 200
    members.change_role(membership=admin, role=Role.MEMBER, by=owner(alice))
    assert theirs.get("/v1/usage").json()["error"]["code"] == "missing_scope"
    assert theirs.put(**put).status_code == 403
    assert workspaces.get("/v1/usage").status_code == 200


def test_after_demotion_a_token_without_the_scope_admin_can_not_change_the_dictionary(alice, admin):
    theirs = rest(admin, "voices:read", "voices:write")
    put = {"path": "/v1/pronunciations", "data": ENTRY, "format": "json"}
    assert theirs.put(**put).status_code == 200
    members.change_role(membership=admin, role=Role.MEMBER, by=owner(alice))
    assert theirs.put(**put).json()["error"]["code"] == "admins_only"
    assert theirs.get("/v1/pronunciations").status_code == 200


def test_after_removal_a_personal_token_is_dead_and_stays_so(alice, admin):
    theirs, workspaces = rest(admin), rest(admin, kind=Kind.WORKSPACE)
    assert theirs.get("/v1/usage").status_code == 200
    members.remove(membership=admin, by=owner(alice))
    assert theirs.get("/v1/usage").status_code == 401
    assert workspaces.get("/v1/usage").status_code == 200
    Membership.objects.create(tenant=alice.tenant, user=admin.user, role=Role.ADMIN)
    assert theirs.get("/v1/usage").status_code == 401


def test_a_personal_token_is_dead_without_its_maker_however_they_went(alice, member):
    theirs = rest(member)
    Membership.objects.filter(id=member.id).delete()
    assert theirs.get("/v1/usage").status_code == 401
    Membership.objects.create(tenant=alice.tenant, user=member.user)
    assert theirs.get("/v1/usage").status_code == 200
    member.user.is_active = False
    member.user.save()
    assert theirs.get("/v1/usage").status_code == 401
    services.delete_user(user=member.user)
    assert theirs.get("/v1/usage").status_code == 401


def test_members_make_see_and_revoke_their_own_alone(alice, charlie, member):
    other, _text = tokens.issue(tenant=alice.tenant, name="Alice's", by=owner(alice))
    page = charlie.browser.post(alice.page("tokens/new"), {"name": "Mine", "scopes": ["speech"]})
    mine = page.context["issued"]
    assert (mine.kind, mine.created_by) == (Kind.PERSON, charlie.user)
    assert list(page.context["tokens"]) == [mine]
    assert not page.context["form"].fields.keys() & {"kind"}
    assert 'value="admin"' not in page.content.decode()
    assert set(alice.browser.get(alice.page("tokens/")).context["tokens"]) >= {mine, other}
    for record, status in ((other, 404), (mine, 302)):
        answer = charlie.browser.post(alice.page(f"tokens/{record.id}/revoke"))
        assert answer.status_code == status
        record.refresh_from_db()
        assert record.is_live is (record == other)


@pytest.mark.parametrize("more", [{"scopes": ["admin"]}, {"kind": "workspace"}])
def test_members_get_no_more_than_their_own(alice, charlie, member, more):
    asked = {"name": "More", "scopes": ["speech"], **more}
    issued = charlie.browser.post(alice.page("tokens/new"), asked).context.get("issued")
    assert issued is None or issued.kind == Kind.PERSON
    with pytest.raises(Refused, match="Only admins"):
        tokens.issue(tenant=alice.tenant, name="x", **{"kind": Kind.PERSON, **more}, by=member)


def test_admins_choose_whose_a_token_is(alice):
    for kind in Kind.values:
        asked = {"name": kind, "scopes": ["admin"], "kind": kind}
        record = alice.browser.post(alice.page("tokens/new"), asked).context["issued"]
        assert (record.kind, record.created_by) == (kind, alice.user)


def test_what_a_personal_token_makes_is_its_persons(alice, member):
    theirs, workspaces = rest(member), rest(owner(alice), kind=Kind.WORKSPACE)
    made = theirs.post("/v1/lessons", {"text": "One line."}, format="json").json()
    with in_tenant(alice.tenant):
        lesson = Lesson.objects.get(id=made["id"])
        assert (lesson.author_id, lesson.api_token) == (member.user_id, None)
        lesson.access = Lesson.Access.PRIVATE
        lesson.save()
    assert theirs.get(f"/v1/lessons/{made['id']}").status_code == 200
    assert workspaces.get(f"/v1/lessons/{made['id']}").status_code == 404
    program = workspaces.post("/v1/lessons", {"text": "One line."}, format="json").json()
    with in_tenant(alice.tenant):
        Lesson.objects.filter(id=program["id"]).update(access=Lesson.Access.PRIVATE)
    assert theirs.get(f"/v1/lessons/{program['id']}").status_code == 404


def test_a_members_token_sees_that_members_jobs_alone(alice, member):
    theirs, order = rest(member), Order(text="Of a program.", voice="af_heart")
    with in_tenant(alice.tenant):
        other = submit(tenant=alice.tenant, order=order)
    body = {"input": "My own.", "voice": "af_heart"}
    mine = theirs.post("/v1/jobs", body, format="json").json()
    with in_tenant(alice.tenant):
        spender = Job.objects.get(id=mine["id"]).spender
    assert spender.member == member.user_id and spender.token is not None
    assert [each["id"] for each in theirs.get("/v1/jobs").json()["data"]] == [mine["id"]]
    for method in ("get", "delete"):
        assert getattr(theirs, method)(f"/v1/jobs/{other.id}").status_code == 404
    assert theirs.get(f"/v1/jobs/{other.id}/segments").status_code == 404
    assert rest(owner(alice), "admin").get(f"/v1/jobs/{other.id}").status_code == 200


def test_a_personal_token_speaks_with_the_persons_own_voice(alice, member):
    with in_tenant(alice.tenant):
        of = {"status": Voice.Status.READY, "usable_by": Voice.UsableBy.HOLDER, "clip_seconds": 6}
        mine = Voice.objects.create(name="Mine", created_by=member.user, **of)
        other = Voice.objects.create(name="Another's", created_by=alice.user, **of)
        program = Voice.objects.create(name="A program's", **of)
    listed = rest(member).get("/v1/audio/voices?limit=100").json()["data"]
    ids = {each["id"] for each in listed}
    assert mine.id in ids and not ids & {other.id, program.id}
    for voice, status in ((other, 403), (program, 403), (mine, 200)):
        assert rest(member).delete(f"/v1/audio/voices/{voice.id}").status_code == status


def test_tokens_of_before_follow_those_who_lost_their_role(alice, charlie, bob):
    """The migration: what admins made stays the workspace's, so that no integration stops."""
    made = {}
    for name, user in (("owner", alice.user), ("demoted", charlie.user), ("gone", bob.user)):
        made[name], _text = tokens.issue(tenant=alice.tenant, name=name)
        made[name].created_by = user
        made[name].save()
    made["operator"], _text = tokens.issue(tenant=alice.tenant, name="operator")
    Membership.objects.create(tenant=alice.tenant, user=charlie.user)
    name = "accounts.migrations.0004_whose_a_token_is"
    importlib.import_module(name).follow_those_who_are_no_admins(apps, None)
    for record in made.values():
        record.refresh_from_db()
    kinds = {name: (record.kind, record.is_live) for name, record in made.items()}
    assert kinds == {
        "owner": (Kind.WORKSPACE, True),
        "demoted": (Kind.PERSON, True),
        "gone": (Kind.PERSON, False),
        "operator": (Kind.WORKSPACE, True),
    }
