"""REST: lessons from a text to their audio."""

import io
import wave

import pytest
from asgiref.sync import async_to_sync

from accounts import tokens
from lessons.models import Lesson
from synthesis.models import Segment
from tenants.context import in_tenant
from tests.lessons.conftest import make_all

URL = "/v1/lessons"


@pytest.fixture
def lesson(alice) -> dict:
    """A lesson of three lines that a token made."""
    sent = {
        "title": "Rivers",
        "input": "Good morning. Open your books. 同学们好。",
        "settings": {"voice": "af_heart", "sentence_pause_ms": 100},
    }
    answer = alice.rest.post(URL, sent, format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()


def at(lesson: dict, path: str = "") -> str:
    return f"{URL}/{lesson['id']}{path}"


def whole_of(answer) -> bytes:
    """All bytes of a streamed answer."""

    async def read() -> bytes:
        return b"".join([block async for block in answer.streaming_content])

    return async_to_sync(read)()


def make(alice) -> int:
    with in_tenant(alice.tenant):
        return make_all(alice.tenant)


def test_a_text_becomes_lines(alice, lesson):
    assert (lesson["title"], lesson["line_count"], lesson["access"]) == ("Rivers", 3, "edit")
    assert [line["text"] for line in lesson["lines"]][1] == "Open your books."
    assert alice.rest.get(at(lesson)).json() | {"ignored": []} == lesson


def test_ssml_becomes_lines_and_says_what_it_could_not_follow(alice):
    text = '<speak><voice name="Anna">Hi.<break time="2s"/></voice><prosody>Bye.</prosody></speak>'
    sent = {"input": text, "input_format": "ssml"}
    made = alice.rest.post(URL, sent, format="json").json()
    found = [(line["speaker"], line["text"], line["pause_ms"]) for line in made["lines"]]
    assert found == [("Anna", "Hi.", 2000), ("", "Bye.", None)]
    assert made["settings"]["speakers"]["Anna"]
    assert made["ignored"] == ["prosody"]


def test_broken_ssml_is_refused_with_its_place(alice):
    sent = {"input": "<speak>\n<p>Hi.</speak>", "input_format": "ssml"}
    answer = alice.rest.post(URL, sent, format="json")
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["param"]) == ("ssml_malformed", "input")
    assert "line 2" in error["message"]


def test_a_speaker_who_is_new_gets_a_voice_and_a_known_one_keeps_hers(alice, lesson):
    [first, *_others] = lesson["lines"]
    settings = {**lesson["settings"], "speakers": {"Tom": ""}}
    lines = [{**first, "speaker": "Anna"}, {"key": "newline1", "text": "Hi.", "speaker": "Tom"}]
    patch = {"base_revision": lesson["revision"], "settings": settings, "upsert": lines}
    speakers = alice.rest.patch(at(lesson), patch, format="json").json()["settings"]["speakers"]
    assert speakers["Tom"] == ""
    assert speakers["Anna"]


def test_the_same_request_twice_makes_one_lesson(alice):
    for _ in range(2):
        answer = alice.rest.post(
            URL, {"input": "Hello."}, format="json", HTTP_IDEMPOTENCY_KEY="once"
        )
        assert answer.status_code == 201
    assert len(alice.rest.get(URL).json()["data"]) == 1


