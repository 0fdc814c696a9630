"""REST: jobs as a list, their segments, subtitles and audio."""

import io
import wave

import pytest

from synthesis import storage
from synthesis.dispatch import queue
from synthesis.engines.base import WordTime
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job, Segment
from synthesis.storage import job_audio
from synthesis.word_times import WordTimes
from tenants.context import in_tenant


@pytest.fixture
def finished(alice) -> Job:
    """A job of three segments whose audio is silence, one second each."""
    with in_tenant(alice.tenant):
        order = Order(
            text="A first sentence is here to begin with. "
            "Then a <b>second</b> & longer one has words.\n"
            "And a third sentence that ends the text, which is the longest of the three by far.",
            voice="af_heart",
        )
        job = submit(tenant=alice.tenant, order=order)
        audio = job_audio(alice.tenant, job)
        for segment in job.segments.all():
            storage.write_segment(audio, segment.index, b"\0\0" * 24_000)
        Segment.objects.filter(job=job).update(audio_ms=1000, finished_at=job.created_at)
        queue.drop(job.id)
        total = job.segments_total
        Job.objects.filter(id=job.id).update(
            status="completed", segments_done=total, audio_ms=1000 * total
        )
        job.refresh_from_db()
    return job


def test_a_list_is_paged_by_ids(alice):
    with in_tenant(alice.tenant):
        ids = [
            submit(tenant=alice.tenant, order=Order(text="Hello there.", voice="af_heart")).id
            for _ in range(5)
        ]
    seen, after = [], ""
    while True:
        page = alice.rest.get(f"/v1/jobs?limit=2{after}").json()
        seen += [job["id"] for job in page["data"]]
        assert page["object"] == "list"
        assert page["last_id"] == page["data"][-1]["id"]
        if not page["has_more"]:
            break
        after = f"&after={page['last_id']}"
    assert seen == ids[::-1]


def test_what_was_heard_while_it_was_made_is_listed_apart(alice):
    def ids(query: str) -> list[str]:
        return [job["id"] for job in alice.rest.get(f"/v1/jobs{query}").json()["data"]]

    with in_tenant(alice.tenant):
        live, later, again = (
            submit(
                tenant=alice.tenant,
                order=Order(text="Hello there.", voice="af_heart", interactive=interactive),
            ).id
            for interactive in (True, False, False)
        )
    assert ids("") == [again, later, live]
    assert ids("?live=1") == [live]
    assert ids("?live=0") == [again, later]
    assert ids(f"?live=0&after={again}") == [later]
    assert alice.rest.get(f"/v1/jobs?live=0&after={live}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "live=2",
        "live=",
        "live=true",
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=²",
        "after=job_nope",
    ],
)
def test_invalid_paging_is_refused(alice, query):
    answer = alice.rest.get(f"/v1/jobs?{query}")
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]["param"] == query.partition("=")[0]


def test_segments_have_their_start_times(alice, finished):
    data = alice.rest.get(f"/v1/jobs/{finished.id}/segments").json()["data"]
    assert [segment["start_ms"] for segment in data] == [1000 * n for n in range(len(data))]
    one = alice.rest.get(f"/v1/jobs/{finished.id}/segments/1").json()
    assert one["input"] == data[1]["input"]
    assert alice.rest.get(f"/v1/jobs/{finished.id}/segments/99").status_code == 404


def test_a_segment_is_made_again(alice, finished):
    path = f"/v1/jobs/{finished.id}/segments/1"
    answer = alice.rest.post(path, {"input": "A better sentence."}, format="json")
    assert answer.status_code == 202
    assert answer.json()["status"] == "queued"
    assert alice.rest.post(path, {"input": ""}, format="json").status_code == 400


def test_subtitles(alice, finished):
    path = f"/v1/jobs/{finished.id}/subtitles"
    srt = alice.rest.get(path).content.decode()
    assert srt.startswith(
        "1\n00:00:00,000 --> 00:00:01,000\nA first sentence is here to begin with.\n\n2\n"
    )
    vtt = alice.rest.get(f"{path}?format=vtt")
    assert vtt["Content-Type"] == "text/vtt; charset=utf-8"
    text = vtt.content.decode()
    assert text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n")
    assert "&lt;b&gt;second&lt;/b&gt; &amp; longer" in text
    assert alice.rest.get(f"{path}?format=doc").json()["error"]["param"] == "format"


