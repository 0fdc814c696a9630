"""Whose a lesson is: role × action × whose, in the table, by page and by REST."""

import json

import pytest
from django.utils import timezone

from accounts.models import Membership
from lessons.access import TABLE, Action, Role, Viewer, Whose
from lessons.links import services as links
from lessons.links.models import ShareLink
from lessons.models import Lesson, LessonVersion, LineTake, Sound
from synthesis.models import Job
from tenants.context import in_tenant
from tests.web.url_table import calls
from voices.dictionary.models import Pronunciation
from web.lessons import urls

ALL = set(Action)
READ = {Action.SEE, Action.READ}
EDIT = READ | {Action.EDIT}
OWN = EDIT | {Action.SHARE, Action.BIN}
EXPECTED = {
    # role × whose → what is allowed
    ("member", "own"): OWN,
    ("member", "private"): set(),
    ("member", "read"): READ,
    ("member", "edit"): EDIT,
    ("member", "left_private"): set(),
    ("member", "left_read"): READ,
    ("member", "left_edit"): EDIT,
    ("admin", "own"): OWN,
    ("admin", "private"): set(),
    ("admin", "read"): READ | {Action.BIN},
    ("admin", "edit"): EDIT | {Action.BIN},
    ("admin", "left_private"): {Action.SEE, Action.BIN, Action.TAKE_OVER},
    ("admin", "left_read"): READ | {Action.BIN, Action.TAKE_OVER},
    ("admin", "left_edit"): EDIT | {Action.BIN, Action.TAKE_OVER},
    ("token", "own"): OWN,
    ("token", "private"): set(),
    ("token", "read"): READ,
    ("token", "edit"): EDIT,
    ("token", "left_private"): set(),
    ("token", "left_read"): READ,
    ("token", "left_edit"): EDIT,
}
# Each call on a lesson: its action, method, path and fields. What makes the lesson another's, or
# takes it away, comes last.
PAGES = [
    (Action.READ, "get", "", {}),
    (Action.READ, "get", "/document", {}),
    (Action.READ, "get", "/states", {}),
    (Action.READ, "get", "/estimate", {}),
    (Action.READ, "get", "/versions", {}),
    (Action.READ, "get", "/events", {}),
    (Action.READ, "get", "/audio", {}),
    (Action.READ, "get", "/subtitles", {}),
    (Action.READ, "get", "/read-along", {}),
    (Action.READ, "get", "/export", {}),
    (Action.READ, "get", "/lines/KEY/audio", {}),
    (Action.READ, "get", "/lines/KEY/words", {}),
    (Action.READ, "get", "/lines/KEY/readings", {}),
    (Action.READ, "post", "/duplicate", {}),
    (Action.EDIT, "post", "/lines/KEY/readings/check", {"word": "Good", "typed": "gud"}),
    (Action.EDIT, "post", "/lines/KEY/readings/preview", {"start": 0, "end": 4}),
    (Action.EDIT, "post", "/save", {"base_revision": 1, "title": "Theirs"}),
    (Action.EDIT, "post", "/make", {}),
    (Action.EDIT, "post", "/stop", {}),
    (Action.EDIT, "post", "/restore", {"version": "VERSION"}),
    (Action.EDIT, "post", "/lines/KEY/say-differently", {}),
    (Action.SHARE, "get", "/shares", {}),
    (Action.SHARE, "post", "/shares", {}),
    (Action.SHARE, "post", "/shares/SHARE/revoke", {}),
    (Action.SHARE, "post", "/settle", {"folder": "x", "access": "edit"}),
    (Action.BIN, "post", "/delete", {}),
    (Action.TAKE_OVER, "post", "/take-over", {}),
]
TEACH = "/lines/KEY/readings/teach"
REST = [
    (Action.READ, "get", "", {}),
    (Action.READ, "get", "/lines", {}),
    (Action.READ, "get", "/estimate", {}),
    (Action.READ, "get", "/versions", {}),
    (Action.READ, "get", "/events", {}),
    (Action.READ, "get", "/audio", {}),
    (Action.READ, "get", "/subtitles", {}),
    (Action.READ, "get", "/read-along", {}),
    (Action.READ, "get", "/export", {}),
    (Action.READ, "get", "/lines/KEY/audio", {}),
    (Action.READ, "get", "/lines/KEY/words", {}),
    (Action.READ, "get", "/lines/KEY/readings", {}),
    (Action.READ, "post", "/duplicate", {}),
    (Action.EDIT, "post", "/make", {}),
    (Action.EDIT, "post", "/stop", {}),
    (Action.EDIT, "post", "/restore", {"version": "VERSION"}),
    (Action.EDIT, "post", "/lines/KEY/say-differently", {}),
    (Action.EDIT, "patch", "", {"base_revision": 1, "title": "Theirs"}),
    (Action.SHARE, "get", "/shares", {}),
    (Action.SHARE, "post", "/shares", {}),
    (Action.SHARE, "delete", "/shares/SHARE", {}),
    (Action.SHARE, "patch", "", {"folder": "x"}),
    (Action.SHARE, "patch", "", {"access": "edit"}),
    (Action.BIN, "post", "/restore", {}),
    (Action.BIN, "delete", "", {}),
]
# What names nobody's lesson, or several: see test_lists, and the tests of the library.
PAGES_OF_MANY = {
    ("get", "lessons/"),
    ("get", ""),
    ("post", "first-steps/hide"),
    ("post", "lessons/new"),
    ("get", "lessons/import"),
    ("post", "lessons/import"),
    ("post", "lessons/import/make"),
    ("post", "lessons/bin"),
    ("post", "lessons/unbin"),
}
PARAMETERS = {"KEY": "<str:key>", "SHARE": "<str:share_id>"}
REST_OF_MANY = {("get", "lessons"), ("post", "lessons"), ("post", "lessons/import")}


