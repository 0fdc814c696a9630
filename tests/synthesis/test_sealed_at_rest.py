"""Nothing that is stored holds a text, a transcript or audio of a workspace in the clear.

The search is that of `tests/traces.py`, which reads every table, every file and all of Valkey.
"""

import asyncio
import json
import shutil

import numpy as np
import pytest
from rest_framework.test import APIClient

from accounts import tokens
from synthesis import storage
from synthesis.jobs.order import Order
from synthesis.jobs.remake import remake_segment
from synthesis.jobs.submit import submit
from synthesis.models import Job, Segment
from synthesis.storage import job_audio
from synthesis.streaming.publisher import Publisher
from synthesis.streaming.stream import AudioUnreadable
from tenants import files
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.sealing.keys import Undecryptable
from tests.stored import on_disk
from tests.traces import Traces
from tests.voices.conftest import murmur
from voices import storage as voice_storage
from voices.dictionary.entry import Entry
from voices.models import Take, Voice

TEXT = "The quagga of the seventh form will not be told. Its sister sings instead."
ENTRY = Entry(word="quaggafoal", kind="respelling", value="kwahgafole")
TRANSCRIPT = "My grandmother's recipe for marzipan."
REQUESTED = "Asked for through the interface with a name of its own."
PCM = (np.random.default_rng(7).uniform(-9_000, 9_000, 90_000)).astype("<i2").tobytes()
CHUNK = (np.random.default_rng(8).uniform(-9_000, 9_000, 9_000)).astype("<i2").tobytes()
SAMPLE = murmur(2)


@pytest.fixture
def job(committed) -> Job:
    """A job of each kind of content: texts, own pronunciations, audio, a stream, a voice, a key."""
    with in_tenant(committed):
        order = Order(text=TEXT, voice="af_heart", pronunciations=(ENTRY,))
        job = submit(tenant=committed, order=order)
        audio = job_audio(committed, job)
        storage.write_segment(audio, 0, PCM)
        Publisher().chunk(audio, segment=1, attempt="a", offset=0, pcm=CHUNK)
        segment = Segment.objects.get(job=job, index=0)
        segment.previous_text = "Earlier it said platypus here."
        segment.save()
        voice = Voice.objects.create(name="Ms Lin", status="ready", clip_seconds=6)
        Take.objects.create(voice=voice, transcript=TRANSCRIPT, seconds=6)
        files.store().make(voice_storage.voice_folder(committed, voice.id))
        voice_storage.write_sample(committed, voice.id, SAMPLE)
    _record, token = tokens.issue(tenant=committed, name="tests")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_IDEMPOTENCY_KEY="once")
    body = {"input": REQUESTED, "voice": "af_heart", "model": "kokoro"}
    assert client.post("/v1/jobs", body, format="json").status_code == 201
    return job


@pytest.fixture
def traces() -> Traces:
    return Traces(
        {
            "the text": b"quagga of the seventh",
            "the text as JSON": json.dumps("quagga of the seventh").encode()[1:-1],
            "a segment": b"Its sister sings",
            "the text before": b"said platypus here",
            "an own pronunciation": b"quaggafoal",
            "a transcript": b"recipe for marzipan",
            "a requested text": b"interface with a name",
            "the audio": PCM[100_000:100_400],
            "the stream": CHUNK[4_000:4_400],
            "the sample": SAMPLE[20_000:20_400],
        }
    )


def test_no_text_and_no_audio_is_stored_in_the_clear(job, traces):
    assert traces.anywhere() == set()


def test_the_search_would_find_them(committed, job, traces, settings):
    """Each is there, and found once it is written in the clear."""
    with in_tenant(committed):
        job = Job.objects.get(id=job.id)
        segment = Segment.objects.get(job=job, index=0)
        audio = job_audio(committed, job)
        kept = [
            job.input.encode(),
            segment.text.encode(),
            segment.previous_text.encode(),
            job.pronunciations[0]["word"].encode(),
            Take.objects.get().transcript.encode(),
            Job.objects.exclude(id=job.id).get().input.encode(),
            storage.read_segment(audio, 0),
            CHUNK,
            voice_storage.read_sample(committed, Voice.objects.get().id),
        ]
    plant = on_disk("tenants") / "planted"
    plant.write_bytes(b"\n".join(kept))
    assert traces.anywhere() == set(traces.needles)