@pytest.fixture
def timed(alice, finished) -> Job:
    """The finished job, with times for the first three words of its second segment."""
    with in_tenant(alice.tenant):
        words = (WordTime(0, 4, 30, 200), WordTime(5, 6, 200, 250), WordTime(10, 16, 250, 900))
        segment = Segment.objects.get(job=finished, index=1)
        segment.pause_ms, segment.timed_words = 100, WordTimes("aligned", words).dump()
        segment.save()
    return finished


def test_segments_have_the_times_of_their_words(alice, timed):
    first, second, _ = alice.rest.get(f"/v1/jobs/{timed.id}/segments").json()["data"]
    assert (first["words"], first["word_timing"]) == (None, None)
    assert second["word_timing"] == "aligned"
    assert [word["text"] for word in second["words"]] == ["Then", "a", "second"]
    word = second["words"][2]
    assert word == {
        "text": "second", "start_char": 10, "end_char": 16, "start_ms": 250, "end_ms": 900
    }  # fmt: skip
    assert second["input"][10:16] == "second"
    assert alice.rest.get(f"/v1/jobs/{timed.id}/segments/1").json()["words"] == second["words"]


def test_a_segment_that_is_made_again_loses_the_times_of_its_words(alice, timed):
    path = f"/v1/jobs/{timed.id}/segments/1"
    assert alice.rest.post(path, {"input": "A new one."}, format="json").status_code == 202
    assert alice.rest.get(path).json()["words"] is None


def test_webvtt_stamps_each_word(alice, timed):
    path = f"/v1/jobs/{timed.id}/subtitles"
    text = alice.rest.get(f"{path}?format=vtt&words=true").content.decode()
    assert (
        "\n00:00:01.000 --> 00:00:01.900\n<00:00:01.030>Then <00:00:01.200>a "
        "<00:00:01.250>&lt;b&gt;second&lt;/b&gt; &amp; longer one has words.\n"
    ) in text
    assert "\n00:00:00.000 --> 00:00:01.000\nA first sentence is here to begin with.\n" in text
    assert "<00" not in alice.rest.get(f"{path}?format=vtt").content.decode()


def test_subrip_has_a_cue_for_each_word(alice, timed):
    path = f"/v1/jobs/{timed.id}/subtitles"
    text = alice.rest.get(f"{path}?words=true").content.decode()
    assert "\n2\n00:00:01,030 --> 00:00:01,200\nThen\n\n3\n00:00:01,200 --> " in text
    assert "\n4\n00:00:01,250 --> 00:00:01,900\n<b>second</b> & longer one has words.\n" in text
    assert text.startswith("1\n00:00:00,000 --> 00:00:01,000\nA first sentence")
    assert alice.rest.get(f"{path}?words=maybe").json()["error"]["param"] == "words"


def test_subtitles_wait_for_the_job(alice):
    with in_tenant(alice.tenant):
        job = submit(tenant=alice.tenant, order=Order(text="Hello there.", voice="af_heart"))
    assert alice.rest.get(f"/v1/jobs/{job.id}/subtitles").status_code == 409


@pytest.mark.parametrize("rate", [8000, 16000])
def test_audio_at_another_rate(alice, finished, rate):
    path = f"/v1/jobs/{finished.id}/audio?format=wav&sample_rate={rate}"
    answer = alice.rest.get(path)
    with wave.open(io.BytesIO(b"".join(answer))) as audio:
        assert audio.getframerate() == rate
        assert audio.getnframes() == pytest.approx(rate * finished.segments_total, rel=0.01)
    assert alice.rest.get(path[:-1] + "7").json()["error"]["param"] == "sample_rate"


def test_a_rate_above_the_plan_is_refused(alice, finished):
    answer = alice.rest.get(f"/v1/jobs/{finished.id}/audio?format=wav&sample_rate=48000")
    assert answer.status_code == 402
    assert answer.json()["error"]["code"] == "sample_rate_too_high"


def test_models(alice):
    assert alice.rest.get("/v1/models/kokoro").json()["id"] == "kokoro"
    assert alice.rest.get("/v1/models/nothing").json()["error"]["code"] == "model_not_found"


def test_segments_come_in_pages(alice, timed):
    """The pages are the whole list, with the same places in the audio."""
    url = f"/v1/jobs/{timed.id}/segments"
    whole = alice.rest.get(url).json()
    assert not whole["has_more"] and len(whole["data"]) == 3
    first = alice.rest.get(f"{url}?limit=2").json()
    rest = alice.rest.get(f"{url}?limit=2&after=1").json()
    assert first["has_more"] and not rest["has_more"]
    assert first["data"] + rest["data"] == whole["data"]
    for wrong in ("limit=0", "limit=201", "after=-1", "after=3", "limit=x"):
        assert alice.rest.get(f"{url}?{wrong}").status_code == 400, wrong