@pytest.mark.parametrize("side", ["pages", "rest"])
def test_every_call_is_in_a_table(alice, side):
    """A new address needs a line there: whose lesson it may touch is then tried."""
    if side == "pages":
        offered = calls(urls.pages, alice.browser, alice.page())
        tried = _called(PAGES) | _called([(Action.EDIT, "post", TEACH, {})]) | PAGES_OF_MANY
    else:
        offered = calls(urls.rest, alice.rest, "/v1/")
        tried = _called(REST) | REST_OF_MANY
    assert offered == tried


def _called(table) -> set[tuple[str, str]]:
    return {
        (method, f"lessons/<str:lesson_id>{_filled(path, PARAMETERS)}")
        for _action, method, path, _fields in table
    }


def test_the_table_is_as_decided_and_leaves_nothing_out():
    assert {(role.value, whose.value): set(may) for (role, whose), may in TABLE.items()} == EXPECTED
    assert len(TABLE) == len(Role) * len(Whose)


@pytest.fixture
def arranged(alice, colleague, write):
    """A lesson of Carol's, or of somebody who has left, as a role of the workspace sees it."""

    def arrange(role: str, whose: str) -> Lesson:
        access = whose.removeprefix("left_") if whose != "own" else "private"
        if whose == "own":
            lesson = write({"member": colleague, "admin": alice}.get(role), access=access)
        elif role == "member":
            lesson = write(alice, access=access)
        else:
            lesson = write(colleague, access=access)
        if whose == "own" and role == "token":
            with in_tenant(alice.tenant):
                Lesson.objects.filter(id=lesson.id).update(
                    author=None, api_token="00000000-0000-0000-0000-000000000001"
                )
        if whose.startswith("left_"):
            author = alice if role == "member" else colleague
            Membership.objects.filter(user=author.user).delete()
        return lesson

    return arrange


@pytest.mark.parametrize("whose", [each.value for each in Whose])
@pytest.mark.parametrize("role", ["member", "admin"])
def test_pages(alice, colleague, arranged, role, whose):
    lesson = arranged(role, whose)
    person = colleague if role == "member" else alice
    allowed = EXPECTED[role, whose]
    named = _names(alice.tenant, lesson)
    teach = (Action.EDIT, "post", TEACH, {"word": "morning", "kind": "respelling", "value": "x"})
    for action, method, path, fields in [teach, *PAGES]:
        before = _state(alice.tenant)
        address = person.page(f"lessons/{lesson.id}{_filled(path, named)}")
        body = json.dumps({name: _filled(value, named) for name, value in fields.items()})
        answer = getattr(person.browser, method)(
            address,
            **({} if method == "get" else {"data": body, "content_type": "application/json"}),
        )
        may = action in allowed and (path != TEACH or role == "admin")
        if may:
            assert answer.status_code not in (403, 404) or "/lines/" in path, (method, path)
            assert answer.status_code != 403, (method, path)
        elif Action.SEE not in allowed:
            assert answer.status_code == 404, (method, path)
        else:
            assert answer.status_code in (302, 403), (method, path)
        if not may:
            assert _state(alice.tenant) == before, (method, path)
    if Action.TAKE_OVER in allowed:
        with in_tenant(alice.tenant):
            assert Lesson.objects.get(id=lesson.id).author_id == person.user.id


