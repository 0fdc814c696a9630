"""Members of a workspace: what each may see and change; one owner always stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import tokens
from accounts.joining import invitations
from accounts.models import Invitation, Membership, User
from accounts.people import members
from billing.models import Subscription
from tenants.context import in_tenant
from tenants.refusal import Refused
from voices.models import Consent, Voice, VoiceConditioning

Role = Membership.Role


def join(person, other, role=Role.MEMBER) -> Membership:
    """Make `person` a member of the other's workspace."""
    return Membership.objects.create(user=person.user, tenant=other.tenant, role=role)


def of(person, tenant) -> Membership:
    return Membership.objects.get(user=person.user, tenant=tenant)


def page(person, of_whom, path="") -> str:
    answer = person.browser.get(of_whom.page(f"members/{path}"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_admins_see_all_members_and_when_they_were_last_seen(alice, charlie):
    join(charlie, alice)
    before = page(alice, alice)
    assert "charlie@example.org" in before and "never seen" in before
    charlie.browser.get(alice.page())
    assert "never seen" not in page(alice, alice)
    assert of(charlie, alice.tenant).last_seen_at is not None


def test_last_seen_is_not_written_on_every_request(alice):
    alice.browser.get(alice.page())
    first = of(alice, alice.tenant).last_seen_at
    alice.browser.get(alice.page())
    assert of(alice, alice.tenant).last_seen_at == first
    Membership.objects.update(last_seen_at=first - members.SEEN_EVERY - timedelta(seconds=1))
    alice.browser.get(alice.page())
    assert of(alice, alice.tenant).last_seen_at >= first


def test_members_see_names_and_may_only_leave(alice, charlie):
    own = join(charlie, alice)
    invitations.invite(tenant=alice.tenant, email="new@example.org", role="member", by=alice.user)
    invitation = Invitation.objects.get()
    shown = page(charlie, alice)
    assert "Alice" in shown and "alice@example.org" not in shown and "new@example.org" not in shown
    assert "token=" not in shown
    for path in (
        "invite",
        f"{own.id}/role",
        f"{own.id}/delete",
        f"{of(alice, alice.tenant).id}/delete",
        f"invitations/{invitation.id}/send",
        f"invitations/{invitation.id}/delete",
    ):
        asked = {"email": "x@example.org", "role": "owner"}
        answer = charlie.browser.post(alice.page(f"members/{path}"), asked)
        assert answer.status_code == 403, path
    assert of(charlie, alice.tenant).role == Role.MEMBER and Invitation.objects.count() == 1


def test_other_workspaces_pages_are_not_found(alice, bob, charlie):
    for person in (bob, charlie):
        assert person.browser.get(alice.page("members/")).status_code == 404
    mine = of(alice, alice.tenant)
    for path in (f"{mine.id}/role", f"{mine.id}/delete"):
        answer = bob.browser.post(bob.page(f"members/{path}"), {"role": "member"})
        assert answer.status_code == 404
    assert of(alice, alice.tenant).role == Role.OWNER


def test_an_owner_changes_roles(alice, charlie):
    join(charlie, alice)
    member = of(charlie, alice.tenant)
    for role in (Role.ADMIN, Role.OWNER, Role.MEMBER):
        alice.browser.post(alice.page(f"members/{member.id}/role"), {"role": role})
        assert of(charlie, alice.tenant).role == role
    answer = alice.browser.post(
        alice.page(f"members/{member.id}/role"), {"role": "king"}, follow=True
    )
    assert "can’t give this role" in answer.content.decode().replace("&#x27;", "’")
    assert of(charlie, alice.tenant).role == Role.MEMBER


def test_an_admin_cannot_change_or_make_owners(alice, bob, charlie):
    join(charlie, alice, Role.ADMIN)
    third = join(bob, alice)
    owner = of(alice, alice.tenant)
    charlie.browser.post(alice.page(f"members/{owner.id}/role"), {"role": "member"})
    charlie.browser.post(alice.page(f"members/{owner.id}/delete"))
    charlie.browser.post(alice.page(f"members/{third.id}/role"), {"role": "owner"})
    assert of(alice, alice.tenant).role == Role.OWNER
    assert of(bob, alice.tenant).role == Role.MEMBER
    charlie.browser.post(alice.page(f"members/{third.id}/role"), {"role": "admin"})
    assert of(bob, alice.tenant).role == Role.ADMIN
    assert f"members/{owner.id}/" not in page(charlie, alice)


def test_the_last_owner_stays(alice, charlie):
    join(charlie, alice, Role.ADMIN)
    mine = of(alice, alice.tenant)
    for path, asked in (("leave", {}), (f"{mine.id}/role", {"role": "admin"}),
                        (f"{mine.id}/delete", {})):  # fmt: skip
        answer = alice.browser.post(alice.page(f"members/{path}"), asked, follow=True)
        assert "A workspace needs an owner" in answer.content.decode(), path
    assert of(alice, alice.tenant).role == Role.OWNER
    Membership.objects.filter(user=charlie.user).update(role=Role.OWNER)
    answer = alice.browser.post(alice.page("members/leave"))
    assert answer.url == "/home"
    assert not Membership.objects.filter(user=alice.user).exists()
    with pytest.raises(Refused):
        members.leave(membership=of(charlie, alice.tenant))


def test_one_of_two_owners_who_leave_at_once_stays(alice, charlie, monkeypatch):
    """What the first has said takes a while; meanwhile the second wants to go, too."""
    join(charlie, alice, Role.OWNER)
    refused = []

    def second_leaves(membership: Membership) -> None:
        monkeypatch.setattr("voices.departures.member_leaves", lambda membership: None)
        with pytest.raises(Refused) as refusal:
            members.leave(membership=of(charlie, alice.tenant))
        refused.append(refusal.value.code)

    monkeypatch.setattr("voices.departures.member_leaves", second_leaves)
    members.leave(membership=of(alice, alice.tenant))
    assert refused == ["last_owner"]
    assert of(charlie, alice.tenant).role == Role.OWNER


@pytest.fixture
def charlies_voice(alice, charlie) -> Voice:
    """A voice in Alice's workspace whose speaker is Charlie, and one of Alice's own."""
    join(charlie, alice)
    with in_tenant(alice.tenant):
        for person in (alice, charlie):
            consent = Consent.objects.create(
                name=person.user.name, person=person.user.name, organisation="Alice School",
                language="en", language_tag="en", statement="I agree.", number="1234",
                status="verified", recorded_by=person.user,
            )  # fmt: skip
            voice = Voice.objects.create(
                name=f"{person.user.name}'s", status="ready", clip_seconds=6,
                consent=consent, speaker=person.user,
            )  # fmt: skip
            take = voice.takes.create(seconds=6, status="ready")
            VoiceConditioning.objects.create(
                voice=voice, take=take, engine="kokoro", sealed=b"of a person"
            )
    return voice


@pytest.mark.parametrize("how", ["remove", "leave"])
def test_a_members_voices_go_with_them(alice, charlie, charlies_voice, how):
    if how == "remove":
        member = of(charlie, alice.tenant)
        answer = alice.browser.post(alice.page(f"members/{member.id}/delete"), follow=True)
        assert "Charlie is no member any more." in answer.content.decode()
    else:
        answer = charlie.browser.post(alice.page("members/leave"), follow=True)
        assert "You have left Alice School." in answer.content.decode()
    assert not Membership.objects.filter(user=charlie.user).exists()
    assert User.objects.filter(id=charlie.user.id).exists()
    assert charlie.browser.get(alice.page()).status_code == 404
    with in_tenant(alice.tenant):
        assert [voice.name for voice in Voice.objects.all()] == ["Alice's"]
        assert VoiceConditioning.objects.count() == 1


def test_removing_a_member_ends_what_they_started(alice, charlie):
    join(charlie, alice, Role.ADMIN)
    for person in (alice, charlie):
        invitations.invite(
            tenant=alice.tenant, email=f"of-{person.user.name}@example.org", role="member",
            by=person.user,
        )  # fmt: skip
    member = of(charlie, alice.tenant)
    for kind in tokens.Kind.values:
        tokens.issue(tenant=alice.tenant, name=kind, kind=kind, by=member)
    shown = page(alice, alice)
    assert "They made 1 service token of the workspace, which keeps working." in shown
    assert "Their personal API tokens are revoked." in shown
    alice.browser.post(alice.page(f"members/{member.id}/delete"))
    assert [each.email for each in Invitation.objects.all()] == ["of-alice@example.org"]
    live = [each.name for each in alice.tenant.api_tokens.all() if each.is_live]
    assert sorted(live) == ["tests", "workspace"]


def test_a_suspended_workspace_can_be_left(alice, charlie):
    join(charlie, alice)
    Subscription.objects.filter(tenant=alice.tenant).update(suspended_at=timezone.now())
    assert charlie.browser.post(alice.page("members/leave")).url == "/home"
    invite = alice.browser.post(
        alice.page("members/invite"), {"email": "x@example.org", "role": "member"}
    )
    assert invite.status_code == 403 and not Invitation.objects.exists()
