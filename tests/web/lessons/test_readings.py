"""How the words of a line are read: by page and by REST, and who may change it."""

import json

import pytest

from lessons.access import Role, Viewer
from lessons.services import making
from synthesis.models import Job, Segment
from tenants.context import in_tenant
from tests.lessons.conftest import make_all
from voices.dictionary import services as dictionary

TEXT = "😀 我去重庆。"


@pytest.fixture
def lesson(alice, write):
    """A lesson that all of the workspace may edit, and the key of its line."""
    made = write(text=TEXT, access="edit")
    with in_tenant(alice.tenant):
        return made, made.document(alice.tenant).lines[0].key


def post(person, lesson, action: str, **body):
    made, key = lesson
    address = person.page(f"lessons/{made.id}/lines/{key}/readings/{action}")
    return person.browser.post(address, json.dumps(body), content_type="application/json")


CHONGQING = {
    "start": 4,
    "end": 6,
    "text": "重庆",
    "kind": "polyphone",
    "decided_by": "engine",
    "readings": [
        {"kind": "pinyin", "value": "chong2 qing4", "written": "chóng qìng", "spoken": True},
        {"kind": "pinyin", "value": "zhong4 qing4", "written": "zhòng qìng", "spoken": False},
    ],
}


def test_rest_lists_them_and_takes_a_choice(alice, lesson):
    made, key = lesson
    address = f"/v1/lessons/{made.id}"
    body = alice.rest.get(f"{address}/lines/{key}/readings").json()
    assert body == {"object": "lesson.readings", "revision": 1, "data": [CHONGQING]}
    [line] = alice.rest.get(address).json()["lines"]
    digest = alice.rest.get(f"{address}/lines").json()["data"][0]["digest"]
    own = [{"start": 4, "end": 6, "kind": "pinyin", "value": "zhong4 qing4"}]
    patch = {"base_revision": 1, "upsert": [{**line, "readings": own}]}
    answer = alice.rest.patch(address, patch, format="json")
    assert answer.status_code == 200 and answer.json()["lines"][0]["readings"] == own
    assert alice.rest.get(f"{address}/lines").json()["data"][0]["digest"] != digest
    [word] = alice.rest.get(f"{address}/lines/{key}/readings").json()["data"]
    assert word["decided_by"] == "line"
    assert [each["value"] for each in word["readings"] if each["spoken"]] == ["zhong4 qing4"]
    missing = alice.rest.get(f"{address}/lines/another/readings")
    assert missing.status_code == 404 and missing.json()["error"]["code"] == "line_not_found"


def test_another_workspace_finds_nothing(alice, bob, lesson):
    made, key = lesson
    answer = bob.rest.get(f"/v1/lessons/{made.id}/lines/{key}/readings")
    assert answer.status_code == 404 and answer.json()["error"]["code"] == "lesson_not_found"
    for person in (bob, alice):
        page = person.page(f"lessons/{made.id}/lines/{key}/readings")
        assert bob.browser.get(page).status_code == 404


def test_a_reader_looks_and_changes_nothing(alice, colleague, write):
    made = write(text=TEXT, access="read")
    with in_tenant(alice.tenant):
        key = made.document(alice.tenant).lines[0].key
    page = colleague.page(f"lessons/{made.id}/lines/{key}/readings")
    assert colleague.browser.get(page).json()["data"] == [CHONGQING]
    word = {"word": "重庆", "kind": "pinyin", "value": "zhong4 qing4", "start": 4, "end": 6}
    for action in ("check", "preview", "teach"):
        answer = post(colleague, (made, key), action, **word, typed="zhong4 qing4")
        assert answer.status_code == 403, action
        assert answer.json()["error"]["code"] == "lesson_not_yours"
    with in_tenant(alice.tenant):
        assert not Job.objects.exists() and not dictionary.latest()


def test_the_page_gets_the_places_with_the_states(alice, lesson):
    made, key = lesson
    page = alice.page(f"lessons/{made.id}")
    whole = alice.browser.get(f"{page}/document").json()
    assert whole["doubts"] == {
        key: [
            [4, 6, "重庆"],
            [0, 1, "😀", "Nobody will hear this", "unheard"],
            [7, 7, "", "Nobody will hear: 😀", "note"],
        ]
    }
    line = {**whole["lines"][0], "text": "Ravindelle"}
    saved = alice.browser.post(
        f"{page}/save",
        json.dumps({"base_revision": 1, "upsert": [line]}),
        content_type="application/json",
    )
    assert saved.json()["doubts"] == {key: [[0, 10, "Ravindelle"]]}


def test_what_is_typed_is_checked(alice, lesson):
    good = post(alice, lesson, "check", word="重庆", typed="zhòng qìng")
    assert good.json() == {"kind": "pinyin", "value": "zhong4 qing4", "written": "zhòng qìng"}
    bad = post(alice, lesson, "check", word="重庆", typed="zhong4")
    assert bad.status_code == 400 and bad.json()["error"]["code"] == "syllable_count"


def test_a_preview_is_heard_and_not_counted(alice, lesson):
    word = {"start": 4, "end": 6, "word": "重庆"}
    made = post(alice, lesson, "preview", **word, kind="pinyin", value="zhong4 qing4").json()
    assert made["counted"] is False and made["audio"].endswith("/audio?format=mp3")
    plain = post(alice, lesson, "preview", **word, kind="")
    assert plain.status_code == 200
    with in_tenant(alice.tenant):
        assert [each.free for each in Segment.objects.all()] == [True, True]
    for wrong in ({"start": 4, "end": 99}, {"start": 2, "end": 2}, {"start": "x", "end": 3}):
        answer = post(alice, lesson, "preview", **wrong, word="重庆", kind="")
        assert answer.status_code in (400, 404), wrong