@pytest.mark.parametrize("whose", [each.value for each in Whose])
@pytest.mark.parametrize("role", ["member", "admin"])
def test_lists(alice, colleague, arranged, role, whose):
    lesson = arranged(role, whose)
    person = colleague if role == "member" else alice
    allowed = EXPECTED[role, whose]
    listed = person.browser.get(person.page("lessons/")).content.decode()
    assert (lesson.id in listed or "somebody who has left" in listed) == (Action.SEE in allowed)
    if Action.READ not in allowed:
        assert "Good morning" not in listed
    for path, now in (("bin", None), ("unbin", timezone.now())):
        with in_tenant(alice.tenant):
            Lesson.objects.filter(id=lesson.id).update(binned_at=now)
        person.browser.post(person.page(f"lessons/{path}"), {"lesson": [lesson.id]})
        with in_tenant(alice.tenant):
            after = Lesson.objects.get(id=lesson.id).binned_at
        assert (after != now) == (Action.BIN in allowed), path


@pytest.mark.parametrize("whose", [each.value for each in Whose])
def test_rest(alice, colleague, arranged, whose):
    lesson = arranged("token", whose)
    allowed = EXPECTED["token", whose]
    named = _names(alice.tenant, lesson)
    for action, method, path, fields in REST:
        before = _state(alice.tenant)
        address = f"/v1/lessons/{lesson.id}{_filled(path, named)}"
        body = {name: _filled(value, named) for name, value in fields.items()}
        answer = getattr(alice.rest, method)(address, body or None, format="json")
        code = None
        if answer["Content-Type"] == "application/json":
            code = (answer.json().get("error") or {}).get("code")
        if action in allowed:
            assert code not in ("lesson_not_found", "lesson_not_yours"), (method, path)
        else:
            wanted = "lesson_not_yours" if Action.SEE in allowed else "lesson_not_found"
            assert code == wanted, (method, path)
            assert _state(alice.tenant) == before, (method, path)
    shown = alice.rest.get("/v1/lessons?q=good").json()["data"]
    # The last call has put one's own into the bin.
    seen = Action.SEE in allowed and Action.BIN not in allowed
    assert (lesson.id in [each["id"] for each in shown]) == seen


def test_bulk_binning_touches_only_what_is_ones_own(alice, colleague, write):
    mine, theirs = write(colleague), write(alice, access="edit")
    ids = {"lesson": [mine.id, theirs.id]}
    colleague.browser.post(colleague.page("lessons/bin"), ids)
    with in_tenant(alice.tenant):
        assert [each.id for each in Lesson.objects.exclude(binned_at=None)] == [mine.id]


def test_a_lesson_that_was_taken_over_can_be_read(alice, colleague, write):
    lesson = write(colleague, "A private thought.")
    Membership.objects.filter(user=colleague.user).delete()
    page = alice.page(f"lessons/{lesson.id}")
    answer = alice.browser.get(page)
    assert answer.status_code == 403 and b"private thought" not in answer.content
    alice.browser.post(f"{page}/take-over")
    assert b"private thought" in alice.browser.get(page).content


def _names(tenant, lesson) -> dict[str, str]:
    """What stands for a line's key and for a version in the tables."""
    with in_tenant(tenant):
        key = lesson.document(tenant).lines[0].key
        version = lesson.versions.values_list("id", flat=True).get()
        share = links.create(viewer=Viewer(tenant, Role.ADMIN), lesson=lesson)
        return {"KEY": key, "VERSION": version, "SHARE": share.id}


def _filled(text, named: dict[str, str]):
    for name, value in named.items():
        text = text.replace(name, value) if isinstance(text, str) else text
    return text


def _state(tenant) -> tuple:
    """All that a call could have changed."""
    with in_tenant(tenant):
        rows = Lesson.objects.order_by("id").values_list(
            "id", "author", "api_token", "folder", "access", "revision", "binned_at"
        )
        made = (LessonVersion, LineTake, Sound, Job, Pronunciation, ShareLink)
        return list(rows), [kind.objects.count() for kind in made]
