"""Exports over REST: of a person by their token, and of the workspace's programs."""

import io
import zipfile

from rest_framework.test import APIClient

from accounts import tokens
from accounts.models import ApiToken, Membership
from activity.models import Entry
from tests.web.workspace_export.conftest import body_of
from tests.web.workspace_export.test_contents import write
from web.workspace_export.making import make
from workspace_exports import queue, running
from workspace_exports.models import WorkspaceExport

EXPORTS = "/v1/workspace/exports"


def client(person, *, personal: bool = False, scopes=("admin",)) -> APIClient:
    more = {}
    if personal:
        more = {"kind": ApiToken.Kind.PERSON, "by": Membership.objects.get(user=person.user)}
    _record, text = tokens.issue(tenant=person.tenant, name="all", scopes=list(scopes), **more)
    return APIClient(headers={"authorization": f"Bearer {text}"})


def made(rest: APIClient) -> dict:
    """An export that is ready, as REST shows it."""
    asked = rest.post(EXPORTS)
    assert (asked.status_code, asked.json()["status"]) == (201, "waiting")
    claimed = queue.claim()
    assert make(claimed.id, claimed.lease)
    shown = rest.get(f"{EXPORTS}/{asked.json()['id']}").json()
    assert shown["status"] == "ready" and shown["expires_at"] > shown["finished_at"]
    return shown


def test_a_service_token_gets_what_it_may_read(alice):
    write(alice, "Alice’s diary.")
    write(alice, "A lesson for all.", access="read")
    rest = client(alice)
    shown = made(rest)
    answer = rest.get(f"{EXPORTS}/{shown['id']}/file", headers={"range": "bytes=0-"})
    data = body_of(answer)
    assert (answer.status_code, len(data)) == (206, shown["bytes"])
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert any("A lesson for all" in name for name in names)
    assert not any("diary" in name for name in names)
    [entry] = Entry.objects.filter(action="workspace.exported")
    assert entry.actor_kind == "token"
    assert [each["id"] for each in rest.get(EXPORTS).json()["data"]] == [shown["id"]]
    gone = rest.delete(f"{EXPORTS}/{shown['id']}").json()
    assert gone == {"id": shown["id"], "object": "workspace.export", "deleted": True}
    assert rest.get(f"{EXPORTS}/{shown['id']}").status_code == 404


def test_a_personal_token_has_the_exports_of_its_person(alice):
    write(alice, "Alice’s diary.")
    rest = client(alice, personal=True)
    shown = made(rest)
    assert (
        f"exports/{shown['id']}/file" in alice.browser.get(alice.page("exports")).content.decode()
    )
    data = body_of(rest.get(f"{EXPORTS}/{shown['id']}/file"))
    assert "diary" in str(zipfile.ZipFile(io.BytesIO(data)).namelist())
    assert client(alice).get(f"{EXPORTS}/{shown['id']}").status_code == 404
    Membership.objects.filter(user=alice.user).update(role="member")
    for end in ("", f"/{shown['id']}", f"/{shown['id']}/file"):
        assert rest.get(f"{EXPORTS}{end}").status_code == 403, "at once"


def test_only_with_the_scope_admin(alice):
    rest = client(alice, scopes=["lessons:read", "usage:read"])
    for answer in (rest.get(EXPORTS), rest.post(EXPORTS), rest.get(f"{EXPORTS}/x/file")):
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "missing_scope"


def test_what_is_asked_wrongly_is_said(alice):
    rest = client(alice)
    assert rest.post(EXPORTS, {"language": "tlh"}, format="json").status_code == 400
    export = rest.post(EXPORTS, {"language": "zh-hans"}, format="json").json()
    assert export["language"] == "zh-hans"
    twice = rest.post(EXPORTS)
    assert (twice.status_code, twice.json()["error"]["code"]) == (409, "export_under_way")
    early = rest.get(f"{EXPORTS}/{export['id']}/file")
    assert (early.status_code, early.json()["error"]["code"]) == (409, "export_not_ready")


def test_of_a_token_that_is_revoked_nothing_is_kept(alice):
    shown = made(client(alice))
    running.tick()
    assert WorkspaceExport.objects.get().id == shown["id"]
    for token in ApiToken.objects.filter(tenant=alice.tenant, name="all"):
        tokens.revoke(token)
    running.tick()
    assert not WorkspaceExport.objects.exists()