def test_a_file_of_another_segment_job_or_tenant_is_refused(committed, job, alice):
    with in_tenant(committed):
        audio = job_audio(committed, job)
        shutil.copy(on_disk(audio.segment(0)), on_disk(audio.segment(1)))
        with pytest.raises(Undecryptable, match="segment:1:0"):
            storage.read_segment(audio, 1)
        other = submit(tenant=committed, order=Order(text="Another.", voice="af_heart"))
        theirs = job_audio(committed, other)
        shutil.copy(on_disk(audio.segment(0)), on_disk(theirs.segment(0)))
        with pytest.raises(Undecryptable):
            storage.read_segment(theirs, 0)
    # The same job id in another tenant: a copied folder.
    copied = job_audio(alice.tenant, job)
    shutil.copytree(on_disk(audio.folder), on_disk(copied.folder))
    with pytest.raises(Undecryptable):
        storage.read_segment(copied, 0)


@pytest.fixture
def complete(committed, job) -> Job:
    """The job with all its audio, as a worker leaves it."""
    with in_tenant(committed):
        Segment.objects.filter(job=job).update(finished_at=job.created_at, audio_ms=1)
        Job.objects.filter(id=job.id).update(
            status="completed", segments_done=job.segments_total, audio_ms=job.segments_total
        )
        return Job.objects.get(id=job.id)


@pytest.fixture
def client(committed) -> APIClient:
    _record, token = tokens.issue(tenant=committed, name="tests")
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_a_range_of_sealed_audio_is_the_same_bytes(client, complete):
    address = f"/v1/jobs/{complete.id}/audio?format=pcm"
    assert body(client.get(address)) == PCM
    for wanted, expected in [
        ("bytes=0-0", PCM[:1]),
        ("bytes=65530-65545", PCM[65_530:65_546]),
        ("bytes=131072-", PCM[131_072:]),
        ("bytes=-9", PCM[-9:]),
    ]:
        answer = client.get(address, HTTP_RANGE=wanted)
        assert (answer.status_code, body(answer)) == (206, expected)
    assert client.get(address, HTTP_RANGE=f"bytes={len(PCM)}-").status_code == 416


def test_damaged_audio_is_an_error_that_says_so(client, committed, complete):
    path = on_disk(job_audio(committed, complete).segment(0))
    path.write_bytes(path.read_bytes()[:-1])
    answer = client.get(f"/v1/jobs/{complete.id}/audio?format=pcm")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "audio_unreadable"
    with pytest.raises(AudioUnreadable):
        body(client.get(f"/v1/jobs/{complete.id}/audio?format=pcm&from_byte=5"))


def body(answer) -> bytes:
    async def collect() -> bytes:
        return b"".join([data async for data in answer.streaming_content])

    return asyncio.run(collect())


def test_without_the_tenants_key_all_of_it_is_unreadable(committed, job):
    audio = job_audio(committed, job)
    Tenant.objects.filter(id=committed.id).update(wrapped_key=b"")
    gone = Tenant.objects.get(id=committed.id)
    with in_tenant(gone):
        row = Job.objects.get(id=job.id)
        for read in (
            lambda: row.input,
            lambda: row.segments.first().text,
            lambda: Take.objects.get().transcript,
            lambda: storage.read_segment(job_audio(gone, row), 0),
            lambda: voice_storage.read_sample(gone, Voice.objects.get().id),
        ):
            with pytest.raises(Undecryptable):
                read()
        # And it can still be deleted.
        storage.remove(job_audio(gone, row))
    assert not storage.is_kept(audio)


def test_a_remade_segment_does_not_open_as_its_earlier_self(committed, complete):
    with in_tenant(committed):
        before = job_audio(committed, complete)
        remade = remake_segment(tenant=committed, job_id=complete.id, index=0, text="New words.")
        after = job_audio(committed, remade)
        shutil.copy(on_disk(before.segment(0)), on_disk(after.segment(0)))
        with pytest.raises(Undecryptable, match="segment:0:1"):
            storage.read_segment(after, 0)
