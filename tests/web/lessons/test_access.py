"""Whose a lesson is: role × action × whose, in the table, by page and by REST."""

import json

import pytest

from accounts.models import Membership
from lessons.access import TABLE, Action, Role, Whose
from lessons.models import Lesson
from tenants.context import in_tenant

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
# Page and REST call (method, path) of each action, with what a permitted request gets.
PAGES = {
    ("get", ""): Action.READ,
    ("get", "/states"): Action.READ,
    ("get", "/estimate"): Action.READ,
    ("get", "/versions"): Action.READ,
    ("get", "/events"): Action.READ,
    ("get", "/audio"): Action.READ,
    ("get", "/subtitles"): Action.READ,
    ("get", "/lines/KEY/audio"): Action.READ,
    ("get", "/lines/KEY/words"): Action.READ,
    ("get", "/lines/KEY/readings"): Action.READ,
    ("post", "/lines/KEY/readings/check"): Action.EDIT,
    ("post", "/lines/KEY/readings/preview"): Action.EDIT,
    ("post", "/duplicate"): Action.READ,
    ("post", "/save"): Action.EDIT,
    ("post", "/make"): Action.EDIT,
    ("post", "/stop"): Action.EDIT,
    ("post", "/restore"): Action.EDIT,
    ("post", "/lines/KEY/say-differently"): Action.EDIT,
    ("post", "/settle"): Action.SHARE,
    ("post", "/delete"): Action.BIN,
    ("post", "/take-over"): Action.TAKE_OVER,
}
REST = {
    ("get", ""): Action.READ,
    ("get", "/lines"): Action.READ,
    ("get", "/estimate"): Action.READ,
    ("get", "/versions"): Action.READ,
    ("get", "/events"): Action.READ,
    ("get", "/audio"): Action.READ,
    ("get", "/subtitles"): Action.READ,
    ("get", "/lines/KEY/audio"): Action.READ,
    ("get", "/lines/KEY/words"): Action.READ,
    ("get", "/lines/KEY/readings"): Action.READ,
    ("post", "/duplicate"): Action.READ,
    ("post", "/make"): Action.EDIT,
    ("post", "/stop"): Action.EDIT,
    ("post", "/lines/KEY/say-differently"): Action.EDIT,
    ("delete", ""): Action.BIN,
}
BODIES = {"/save": {"base_revision": 1}, "/settle": {"folder": "x"}}


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
    with in_tenant(alice.tenant):
        key = lesson.document(alice.tenant).lines[0].key
    for (method, path), action in PAGES.items():
        before = _state(alice.tenant, lesson)
        address = person.page(f"lessons/{lesson.id}{path.replace('KEY', key)}")
        body = json.dumps(BODIES.get(path, {}))
        answer = getattr(person.browser, method)(
            address,
            **({} if method == "get" else {"data": body, "content_type": "application/json"}),
        )
        if action in allowed:
            assert answer.status_code != 403, (method, path)
            if path in ("/delete", "/take-over"):
                break
        elif Action.SEE not in allowed:
            assert answer.status_code == 404, (method, path)
        else:
            assert answer.status_code in (302, 403), (method, path)
        if action not in allowed:
            assert _state(alice.tenant, lesson) == before, (method, path)
    listed = person.browser.get(person.page("lessons/")).content.decode()
    assert (lesson.id in listed or "somebody who has left" in listed) == (
        Action.SEE in allowed
    ) or Action.TAKE_OVER in allowed
    if Action.READ not in allowed:
        assert "Good morning" not in listed


@pytest.mark.parametrize("whose", [each.value for each in Whose])
def test_rest(alice, colleague, arranged, whose):
    lesson = arranged("token", whose)
    allowed = EXPECTED["token", whose]
    with in_tenant(alice.tenant):
        key = lesson.document(alice.tenant).lines[0].key
    for (method, path), action in REST.items():
        before = _state(alice.tenant, lesson)
        address = f"/v1/lessons/{lesson.id}{path.replace('KEY', key)}"
        answer = getattr(alice.rest, method)(address, format="json")
        code = None
        if answer["Content-Type"] == "application/json":
            code = (answer.json().get("error") or {}).get("code")
        if action in allowed:
            assert code not in ("lesson_not_found", "lesson_not_yours"), (method, path)
        else:
            wanted = "lesson_not_yours" if Action.SEE in allowed else "lesson_not_found"
            assert code == wanted, (method, path)
            assert _state(alice.tenant, lesson) == before
    for patch, action in (({"base_revision": 1}, "edit"), ({"folder": "x"}, "share")):
        with in_tenant(alice.tenant):
            Lesson.objects.filter(id=lesson.id).update(binned_at=None)
        answer = alice.rest.patch(f"/v1/lessons/{lesson.id}", patch, format="json")
        assert (answer.status_code == 200) == (action in allowed), (patch, answer.json())


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


def _state(tenant, lesson) -> tuple:
    with in_tenant(tenant):
        row = Lesson.objects.filter(id=lesson.id).values_list(
            "author", "api_token", "folder", "access", "revision", "binned_at"
        )
        return tuple(row)
