"""The times of a line's words, by page and by REST."""

import json

import pytest

from lessons.models import Sound
from lessons.sounding import Sounding
from synthesis import storage
from synthesis.dispatch import queue
from synthesis.engines.base import WordTime
from synthesis.jobs.claimed_segment import start_segment
from synthesis.jobs.outcomes.finish import finish_segment
from synthesis.storage import job_audio
from synthesis.text.words import words
from synthesis.word_times import Method, WordTimes
from tenants.context import in_tenant

SEGMENT_MS = 5_000


@pytest.fixture
def make(alice):
    """Makes what waits; each word takes 100 ms, and each segment SEGMENT_MS."""

    def make(method: Method | None = "aligned", first: Method | None = None) -> None:
        with in_tenant(alice.tenant):
            while claim := queue.claim(engine="kokoro", worker="by-hand"):
                job, segment = start_segment(claim=claim)
                found = enumerate(words(segment.text, language=segment.language))
                times = [WordTime(w.start, w.end, 100 * n, 100 * n + 90) for n, w in found]
                pcm = b"\1\0" * 24 * SEGMENT_MS
                storage.write_segment(job_audio(alice.tenant, job), segment.index, pcm)
                how = first if first and segment.index == 0 else method
                kept = how and WordTimes(how, tuple(times))
                finish_segment(claim=claim, audio_ms=SEGMENT_MS, words=kept)

    return make


@pytest.fixture
def lesson(alice):
    """Writes a lesson of one line, which is queued; returns its address and the line by REST."""

    def write(text: str) -> tuple[str, dict]:
        line = {"key": "line001", "text": text}
        sent = {"lines": [line], "settings": {"voice": "af_heart"}}
        answer = alice.rest.post("/v1/lessons", sent, format="json")
        assert answer.status_code == 201, answer.json()
        address = f"/v1/lessons/{answer.json()['id']}"
        queue_line(alice, address)
        return address, answer.json()["lines"][0]

    return write


def queue_line(alice, address: str) -> None:
    assert alice.rest.post(f"{address}/make", {}, format="json").status_code == 202


def change(alice, address: str, line: dict) -> None:
    patch = {"base_revision": 1, "upsert": [line]}
    assert alice.rest.patch(address, patch, format="json").status_code == 200


