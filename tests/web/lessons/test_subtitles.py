"""Subtitles of a lesson, by REST and as a file of its page; they fit the lesson's audio."""

import io
import wave

import pytest

from synthesis import storage
from synthesis.dispatch import queue
from synthesis.engines.base import WordTime
from synthesis.jobs.claimed_segment import start_segment
from synthesis.jobs.outcomes.finish import finish_segment
from synthesis.storage import job_audio
from synthesis.text.words import words
from synthesis.word_times import WordTimes
from tenants.context import in_tenant
from tests.web.lessons.test_api import whole_of

NAMED = "filename=\"Rivers.{0}\"; filename*=UTF-8''%E7%AC%AC%E4%B8%89%E8%AF%BE-%20Rivers.{0}"
LINES = [
    {"key": "line001", "text": "Open <b>your</b> books.", "pause_ms": 700},
    {"key": "line002", "kind": "pause", "pause_ms": 2_000},
    {"key": "line003", "text": "同学们好。"},
]


@pytest.fixture
def address(alice) -> str:
    """Of a lesson by REST that a token shares with everybody."""
    sent = {
        "title": "第三课: Rivers",
        "lines": LINES,
        "settings": {"voice": "af_heart"},
        "access": "edit",
    }
    made = alice.rest.post("/v1/lessons", sent, format="json")
    assert made.status_code == 201, made.json()
    return f"/v1/lessons/{made.json()['id']}"


@pytest.fixture
def make(alice, address):
    """Makes the lesson: each segment lasts a second, its words 100 ms each."""

    def make() -> None:
        assert alice.rest.post(f"{address}/make", {}, format="json").status_code == 202
        with in_tenant(alice.tenant):
            while claim := queue.claim(engine="kokoro", worker="by-hand"):
                job, segment = start_segment(claim=claim)
                found = enumerate(words(segment.text, language=segment.language))
                times = [WordTime(w.start, w.end, 100 * n, 100 * n + 90) for n, w in found]
                storage.write_segment(job_audio(alice.tenant, job), segment.index, bytes(48_000))
                kept = WordTimes("aligned", tuple(times))
                finish_segment(claim=claim, audio_ms=1_000, words=kept)

    return make


def test_a_cue_for_each_line_with_the_pauses_between_them(alice, address, make):
    make()
    srt = alice.rest.get(f"{address}/subtitles")
    assert srt["Content-Type"] == "application/x-subrip; charset=utf-8"
    assert srt.content.decode() == (
        "1\n00:00:00,000 --> 00:00:01,000\nOpen <b>your</b> books.\n\n"
        "2\n00:00:03,700 --> 00:00:04,700\n同学们好。\n"
    )
    vtt = alice.rest.get(f"{address}/subtitles?format=vtt").content.decode()
    assert "00:00:03.700 --> 00:00:04.700\n同学们好。" in vtt and "&lt;b&gt;your" in vtt
    audio = alice.rest.get(f"{address}/audio?format=wav")
    with wave.open(io.BytesIO(whole_of(audio))) as heard:
        assert heard.getnframes() / heard.getframerate() == 4.7


def test_word_by_word(alice, address, make):
    make()
    vtt = alice.rest.get(f"{address}/subtitles?format=vtt&words=true").content.decode()
    assert "<00:00:03.800>" in vtt
    srt = alice.rest.get(f"{address}/subtitles?words=true").content.decode()
    assert "00:00:03,700 --> 00:00:03,800\n" in srt
    for wrong in ("words=perhaps", "format=doc"):
        answer = alice.rest.get(f"{address}/subtitles?{wrong}")
        assert answer.json()["error"]["param"] == wrong.partition("=")[0]


def test_they_wait_for_the_lines_that_are_missing(alice, address, make):
    refused = alice.rest.get(f"{address}/subtitles")
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "lines_missing"
    assert "line003" in refused.json()["error"]["message"]


def test_the_page_gives_files_or_says_what_is_missing(alice, address, make):
    page = alice.page(address.removeprefix("/v1/"))
    html = alice.browser.get(page).content.decode()
    for kind in ("format=srt&amp;download", "format=vtt&amp;words=true&amp;download"):
        assert f'href="{page}/subtitles?{kind}"' in html
    for file in ("audio?format=mp3", "subtitles?format=srt"):
        refused = alice.browser.get(f"{page}/{file}&download", follow=True)
        assert refused.redirect_chain == [(page, 302)]
        assert "2 lines are not made yet. Press “Make all” first." in refused.content.decode()
    make()
    given = alice.browser.get(f"{page}/subtitles?format=vtt&words=true&download")
    assert given["Content-Disposition"] == "attachment; " + NAMED.format("vtt")
    assert given.content.startswith(b"WEBVTT")
    shown = alice.browser.get(f"{page}/subtitles?format=vtt")
    assert shown["Content-Disposition"] == "inline; " + NAMED.format("vtt")
    audio = alice.browser.get(f"{page}/audio?format=flac&download")
    assert audio["Content-Disposition"] == "attachment; " + NAMED.format("flac")
