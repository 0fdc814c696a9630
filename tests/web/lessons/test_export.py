"""A lesson as a file, by page and by REST: named, labelled, whole, or refused with the reason."""

import asyncio
import io
import os
import subprocess
import sys
import wave
from functools import partial

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config import ROOT
from lessons.export.formats import EXPORTS
from lessons.export_process.bounds import NICENESS
from lessons.export_process.running import BrokenOff
from lessons.models import Sound
from synthesis import storage
from synthesis.aigc.label import labels_in
from synthesis.aigc.producer import producer
from synthesis.dispatch import queue
from synthesis.engines.base import WordTime
from synthesis.jobs.claimed_segment import start_segment
from synthesis.jobs.outcomes.finish import finish_segment
from synthesis.storage import job_audio
from synthesis.text.words import words
from synthesis.word_times import WordTimes
from tenants.context import in_tenant
from tests.s3_server import keep_files_in
from throttle import open_streams

LINES = [
    {"key": "head001", "kind": "heading", "text": "Rivers", "ends_paragraph": True},
    {"key": "line001", "text": "Open your books.", "pause_ms": 700, "speaker": "Anna"},
    {"key": "pause01", "kind": "pause", "pause_ms": 2_000},
    {"key": "line002", "text": "同学们好。"},
]
SECOND = 48_000


@pytest.fixture
def lesson(alice) -> str:
    """A lesson's id; a token shares it with all."""
    sent = {"title": "第三课", "lines": LINES, "settings": {"voice": "af_heart"}, "access": "edit"}
    made = alice.rest.post("/v1/lessons", sent, format="json")
    assert made.status_code == 201, made.json()
    return made.json()["id"]


@pytest.fixture
def make(alice, lesson):
    """Makes the lesson, or some segments of it: each lasts a second."""
    return partial(make_all, alice, lesson)


def make_all(person, lesson: str, most: int = 1_000) -> None:
    assert person.rest.post(f"/v1/lessons/{lesson}/make", {}, format="json").status_code == 202
    with in_tenant(person.tenant):
        while most and (claim := queue.claim(engine="kokoro", worker="by-hand")):
            job, segment = start_segment(claim=claim)
            found = enumerate(words(segment.text, language=segment.language))
            times = [WordTime(w.start, w.end, 100 * n, 100 * n + 90) for n, w in found]
            pcm = np.random.default_rng(segment.index).integers(-9_000, 9_000, SECOND // 2)
            audio = job_audio(person.tenant, job)
            storage.write_segment(audio, segment.index, pcm.astype("<i2").tobytes())
            kept = WordTimes("aligned", tuple(times))
            finish_segment(claim=claim, audio_ms=1_000, words=kept)
            most -= 1


def body_of(answer) -> bytes:
    """All of a streamed answer."""
    assert answer.status_code == 200, getattr(answer, "content", b"")[:500]

    async def collect() -> bytes:
        return b"".join([block async for block in answer.streaming_content])

    return asyncio.run(collect())


def gone(answer) -> None:
    """Nobody reads the answer any more."""
    for give_back in answer._resource_closers:
        give_back()


@pytest.mark.parametrize("name", EXPORTS)
def test_every_format_is_named_labelled_and_recognised(alice, client, lesson, make, name):
    make()
    answer = alice.rest.get(f"/v1/lessons/{lesson}/export?format={name}")
    assert answer["Content-Type"] == EXPORTS[name].content_type
    named = f"filename*=UTF-8''%E7%AC%AC%E4%B8%89%E8%AF%BE.{EXPORTS[name].extension}"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["Content-Disposition"].endswith(named)
    data = body_of(answer)
    labels = list(labels_in(data))
    assert labels and all(producer().made(label) for label in labels)
    file = SimpleUploadedFile(f"lesson.{EXPORTS[name].extension}", data)
    checked = client.post("/made-here.json", {"file": file}).json()
    assert checked["verdict"] == "made_here"
    page = alice.browser.get(alice.page(f"lessons/{lesson}/export?format={name}"))
    again = body_of(page)
    if name == "opus":
        assert again == data
    else:  # no two signatures are the same
        assert list(labels_in(again)) == labels and len(again) == len(data)


def test_the_silences_are_those_of_the_player(alice, lesson, make):
    make()
    data = body_of(alice.rest.get(f"/v1/lessons/{lesson}/export?format=wav"))
    played = alice.rest.get(f"/v1/lessons/{lesson}/audio?format=wav")
    with wave.open(io.BytesIO(data)) as one, wave.open(io.BytesIO(body_of(played))) as other:
        assert one.getnframes() == other.getnframes()
        assert one.readframes(10**9) == other.readframes(10**9)


def test_the_child_reads_object_storage(alice, s3, settings, monkeypatch):
    """It has none of our environment: where the bucket is and its keys are in its order."""
    keep_files_in(s3, settings, monkeypatch)
    sent = {"lines": LINES, "settings": {"voice": "af_heart"}, "access": "edit"}
    made = alice.rest.post("/v1/lessons", sent, format="json").json()["id"]
    make_all(alice, made)
    exported = body_of(alice.rest.get(f"/v1/lessons/{made}/export?format=wav"))
    played = body_of(alice.rest.get(f"/v1/lessons/{made}/audio?format=wav"))
    with wave.open(io.BytesIO(exported)) as one, wave.open(io.BytesIO(played)) as other:
        assert one.readframes(10**9) == other.readframes(10**9) != b""


def test_a_lesson_that_is_half_made_is_refused(alice, lesson, make):
    make(most=1)
    refused = alice.rest.get(f"/v1/lessons/{lesson}/export?format=m4b")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "lines_missing")
    page = alice.page(f"lessons/{lesson}")
    shown = alice.browser.get(f"{page}/export?format=m4b", follow=True)
    assert shown.redirect_chain == [(page, 302)]
    assert "2 lines are not made yet. Press “Make all” first." in shown.content.decode()