def test_only_admins_teach_the_dictionary(alice, colleague, lesson):
    word = {"word": "重庆", "kind": "pinyin", "value": "zhong4 qing4"}
    refused = post(colleague, lesson, "teach", **word)
    assert refused.status_code == 403 and refused.json()["error"]["code"] == "admins_only"
    taught = post(alice, lesson, "teach", **word)
    assert taught.status_code == 200
    with in_tenant(alice.tenant):
        version = dictionary.latest()
        [entry] = dictionary.entries_of(version)
    assert (entry.word, entry.value) == ("重庆", "zhong4 qing4")
    assert taught.json()["page"].endswith(f"/pronunciations/?changed={version}")
    single = post(alice, lesson, "teach", word="行", kind="pinyin", value="hang2")
    assert single.status_code == 400 and single.json()["error"]["code"] == "word_too_short"


def test_the_dictionarys_page_names_the_lessons_and_makes_their_lines(alice, colleague, lesson):
    made, _key = lesson
    with in_tenant(alice.tenant):
        viewer = Viewer(alice.tenant, Role.ADMIN, user=alice.user.id)
        making.make(viewer=viewer, lesson=made)
        make_all(alice.tenant)
    word = {"word": "重庆", "kind": "pinyin", "value": "zhong4 qing4"}
    page = post(alice, lesson, "teach", **word).json()["page"]
    shown = alice.browser.get(page).content.decode()
    assert f"lessons/{made.id}" in shown and "Make just these lines again" in shown
    number = page.partition("=")[2]
    again = alice.page("pronunciations/make-again")
    assert colleague.browser.post(again, {"number": number}).status_code == 403
    answer = alice.browser.post(again, {"number": number}, follow=True)
    assert "1 line is being made again" in answer.content.decode()
    with in_tenant(alice.tenant):
        assert make_all(alice.tenant) == 1
    assert "Make just these lines again" not in alice.browser.get(page).content.decode()


def test_ambiguous_places_are_marked_and_have_choices(alice, write):
    made = write(text="On 03/04/2026 in 1990 we ate 3/4 of it.", access="edit")
    page = alice.page(f"lessons/{made.id}")
    whole = alice.browser.get(f"{page}/document").json()
    [(key, places)] = whole["doubts"].items()
    assert places == [
        [3, 13, "03/04/2026", "Read as: March fourth, twenty twenty six"],
        [29, 32, "3/4", "Read as: three quarters"],
    ]
    date, year, fraction = alice.browser.get(f"{page}/lines/{key}/readings").json()["data"]
    assert (date["kind"], date["decided_by"], year["text"]) == ("ambiguous", "engine", "1990")
    assert [(each["written"], each["spoken"]) for each in fraction["readings"]] == [
        ("three quarters", True), ("the third of April", False), ("March fourth", False),
        ("three to four", False),
    ]  # fmt: skip
    own = {"start": 29, "end": 32, "kind": "respelling", "value": "March fourth"}
    line = {**whole["lines"][0], "readings": [own]}
    saved = alice.browser.post(
        f"{page}/save",
        json.dumps({"base_revision": 1, "upsert": [line]}),
        content_type="application/json",
    )
    assert [place[2] for place in saved.json()["doubts"][key]] == ["03/04/2026"]
    *_, fraction = alice.browser.get(f"{page}/lines/{key}/readings").json()["data"]
    assert fraction["decided_by"] == "line"
    assert [each["written"] for each in fraction["readings"] if each["spoken"]] == ["March fourth"]
    word = {"word": "3/4", "kind": "respelling", "value": "three out of four"}
    assert post(alice, (made, key), "teach", **word).status_code == 200


def test_what_nobody_hears_is_told_by_line(alice, write, settings):
    made = write(text="Say ありがとう **now** and ありがとう.", access="edit")
    alice.browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    whole = alice.browser.get(alice.page(f"lessons/{made.id}/document")).json()
    [places] = whole["doubts"].values()
    unheard = [place[:3] for place in places if place[4:] == ["unheard"]]
    assert unheard == [[4, 9, "ありがとう"], [10, 12, "**"], [15, 17, "**"], [22, 27, "ありがとう"]]
    assert places[-1][3:] == ["不会被读出：ありがとう **", "note"]


def test_rest_takes_what_a_place_is_and_refuses_what_it_can_not_be(alice, write):
    made = write(text="On 03/04/2026 we ate.", access="edit")
    address = f"/v1/lessons/{made.id}"
    [line] = alice.rest.get(address).json()["lines"]

    def choose(start: int, end: int, value: str):
        own = [{"start": start, "end": end, "kind": "say_as", "value": value}]
        patch = {"base_revision": 1, "upsert": [{**line, "readings": own}]}
        return alice.rest.patch(address, patch, format="json")

    for place, value, code in (
        ((3, 13), "date:zz", "invalid_value"),
        ((3, 13), "song", "invalid_value"),
        ((17, 20), "date", "say_as_impossible"),
        ((3, 99), "date", "reading_misplaced"),
    ):
        answer = choose(*place, value)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code), value
    assert choose(3, 13, "date:dmy").status_code == 200
    [word] = alice.rest.get(f"{address}/lines/{line['key']}/readings").json()["data"]
    assert word["decided_by"] == "line"
    spoken = [each["written"] for each in word["readings"] if each["spoken"]]
    assert spoken == ["the third of April, twenty twenty six"]
