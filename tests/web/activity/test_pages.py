"""The page of who did what, its files, and the same over REST."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import tokens
from accounts.models import Membership
from activity import log
from activity.models import Entry
from activity.reading import entries_of
from activity.who import Kind, Origin, Thing, Who
from tests.web.conftest import whole_of
from web.activity import file

ANNA = Who(Kind.PERSON, "77", "Anna <anna@example.org>", Origin("192.0.2.9", "Firefox"))


def record(tenant, action="voice.deleted", **more) -> Entry:
    thing = Thing("voice", "voice_x", "=Anna's voice")
    return log.record(**{"action": action, "by": ANNA, "tenant": tenant, "thing": thing, **more})


def shown(person, query="") -> list[Entry]:
    page = person.browser.get(person.page(f"activity/{query}"))
    assert page.status_code == 200
    return [row.entry for row in page.context["rows"]]


def test_admins_see_their_workspaces_entries_alone(alice, bob):
    mine, other = record(alice.tenant), record(bob.tenant)
    assert mine in shown(alice) and other not in shown(alice)
    html = alice.browser.get(alice.page("activity/")).content.decode()
    assert "192.0.2.9" in html and "Anna &lt;anna@example.org&gt;" in html


def test_members_may_not(alice, charlie):
    member = Membership.objects.create(tenant=alice.tenant, user=charlie.user)
    for page in ("activity/", "activity/csv", "activity/json"):
        assert charlie.browser.get(alice.page(page)).status_code == 403
    _record, text = tokens.issue(
        tenant=alice.tenant, name="mine", kind=tokens.Kind.PERSON, by=member
    )
    headers = {"Authorization": f"Bearer {text}"}
    assert charlie.browser.get("/v1/activity", headers=headers).status_code == 403


def test_it_is_searched_by_who_what_and_when(alice):
    mine, other = record(alice.tenant), record(alice.tenant, "token.made", thing=Thing())
    today = timezone.now().date()
    tomorrow = today + timedelta(days=1)
    for query, found in (
        ("who=anna@", {mine, other}),
        ("who=192.0.2.9", {mine, other}),
        ("who=nobody", set()),
        ("action=voice", {mine}),
        ("thing=voice_x", {mine}),
        (f"since={today - timedelta(days=1)}&until={tomorrow}", {mine, other}),
        (f"since={tomorrow + timedelta(days=1)}", set()),
        ("since=yesterday&action=nothing", {mine, other}),
    ):
        assert {mine, other} & set(shown(alice, f"?{query}")) == found, query


def test_files_hold_the_same_and_run_no_formula(alice, same_connection):
    entry = record(alice.tenant, details={"takes": 2})
    answer = alice.browser.get(alice.page("activity/csv?action=voice"))
    assert answer["Content-Disposition"].startswith('attachment; filename="alice-school-activity-')
    [row] = csv.DictReader(io.StringIO(whole_of(answer).decode("utf-8-sig")))
    assert (row["id"], row["target"], row["details"]) == (
        entry.id,
        "'=Anna's voice",
        '{"takes": 2}',
    )
    [found] = json.loads(whole_of(alice.browser.get(alice.page("activity/json?action=voice"))))
    assert (found["id"], found["target"]["name"]) == (entry.id, "=Anna's voice")
    assert alice.browser.get(alice.page("activity/xml")).status_code == 404


@pytest.mark.parametrize("kind", ["csv", "json"])
@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_a_file_is_bounded_and_read_in_parts(alice, monkeypatch, same_connection, kind, at_once):
    monkeypatch.setattr(file, "MOST_IN_A_FILE", 3)
    monkeypatch.setattr(file, "AT_ONCE", at_once)
    now = timezone.now()
    made = [record(alice.tenant, thing=Thing("voice", str(number))) for number in range(5)]
    assert len({each.id for each in made}) == 5 and made[0].created_at >= now
    text = whole_of(alice.browser.get(alice.page(f"activity/{kind}")))
    if kind == "json":
        found = [each["id"] for each in json.loads(text)]
    else:
        found = [row["id"] for row in csv.DictReader(io.StringIO(text.decode("utf-8-sig")))]
    assert found == [each.id for each in entries_of(alice.tenant)[:3]]
    assert same_connection.close.call_count >= 3 / at_once, "none is open while it is sent"


def test_a_file_is_read_by_threads_of_its_own(alice):
    """Those don't see what this test has not committed, but what the workspace began with."""
    [found] = json.loads(whole_of(alice.browser.get(alice.page("activity/json?action=workspace"))))
    assert found["action"] == "workspace.opened"


def test_a_file_of_nothing(alice, same_connection):
    nothing = alice.page("activity/json?who=nobody-has-this-name")
    assert json.loads(whole_of(alice.browser.get(nothing))) == []


def test_pages_of_fifty(alice):
    for _time in range(51):
        record(alice.tenant)
    first, second = shown(alice, "?action=voice"), shown(alice, "?action=voice&page=2")
    assert (len(first), len(second)) == (50, 1) and not set(first) & set(second)


def test_rest_lists_it_for_admins_tokens(alice, client):
    entry = record(alice.tenant)
    _record, text = tokens.issue(tenant=alice.tenant, name="audit", scopes=["admin"])
    headers = {"Authorization": f"Bearer {text}"}
    for query in ("", "?action=voice", "?actor=anna", "?target=voice_x", "?start_time=0"):
        listed = client.get(f"/v1/activity{query}", headers=headers).json()
        assert entry.id in [each["id"] for each in listed["data"]], query
    assert client.get("/v1/activity?end_time=1", headers=headers).json()["data"] == []
    assert alice.rest.get("/v1/activity").json()["error"]["code"] == "missing_scope"


@pytest.mark.parametrize(
    "query", ["limit=0", "after=act_none", "start_time=x", f"actor={'x' * 101}"]
)
def test_rest_explains_what_is_wrong(alice, client, query):
    _record, text = tokens.issue(tenant=alice.tenant, name="audit", scopes=["admin"])
    answer = client.get(f"/v1/activity?{query}", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]["param"] == query.partition("=")[0]


def test_signing_in_and_out_is_in_it(alice, client):
    before = set(entries_of(alice.tenant))
    sign_in = {"login": "alice@example.org", "password": "wrong"}
    client.post("/sign-in", sign_in, REMOTE_ADDR="198.51.100.7")
    client.post("/sign-in", {"login": "nobody@example.org", "password": "wrong"})
    client.force_login(alice.user)
    client.post("/sign-out")
    new = [each for each in entries_of(alice.tenant) if each not in before]
    assert [each.action for each in new] == [
        "session.signed_out",
        "session.signed_in",
        "session.refused",
    ]
    assert (new[-1].address, new[-1].actor_label) == ("198.51.100.7", "")