def test_a_lesson_of_silence_is_no_file(alice):
    sent = {"lines": [{"key": "pause01", "kind": "pause", "pause_ms": 500}], "access": "edit"}
    made = alice.rest.post("/v1/lessons", sent, format="json").json()["id"]
    refused = alice.rest.get(f"/v1/lessons/{made}/export?format=epub")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "lesson_empty")


def test_other_formats_and_other_people_are_refused(alice, bob, lesson, make):
    make()
    refused = alice.rest.get(f"/v1/lessons/{lesson}/export?format=exe").json()["error"]
    assert (refused["code"], refused["param"]) == ("unknown_format", "format")
    assert bob.rest.get(f"/v1/lessons/{lesson}/export").status_code == 404
    assert bob.browser.get(bob.page(f"lessons/{lesson}/export")).status_code == 404
    assert bob.browser.get(alice.page(f"lessons/{lesson}/export")).status_code == 404


def test_a_lesson_that_is_deleted_meanwhile_breaks_off(alice, lesson, make):
    make()
    answer = alice.rest.get(f"/v1/lessons/{lesson}/export?format=mp3")
    with in_tenant(alice.tenant):
        storage.remove(job_audio(alice.tenant, Sound.objects.first().job))
    with pytest.raises(BrokenOff):
        body_of(answer)
    assert not open_streams._of_process.own


def test_a_workspace_builds_only_some_at_once(alice, lesson, make, settings):
    make()
    address = f"/v1/lessons/{lesson}/export?format=wav"
    waiting = [alice.rest.get(address) for _each in range(settings.TENANT_EXPORTS)]
    refused = alice.rest.get(address)
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_exports")
    assert int(refused["Retry-After"]) > 0
    gone(waiting.pop())
    assert body_of(alice.rest.get(address)).startswith(b"RIFF")
    for answer in waiting:
        assert body_of(answer).startswith(b"RIFF")
    settings.EXPORTS = 0
    assert alice.rest.get(address).status_code == 503
    assert not open_streams._of_process.own


def test_a_client_that_leaves_ends_the_child(alice, lesson, make):
    make()
    answer = alice.rest.get(f"/v1/lessons/{lesson}/export?format=wav")

    async def leave() -> None:
        body = answer.streaming_content
        assert (await anext(body)).startswith(b"RIFF")
        await body.aclose()

    asyncio.run(leave())
    gone(answer)
    assert not open_streams._of_process.own


def test_a_child_steps_back_behind_all_others():
    """In the group of its session, too, where Linux has such groups."""
    asks = (
        "import os; from lessons.export_process import bounds; bounds.keep_in_bounds();"
        "from runtime.roles.priority import AUTOGROUP as group;"
        "print(os.nice(0), group.read_text() if group.exists() else '')"
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "platform")])
    said = subprocess.run(
        [sys.executable, "-c", asks],
        env={"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,
    ).stdout.split()
    assert int(said[0]) == min(19, os.nice(0) + NICENESS)
    assert len(said) == 1 or said[-1] == str(NICENESS)