def test_lists_are_paged_searched_and_filtered(alice, lesson):
    for number in range(4):
        sent = {"title": f"Lesson {number}", "input": "Something else.", "folder": "Other"}
        alice.rest.post(URL, sent, format="json")

    def titles(query: str) -> list[str]:
        return [each["title"] for each in alice.rest.get(f"{URL}?{query}").json()["data"]]

    assert titles("q=OPEN+your") == ["Rivers"]
    assert titles("q=同学") == ["Rivers"] and titles("q=rivers") == ["Rivers"]
    # Words of the document's own form are not found in it.
    assert titles("q=ends_paragraph") == []
    assert len(titles("folder=Other")) == 4
    assert titles("sort=title") == sorted(titles(""))
    first = alice.rest.get(f"{URL}?limit=2&sort=title").json()
    assert first["has_more"] and first["last_id"] == first["data"][-1]["id"]
    rest = alice.rest.get(f"{URL}?limit=10&sort=title&after={first['last_id']}").json()
    assert len(rest["data"]) == 3 and not rest["has_more"]
    for wrong in ("sort=x", "whose=x", "limit=x", "after=x"):
        assert alice.rest.get(f"{URL}?{wrong}").status_code in (400, 404)


def test_a_lesson_is_made_heard_and_fetched(alice, lesson):
    assert alice.rest.get(at(lesson, "/estimate")).json()["lines"] == 3
    missing = alice.rest.get(at(lesson, "/audio"))
    assert missing.status_code == 409 and missing.json()["error"]["code"] == "lines_missing"
    made = alice.rest.post(at(lesson, "/make"), {}, format="json")
    assert made.status_code == 202 and len(made.json()["submitted"]) == 3
    assert make(alice) == 3
    states = alice.rest.get(at(lesson, "/lines")).json()["data"]
    assert [state["state"] for state in states] == ["ready"] * 3
    first = states[0]
    answer = alice.rest.get(at(lesson, f"/lines/{first['key']}/audio"))
    assert answer["ETag"] == f'"{first["digest"]}"' and "AIGC" in answer["x-aigc-label"]
    with wave.open(io.BytesIO(whole_of(answer))) as file:
        assert round(file.getnframes() / 24) == first["ms"]
    again = alice.rest.get(answer.request["PATH_INFO"], HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304
    part = alice.rest.get(answer.request["PATH_INFO"], HTTP_RANGE="bytes=0-9")
    assert part.status_code == 206 and len(whole_of(part)) == 10
    whole = alice.rest.get(at(lesson, "/audio?format=wav"))
    with wave.open(io.BytesIO(whole_of(whole))) as file:
        assert round(file.getnframes() / 24) == sum(state["ms"] for state in states) + 200
    for name in ("mp3", "flac", "opus"):
        assert alice.rest.get(at(lesson, f"/audio?format={name}")).status_code == 200


def test_events_tell_the_states_and_end_when_nothing_is_made(alice, lesson):
    answer = alice.rest.get(at(lesson, "/events"))
    assert answer.status_code == 200 and answer["Content-Type"] == "text/event-stream"


def test_one_changed_line_is_made_and_the_others_are_not(alice, lesson):
    alice.rest.post(at(lesson, "/make"), {}, format="json")
    make(alice)
    line = {**lesson["lines"][1], "text": "Close your books."}
    patch = {"base_revision": lesson["revision"], "upsert": [line]}
    answer = alice.rest.patch(at(lesson), patch, format="json")
    assert answer.status_code == 200 and answer.json()["revision"] == 2
    alice.rest.post(at(lesson, "/make"), {}, format="json")
    assert make(alice) == 1


def test_the_same_line_changed_by_two_is_a_conflict_that_shows_both(alice, lesson):
    line = lesson["lines"][0]
    patches = [
        {"base_revision": 1, "upsert": [{**line, "text": text}]} for text in ("Mine.", "Theirs.")
    ]
    assert alice.rest.patch(at(lesson), patches[1], format="json").status_code == 200
    answer = alice.rest.patch(at(lesson), patches[0], format="json")
    assert answer.status_code == 409
    body = answer.json()
    assert body["error"]["code"] == "lesson_conflict" and body["revision"] == 2
    [clash] = body["conflicts"]
    assert (clash["yours"]["text"], clash["theirs"]["text"]) == ("Mine.", "Theirs.")
    other = {"base_revision": 1, "upsert": [{**lesson["lines"][2], "text": "再见。"}]}
    assert alice.rest.patch(at(lesson), other, format="json").json()["revision"] == 3


def test_what_is_no_lesson_is_refused(alice, lesson):
    line = {"key": "goodkey1", "text": "Hello."}
    unsayable = {"start": 0, "end": 5, "kind": "pinyin", "value": "xx9"}
    for wrong in (
        {"upsert": [line]},
        {"base_revision": 1, "upsert": [{"key": "x"}]},
        {"base_revision": 1, "upsert": [{**line, "speed": 100}]},
        {"base_revision": 1, "upsert": [{**line, "colour": "red"}]},
        {"base_revision": 1, "order": ["a", "a"]},
        {"base_revision": 1, "settings": {"speed": "fast"}},
        {"base_revision": 1, "upsert": [{**line, "readings": [unsayable]}]},
        {"base_revision": 1, "title": "x" * 201},
        {"access": "world"},
        {"folder": "x" * 61},
        [],
    ):  # fmt: skip
        answer = alice.rest.patch(at(lesson), wrong, format="json")
        assert answer.status_code == 400, (wrong, answer.json())
        assert answer.json()["error"]["code"]
    assert alice.rest.get(at(lesson)).json()["revision"] == 1


def test_a_lesson_goes_to_the_bin_comes_back_and_goes_for_good(alice, lesson):
    assert alice.rest.delete(at(lesson)).json()["deleted"]
    assert alice.rest.get(URL).json()["data"] == []
    assert len(alice.rest.get(f"{URL}?bin=true").json()["data"]) == 1
    assert alice.rest.post(at(lesson, "/make"), {}, format="json").status_code == 409
    assert alice.rest.post(at(lesson, "/restore"), {}, format="json").status_code == 200
    assert len(alice.rest.get(URL).json()["data"]) == 1
    for _ in range(2):
        assert alice.rest.delete(at(lesson)).status_code == 200
    assert alice.rest.get(at(lesson)).status_code == 404
    with in_tenant(alice.tenant):
        assert not Lesson.objects.exists()


def test_versions_are_restored_and_copies_share_sounds(alice, lesson):
    alice.rest.post(at(lesson, "/make"), {}, format="json")
    make(alice)
    [version] = alice.rest.get(at(lesson, "/versions")).json()["data"]
    patch = {"base_revision": 1, "delete": [lesson["lines"][0]["key"]]}
    alice.rest.patch(at(lesson), patch, format="json")
    copy = alice.rest.post(at(lesson, "/duplicate")).json()
    states = alice.rest.get(at(copy, "/lines")).json()["data"]
    assert [state["state"] for state in states] == ["ready"] * 2
    answer = alice.rest.post(at(lesson, "/restore"), {"version": version["id"]}, format="json")
    assert answer.status_code == 200
    assert (
        alice.rest.post(at(lesson, "/restore"), {"version": "x"}, format="json").status_code == 404
    )


def test_stopping_keeps_what_is_made(alice, lesson):
    alice.rest.post(at(lesson, "/make"), {}, format="json")
    with in_tenant(alice.tenant):
        make_all(alice.tenant, most=1)
    assert alice.rest.post(at(lesson, "/stop")).json()["jobs"] == 1
    states = alice.rest.get(at(lesson, "/lines")).json()["data"]
    assert [state["state"] for state in states] == ["ready", "none", "none"]
    with in_tenant(alice.tenant):
        assert Segment.objects.exclude(finished_at=None).count() == 1


@pytest.mark.parametrize(
    ("scopes", "read", "write"),
    [(["lessons:read"], 200, 403), (["lessons:write"], 403, 201), (["speech"], 403, 403)],
)
def test_scopes(alice, scopes, read, write):
    _record, text = tokens.issue(tenant=alice.tenant, name="few", scopes=scopes)
    alice.rest.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    assert alice.rest.get(URL).status_code == read
    assert alice.rest.post(URL, {"input": "Hello."}, format="json").status_code == write