def spoken(alice, address: str, text: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The method, and each word as written with its milliseconds."""
    answer = alice.rest.get(f"{address}/lines/line001/words")
    assert answer.status_code == 200, answer.json()
    body = answer.json()
    assert list(body) == ["object", "digest", "method", "words"]
    state = alice.rest.get(f"{address}/lines").json()["data"][0]
    assert body["digest"] == state["playing"]
    found = [(text[w["start"] : w["end"]], w["start_ms"], w["end_ms"]) for w in body["words"]]
    return body["method"], found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Open your books.", ["Open", "your", "books"]),
        ("  Open   your\tbooks . ", ["Open", "your", "books"]),
        ("🎉 Open 👩‍🏫 your books 📚.", ["Open", "your", "books"]),
        ("In 1994,  it was  25 m.", ["In", "1994", "it", "was", "25 m"]),
        ("它有  25 米。🎉再见。", ["它", "有", "25", "米", "再见"]),
        ("Open\u200b your\ufeff books.", ["Open", "your", "books"]),
    ],
)
def test_words_lie_in_the_line_as_written(alice, lesson, make, text, wanted):
    address, line = lesson(text)
    make()
    method, found = spoken(alice, address, line["text"])
    assert method == "aligned"
    assert [word for word, *_times in found] == wanted
    assert [times for _word, *times in found] == [
        [100 * n, 100 * n + 90] for n in range(len(wanted))
    ]


LONG = "  ".join(f"🎉 Sentence number {n} of this line goes on for a while." for n in range(9))


def test_words_of_later_segments_follow_the_audio_of_those_before(alice, lesson, make):
    address, line = lesson(LONG)
    make(first="estimated")
    with in_tenant(alice.tenant):
        count = Sound.objects.get().segment_count
    assert count > 1
    method, found = spoken(alice, address, line["text"])
    assert method == "estimated", "not all of it is aligned"
    wanted = LONG.replace("🎉", "").replace(".", "").split()
    assert [word for word, *_times in found] == wanted
    starts = [start for _word, start, _end in found]
    assert starts == sorted(starts)
    assert [start for start in starts if start % SEGMENT_MS == 0] == [
        SEGMENT_MS * n for n in range(count)
    ]


def test_what_was_made_without_times_has_no_words(alice, lesson, make):
    address, line = lesson("Open your books.")
    make(None)
    assert spoken(alice, address, line["text"]) == ("estimated", [])


@pytest.mark.parametrize("text", ["Close your books.", "Open your books now.", "Open."])
def test_sound_of_an_older_text_has_no_words(alice, lesson, make, text):
    address, line = lesson("Open your books")
    make()
    change(alice, address, {**line, "text": text})
    assert spoken(alice, address, text) == ("aligned", [])
    queue_line(alice, address)
    make("estimated")
    method, found = spoken(alice, address, text)
    assert method == "estimated" and " ".join(word for word, *_times in found) == text[:-1]


def test_an_older_sound_of_the_same_text_keeps_its_words(alice, lesson, make):
    address, line = lesson("Open your books.")
    make()
    change(alice, address, {**line, "text": " Open your  books.", "speed": 1.5})
    assert alice.rest.get(f"{address}/lines").json()["data"][0]["state"] == "changed"
    method, found = spoken(alice, address, " Open your  books.")
    assert method == "aligned" and [word for word, *_ in found] == ["Open", "your", "books"]


def test_a_player_gets_words_and_audio_of_the_sound_it_began_with(alice, lesson, make):
    address, line = lesson("Open your books.")
    make()
    words = alice.rest.get(f"{address}/lines/line001/words").json()
    change(alice, address, line | {"speed": 0.8})
    queue_line(alice, address)
    make()
    now = alice.rest.get(f"{address}/lines/line001/words").json()
    assert now["digest"] != words["digest"]
    for path in ("words", "audio"):
        begun = alice.rest.get(f"{address}/lines/line001/{path}?sound={words['digest']}")
        assert begun.status_code == 200
        shown = begun["x-lectern-digest"] if path == "audio" else begun.json()["digest"]
        assert shown == words["digest"]
        other = alice.rest.get(f"{address}/lines/line001/{path}?sound={'0' * 64}")
        assert other.json()["error"]["code"] == "line_not_ready"


def test_the_sound_of_another_line_is_not_found(alice, lesson, make):
    address, _line = lesson("Open your books.")
    other, _line = lesson("Close them.")
    make()
    digest = alice.rest.get(f"{other}/lines/line001/words").json()["digest"]
    for path in ("words", "audio"):
        refused = alice.rest.get(f"{address}/lines/line001/{path}?sound={digest}")
        assert refused.json()["error"]["code"] == "line_not_ready"


def test_one_line_is_looked_up_without_the_others(alice, lesson, make, monkeypatch):
    address, _line = lesson("Open your books.")
    more = [{"key": f"more{n:03}", "text": f"Line {n}."} for n in range(5)]
    revision = alice.rest.get(address).json()["revision"]
    alice.rest.patch(address, {"base_revision": revision, "upsert": more}, format="json")
    make()
    looked_up = []
    of = Sounding.of
    monkeypatch.setattr(
        Sounding, "of", lambda self, line: looked_up.append(line.key) or of(self, line)
    )
    assert alice.rest.get(f"{address}/lines/line001/words").status_code == 200
    assert alice.rest.get(f"{address}/lines/line001/audio").status_code == 200
    assert looked_up == ["line001"] * 2


def test_lines_without_sound_are_not_found(alice, lesson):
    address, _line = lesson("Open your books.")
    for key, code in (("line001", "line_not_ready"), ("another", "line_not_found")):
        answer = alice.rest.get(f"{address}/lines/{key}/words")
        assert answer.status_code == 404 and answer.json()["error"]["code"] == code


def test_the_editor_gets_the_same_words(alice, write, make):
    lesson = write(text="Open your books.")
    page = f"lessons/{lesson.id}"
    with in_tenant(alice.tenant):
        key = lesson.document(alice.tenant).lines[0].key
    sent = {"data": json.dumps({}), "content_type": "application/json"}
    assert alice.browser.post(alice.page(f"{page}/make"), **sent).status_code == 200
    make()
    answer = alice.browser.get(alice.page(f"{page}/lines/{key}/words"))
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == ["digest", "method", "words"]
    assert body["words"][1] == {"start": 5, "end": 9, "start_ms": 100, "end_ms": 190}


def test_another_workspace_finds_no_words(alice, bob, lesson, make):
    address, _line = lesson("Open your books.")
    make()
    path = f"{address}/lines/line001/words"
    assert alice.rest.get(path).status_code == 200
    answer = bob.rest.get(path)
    assert answer.status_code == 404 and answer.json()["error"]["code"] == "lesson_not_found"
    page = f"{address.removeprefix('/v1/')}/lines/line001/words"
    for address_of in (bob, alice):
        assert bob.browser.get(address_of.page(page)).status_code == 404
